"""The secret of a vault, and the keys that are made of it.

One secret of 256 bits stands behind a vault.  Every purpose gets a key of its own,
made with keyed BLAKE2b (RFC 7693), so that what one part of the vault shows says
nothing about another.
"""

from __future__ import annotations

import hashlib
import hmac
import struct
from dataclasses import dataclass, field
from functools import cached_property

from durf.errors import VaultKey
from durf.vault.kernel import Key

SECRET_BYTES = 32
_MEND = "give the 64 hexadecimal digits that 'durf vault init' wrote"


@dataclass(frozen=True)
class Secret:
    """The secret of a vault.

    Args:
        value: 32 random bytes.
    """

    value: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.value) != SECRET_BYTES:
            raise VaultKey(reason="it has the wrong length", mend=_MEND)

    @classmethod
    def parse(cls, written: str) -> Secret:
        """Read a secret as it is written down.

        Raises:
            VaultKey: it is no such text.
        """
        try:
            return cls(bytes.fromhex(written.strip()))
        except ValueError:
            raise VaultKey(reason="it is not hexadecimal", mend=_MEND) from None

    def written(self) -> str:
        """Return the secret as it is written down."""
        return self.value.hex()

    def derive(self, purpose: str, size: int = 32) -> bytes:
        """Return the key for one purpose."""
        label = purpose.encode()
        return hashlib.blake2b(label, key=self.value, digest_size=size).digest()

    def check(self, vault: str) -> str:
        """Return what tells that this secret belongs to a vault, and nothing else."""
        return self.derive(f"check {vault}").hex()

    def opens(self, vault: str, check: str) -> bool:
        """Tell whether this is the secret of a vault, in constant time."""
        return hmac.compare_digest(self.check(vault), check)

    @cached_property
    def grams(self) -> Key:
        """The key of the fingerprints of documents."""
        return self._key("grams")

    @cached_property
    def values(self) -> Key:
        """The key of the fingerprints of records."""
        return self._key("values")

    @cached_property
    def mask(self) -> Key:
        """The key that masks where fingerprints stand."""
        return self._key("mask")

    @cached_property
    def meanings(self) -> bytes:
        """The key of the words that are kept with what sentences mean."""
        return self.derive("meanings", 16)

    @cached_property
    def order(self) -> bytes:
        """The order by which grams are chosen: 256 summands of 64 bits."""
        seed = self.derive("order")
        return b"".join(
            hashlib.blake2b(bytes([part]), key=seed).digest() for part in range(32)
        )

    def _key(self, purpose: str) -> Key:
        return Key(*struct.unpack("<QQ", self.derive(purpose, 16)))
