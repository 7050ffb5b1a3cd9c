"""Keys that notes and checkpoints are signed with, and checking what they signed.

Written down a key is one line (c2sp.org/signed-note): its name, its id, and in
base64 its kind and public key.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from hashlib import sha256
from typing import TYPE_CHECKING

from durf.errors import BadKey, MissingExtra
from durf.evidence.base64 import decoded, encoded
from durf.evidence.checkpoint import read_checkpoint

if TYPE_CHECKING:
    from durf.evidence.checkpoint import Checkpoint
    from durf.evidence.note import Note, Signature

_LABEL = b"subtree/v1\n\0"
_CLOCK = 8
_NAME = re.compile(r"[^\s+]{1,255}")
_COMMENT = "#"


class Kind(IntEnum):
    """What a key signs, and how."""

    ED25519 = 1
    """The text of a note."""
    COSIGNATURE = 4
    """A checkpoint and a time, with Ed25519: what most witnesses do."""
    ML_DSA_44 = 6
    """A checkpoint and a time, with a signature that quantum computers leave alone."""


_SIZES = {Kind.ED25519: 32, Kind.COSIGNATURE: 32, Kind.ML_DSA_44: 1312}


@dataclass(frozen=True, slots=True)
class PublicKey:
    """Somebody's key that signatures are checked with."""

    name: str
    kind: Kind
    public: bytes

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name) or len(self.public) != _SIZES[self.kind]:
            raise BadKey(reason="its name or its size does not fit")

    @property
    def key_id(self) -> bytes:
        """The four bytes that stand before its signatures."""
        head = f"{self.name}\n".encode() + bytes([self.kind])
        return sha256(head + self.public).digest()[:4]

    def __str__(self) -> str:
        material = encoded(bytes([self.kind]) + self.public)
        return f"{self.name}+{self.key_id.hex()}+{material}"

    # An id is four bytes: another key may have the same, and only fails to verify.
    def has_signed(self, note: Note) -> bool:
        """Tell whether a note has a signature of this key, and no wrong one."""
        own = [x for x in note.signatures if self._is_of_this_key(x)]
        return bool(own) and all(self._is_right(note.text, one) for one in own)

    def _is_of_this_key(self, signature: Signature) -> bool:
        return (signature.name, signature.key_id) == (self.name, self.key_id)

    def _is_right(self, text: str, signature: Signature) -> bool:
        if self.kind is Kind.ED25519:
            return is_ed25519(self.public, signature.content, text.encode())
        time = int.from_bytes(signature.content[:_CLOCK], "big")
        content = signature.content[_CLOCK:]
        if self.kind is Kind.COSIGNATURE:
            message = f"cosignature/v1\ntime {time}\n{text}".encode()
            return is_ed25519(self.public, content, message)
        message = cosigned(self.name, time, read_checkpoint(text))
        return is_ml_dsa(self.public, content, message)


def read_key(line: str) -> PublicKey:
    """Return the key that a line is.

    Raises:
        BadKey: it is none, or of a kind that nobody knows here.
    """
    name, _, rest = line.strip().partition("+")
    key_id, _, material = rest.partition("+")
    try:
        content = decoded(material)
        key = PublicKey(name, Kind(content[0]), content[1:])
    except (ValueError, IndexError):
        raise BadKey(reason="it is no public key") from None
    if key.key_id.hex() != key_id:
        raise BadKey(reason="its id does not belong to it")
    return key


def read_keys(text: str) -> tuple[PublicKey, ...]:
    """Return the keys of a file, one a line; empty lines and ``#`` are no keys.

    Raises:
        BadKey: a line is no key, or there is none.
    """
    lines = [line.strip() for line in text.splitlines()]
    wanted = [line for line in lines if line and not line.startswith(_COMMENT)]
    if not wanted:
        raise BadKey(reason="the file holds none")
    return tuple(map(read_key, wanted))


def cosigned(name: str, time: int, checkpoint: Checkpoint) -> bytes:
    """Return what an ML-DSA-44 key signs of a checkpoint (tlog-cosignature)."""
    return b"".join(
        [
            _LABEL,
            _short(name),
            time.to_bytes(8, "big"),
            _short(checkpoint.origin),
            (0).to_bytes(8, "big"),
            checkpoint.size.to_bytes(8, "big"),
            checkpoint.root,
        ]
    )


def is_ed25519(public: bytes, signature: bytes, message: bytes) -> bool:
    """Tell whether an Ed25519 signature is right (RFC 8032).

    Raises:
        MissingExtra: the package cryptography is not installed.
    """
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric import ed25519
    except ImportError:
        raise MissingExtra(what="checking signatures", extra="evidence") from None
    try:
        ed25519.Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def is_ml_dsa(public: bytes, signature: bytes, message: bytes) -> bool:
    """Tell whether an ML-DSA-44 signature is right (FIPS 204, with no context).

    Raises:
        MissingExtra: the package cryptography is not installed, or too old.
    """
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric import mldsa
    except ImportError:
        raise MissingExtra(what="checking signatures", extra="evidence") from None
    try:
        mldsa.MLDSA44PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _short(text: str) -> bytes:
    content = text.encode()
    if not 0 < len(content) < 256:
        raise BadKey(reason="its name or its size does not fit")
    return bytes([len(content)]) + content
