"""Bytes that only the secret opens, and files that are there in whole or not at all."""

from __future__ import annotations

import json
import os
import secrets
import weakref
import zlib
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from durf.errors import BrokenVault, MissingExtra

if TYPE_CHECKING:
    from pathlib import Path

    from durf.vault.secret import Secret

_NONCE = 12
# What a sealed text may grow to when it is opened: nobody writes more.
_LARGEST = 1 << 31


class Seal:
    """Seals bytes with AES-256-GCM (NIST SP 800-38D), each under a fresh nonce.

    Args:
        secret: of the vault.

    Raises:
        MissingExtra: the package cryptography is not installed.
    """

    def __init__(self, secret: Secret) -> None:
        try:
            from cryptography.hazmat.primitives.ciphers.aead import AESGCM
        except ImportError:
            raise MissingExtra(what="the vault", extra="vault") from None
        self._cipher = AESGCM(secret.derive("seal"))

    def close(self, content: bytes, role: str) -> bytes:
        """Return sealed bytes; they open for the same role only."""
        nonce = secrets.token_bytes(_NONCE)
        return nonce + self._cipher.encrypt(nonce, content, role.encode())

    def open(self, sealed: bytes, role: str, path: str = "") -> bytes:
        """Return what was sealed.

        Raises:
            BrokenVault: not a bit of it may differ from what was sealed.
        """
        from cryptography.exceptions import InvalidTag

        try:
            return self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], role.encode())
        except (InvalidTag, ValueError):
            raise BrokenVault(path=path, reason="its seal does not agree") from None

    def close_json(self, values: Any, role: str) -> bytes:  # noqa: ANN401
        """Return JSON values, compressed and sealed."""
        written = json.dumps(values, separators=(",", ":"), ensure_ascii=False)
        return self.close(
            zlib.compress(written.encode("utf-8", "surrogatepass"), 3), role
        )

    def open_json(self, sealed: bytes, role: str, path: str = "") -> Any:  # noqa: ANN401
        """Return the JSON values that were sealed.

        Raises:
            BrokenVault: they cannot be opened.
        """
        unzip = zlib.decompressobj()
        content = unzip.decompress(self.open(sealed, role, path), _LARGEST)
        return json.loads(content.decode("utf-8", "surrogatepass"))


class Held:
    """A file that is held open: it can be read even when its name is gone."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self.number = os.open(path, os.O_RDONLY)
        except OSError:
            raise BrokenVault(path=path.name, reason="it cannot be read") from None
        weakref.finalize(self, os.close, self.number)

    def read(self, at: int, size: int) -> bytes:
        """Read bytes from a place.

        Raises:
            BrokenVault: they cannot be read.
        """
        try:
            return os.pread(self.number, size, at)
        except OSError:
            raise BrokenVault(path=self.path.name, reason="it cannot be read") from None

    def whole(self) -> bytes:
        """Read all of it."""
        return self.read(0, os.fstat(self.number).st_size)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file; whoever looks sees all of it, or what was there before.

    It and its name are on the disk when this returns.
    """
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}.draft")
    try:
        with open(draft, "xb", opener=_private) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except BaseException:
        with suppress(OSError):
            draft.unlink()
        raise
    sync_folder(path.parent)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def sync_folder(path: Path) -> None:
    """Bring the names in a folder to the disk."""
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
