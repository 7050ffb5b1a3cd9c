"""Where the secret of a vault is kept, and how it is read from there.

This is the one file of the library that looks at the environment: a vault must be
opened by its path alone, and its secret never stands beside it.  In this order:

1. ``DURF_VAULT_KEY``: the secret itself;
2. ``DURF_VAULT_KEY_FILE``: a file that only its owner can read;
3. ``DURF_VAULT_KEY_COMMAND``: a command that prints it, so that a key store can
   serve;
4. ``~/.config/durf/keys/NAME.key``, where ``durf vault init`` puts it.
"""

from __future__ import annotations

import errno
import os
import shlex
import stat
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from durf.errors import VaultKey
from durf.vault.sealed import write_whole
from durf.vault.secret import Secret

if TYPE_CHECKING:
    from durf.vault.manifest import Root

VALUE = "DURF_VAULT_KEY"
FILE = "DURF_VAULT_KEY_FILE"
COMMAND = "DURF_VAULT_KEY_COMMAND"
# A rotation writes the new secret beside the old one before it counts.
NEXT = ".next"
_SECONDS = 30
_LARGEST = 4096
_WHERE = f"set {VALUE}, {FILE} or {COMMAND}, or give --key-file"


def usual_path(vault: str) -> Path:
    """Return where the secret of a vault is kept if nothing else is said."""
    base = os.environ.get("XDG_CONFIG_HOME") or str(Path("~/.config").expanduser())
    return Path(base) / "durf" / "keys" / f"{vault}.key"


def find_secret(folder: Path, root: Root) -> Secret:
    """Return the secret of a vault from where it is kept.

    Raises:
        VaultKey: it is not there, or may not be trusted.
    """
    given = given_secret(folder, root)
    if given is not None:
        return given
    path = usual_path(root.vault)
    if not path.exists() and not path.with_name(path.name + NEXT).exists():
        raise VaultKey(reason="there is none for this vault", mend=_WHERE)
    return read_file(path, folder, root)


def given_secret(folder: Path, root: Root | None = None) -> Secret | None:
    """Return the secret that the environment gives, if it gives one.

    Raises:
        VaultKey: it cannot be had, or may not be trusted.
    """
    if os.environ.get(VALUE):
        return Secret.parse(os.environ[VALUE])
    if os.environ.get(FILE):
        return read_file(Path(os.environ[FILE]), folder, root)
    if os.environ.get(COMMAND):
        return _run(os.environ[COMMAND])
    return None


def kept_in(root: Root) -> Path | str:
    """Return the file that holds the secret of a vault, or what else gives it."""
    if os.environ.get(VALUE):
        return VALUE
    if os.environ.get(FILE):
        return Path(os.environ[FILE])
    return COMMAND if os.environ.get(COMMAND) else usual_path(root.vault)


def read_file(path: Path, folder: Path, root: Root | None = None) -> Secret:
    """Read a secret from a file that only its owner can read.

    Args:
        path: of the file; while a key is being rotated, the one beside it counts if
            it opens the vault.
        folder: of the vault, where no secret may be.
        root: of the vault.

    Raises:
        VaultKey: it cannot be read, others can read it, or it is in the vault.
    """
    require_outside(path, folder)
    following = path.with_name(path.name + NEXT)
    if root is not None and following.exists():
        # Whatever is wrong with it, the file itself may be the right one.
        with suppress(VaultKey):
            secret = _read(following)
            if secret.opens(root.vault, root.check):
                return secret
    return _read(path)


def require_outside(path: Path, folder: Path) -> None:
    """Make sure that a secret is not kept with what it opens.

    Raises:
        VaultKey: it is.
    """
    if path.resolve().is_relative_to(folder.resolve()):
        raise VaultKey(
            reason="it is kept inside the vault",
            mend="move it out of the vault's folder",
        )


def _read(path: Path) -> Secret:
    try:
        with path.open("rb") as file:
            rights = os.fstat(file.fileno())
            content = file.read(_LARGEST)
    except OSError as error:
        raise VaultKey(
            reason="its file cannot be read",
            mend=f"{path}: {error.strerror}",
        ) from None
    if stat.S_ISREG(rights.st_mode) and rights.st_mode & 0o077:
        raise VaultKey(
            reason="others can read its file", mend=f"run 'chmod 600 {path}'"
        )
    return Secret.parse(content.decode("ascii", "replace"))


def _run(command: str) -> Secret:
    mend = f"run the command of {COMMAND} yourself to see why"
    try:
        done = subprocess.run(  # noqa: S603
            shlex.split(command),
            capture_output=True,
            timeout=_SECONDS,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, ValueError, subprocess.TimeoutExpired):
        raise VaultKey(reason="its command does not run", mend=mend) from None
    if done.returncode:
        raise VaultKey(reason="its command failed", mend=mend)
    return Secret.parse(done.stdout[:_LARGEST].decode("ascii", "replace"))


def write_file(path: Path, secret: Secret) -> None:
    """Write a secret where only its owner can read it, in whole or not at all.

    Raises:
        FileExistsError: something is there already.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if os.path.lexists(path):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
    write_whole(path, secret.written().encode() + b"\n")
