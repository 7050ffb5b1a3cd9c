"""The command ``durf vault init``: make a vault and its key."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pathlib import Path

    from durf.vault.secret import Secret

_EXAMPLES = """\b
Examples:
  durf vault init vault
  durf vault init /srv/durf/vault --key-file /etc/durf/vault.key"""


@click.command(epilog=_EXAMPLES)
@click.argument("folder", metavar="DIR")
@click.option(
    "--key-file",
    metavar="FILE",
    help="Where to put the key.  [a file of its own in ~/.config/durf/keys]",
)
def init(folder: str, key_file: str | None) -> None:
    """Make an empty vault in DIR, and a key that opens it.

    The key is never kept in DIR.  Whoever loses it loses the vault, and whoever
    finds it can ask the vault.  If DURF_VAULT_KEY, DURF_VAULT_KEY_FILE or
    DURF_VAULT_KEY_COMMAND gives a key, the vault is made with that one.
    """
    from pathlib import Path

    from durf.cli.policy_page import page
    from durf.vault.manifest import random_name
    from durf.vault.writer import create_vault

    home, name = Path(folder), random_name()
    _require_room(home)
    secret, written = _secret(home, name, key_file)
    try:
        create_vault(home, secret, name)
    except BaseException:
        if written is not None:
            written.unlink(missing_ok=True)
        raise
    sheet = page()
    said = [sheet.say("the vault is in {0}").format(folder)]
    if written is None:
        said.append(sheet.say("its key is the one that your environment gives"))
    else:
        said.append(sheet.say("its key is in {0}").format(written))
    lost = sheet.say("keep a copy of the key elsewhere: without it the vault is lost")
    sheet.write(line for text in [*said, lost] for line in sheet.paragraph(text))


def _require_room(folder: Path) -> None:
    """Refuse a folder that is in use, before a key is made for it.

    Raises:
        BadUse: something is there.
    """
    from durf.errors import BadUse
    from durf.vault.manifest import ROOT

    mend = "give the name of a new or empty folder"
    if (folder / ROOT).exists():
        raise BadUse(what="{path} is a vault already", mend=mend, path=folder)
    if folder.is_dir() and any(folder.iterdir()):
        raise BadUse(what="{path} is not empty", mend=mend, path=folder)
    if folder.exists() and not folder.is_dir():
        raise BadUse(what="{path} is no folder", mend=mend, path=folder)


def _secret(
    folder: Path, name: str, key_file: str | None
) -> tuple[Secret, Path | None]:
    """Return a secret, and the file that it was written to, if it was.

    Raises:
        DurfError: there is a file already, or the key given cannot be used.
    """
    from pathlib import Path

    from durf.vault.key_source import given_secret, usual_path

    if key_file:
        return _written(Path(key_file), folder)
    given = given_secret(folder)
    if given is not None:
        return given, None
    return _written(usual_path(name), folder)


def _written(path: Path, folder: Path) -> tuple[Secret, Path]:
    import secrets

    from durf.errors import BadUse, FileProblem
    from durf.vault.key_source import require_outside, write_file
    from durf.vault.secret import SECRET_BYTES, Secret

    require_outside(path, folder)
    secret = Secret(secrets.token_bytes(SECRET_BYTES))
    try:
        write_file(path, secret)
    except FileExistsError:
        raise BadUse(
            what="{path} is already there",
            mend="give another name; DURF_VAULT_KEY_FILE takes a key that you have",
            path=path,
        ) from None
    except OSError as error:
        raise FileProblem(verb="write", path=path, reason=error.strerror) from None
    return secret, path
