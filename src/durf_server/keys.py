"""Keys that durf makes for itself, and what it keeps locked with them.

Each key lies in a file that only its owner may read.  The *master key* locks all
other secrets: it may come from outside, so that a copy of data folder and database
opens nothing.
"""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from durf_server.errors import BadSetting, WrongKey

if TYPE_CHECKING:
    from pathlib import Path

KEY_SIZE = 32
_NONCE_SIZE = 12


def key_file(data: Path, name: str) -> str:
    """Return the key of this name, made when it is asked for the first time.

    Args:
        data: the folder of everything that is not code.
        name: of the key.

    Returns:
        64 hexadecimal digits: 256 bits.

    Raises:
        BadSetting: the folder cannot be written, or the key not be read.
    """
    path = data / "keys" / f"{name}.key"
    try:
        return _kept(path, secrets.token_hex(KEY_SIZE).encode()).decode("ascii").strip()
    except UnicodeDecodeError:
        raise _no_folder() from None


def sealed_seed(data: Path, name: str) -> bytes:
    """Return 32 secret bytes that lie in the data folder, locked by the master key.

    They are made when they are asked for the first time.

    Raises:
        BadSetting: the folder cannot be written.
        WrongKey: another master key locked them.
    """
    path = data / "keys" / f"{name}.sealed"
    if path.exists():
        return unseal(path.read_bytes(), name)
    return unseal(_kept(path, seal(secrets.token_bytes(KEY_SIZE), name)), name)


def seal(content: bytes, place: str) -> bytes:
    """Lock a secret with the master key.

    Args:
        content: the secret.
        place: where it is kept, such as ``"way/17"``: it opens nowhere else.
    """
    return encrypt(_master_key(), content, place.encode())


def unseal(sealed: bytes, place: str) -> bytes:
    """Open what ``seal`` locked.

    Raises:
        WrongKey: another key locked it, it was kept elsewhere, or it was changed.
    """
    return decrypt(_master_key(), sealed, place.encode())


def encrypt(key: bytes, content: bytes, place: bytes) -> bytes:
    """Encrypt with AES-256-GCM; the nonce of 12 random bytes stands before it."""
    nonce = os.urandom(_NONCE_SIZE)
    return nonce + AESGCM(key).encrypt(nonce, content, place)


def decrypt(key: bytes, sealed: bytes, place: bytes) -> bytes:
    """Decrypt what ``encrypt`` made.

    Raises:
        WrongKey: it was made with another key or place, or changed.
    """
    nonce, content = sealed[:_NONCE_SIZE], sealed[_NONCE_SIZE:]
    try:
        return AESGCM(key).decrypt(nonce, content, place)
    except (InvalidTag, ValueError):
        raise WrongKey from None


def _master_key() -> bytes:
    try:
        key = bytes.fromhex(settings.MASTER_KEY)
    except ValueError:
        key = b""
    if len(key) != KEY_SIZE:
        raise BadSetting(name="DURF_MASTER_KEY", wanted="64 hexadecimal digits")
    return key


def _kept(path: Path, content: bytes) -> bytes:
    """Return what a file holds, written now if it is not there.

    It is written beside its place and linked there: two makers agree on one.
    """
    try:
        if not path.exists():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write(path, content)
        return path.read_bytes()
    except OSError:
        raise _no_folder() from None


def _write(path: Path, content: bytes) -> None:
    draft = path.with_suffix(f".{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _no_folder() -> BadSetting:
    return BadSetting(name="DURF_DATA_DIR", wanted="a folder that durf may write")
