"""Signing notes and checkpoints.  Secret keys are seeds of 32 bytes, passed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from durf.errors import BadKey, MissingExtra
from durf.evidence.keys import Kind, PublicKey, cosigned
from durf.evidence.note import Note, Signature

if TYPE_CHECKING:
    from durf.evidence.checkpoint import Checkpoint

SEED_SIZE = 32


class Ed25519Signer:
    """Signs the text of notes.

    Args:
        name: of the key; of a log's own key it is the origin of the log.
        seed: the secret.

    Raises:
        BadKey: the seed has another size, or the name does not fit.
        MissingExtra: the package cryptography is not installed.
    """

    def __init__(self, name: str, seed: bytes) -> None:
        try:
            from cryptography.hazmat.primitives.asymmetric import ed25519
        except ImportError:
            raise MissingExtra(what="signing", extra="evidence") from None
        self._secret = ed25519.Ed25519PrivateKey.from_private_bytes(_seed(seed))
        public = self._secret.public_key().public_bytes_raw()
        self.key = PublicKey(name, Kind.ED25519, public)
        self._key_id = self.key.key_id

    def sign(self, text: str) -> Signature:
        """Return a signature of the text of a note."""
        content = self._secret.sign(text.encode())
        return Signature(self.key.name, self._key_id, content)


class MlDsaSigner:
    """Signs checkpoints with ML-DSA-44.

    Args:
        name: of the key; of a log's own key it is the origin of the log.
        seed: the secret.

    Raises:
        BadKey: the seed has another size, or the name does not fit.
        MissingExtra: the package cryptography is not installed, or too old.
    """

    def __init__(self, name: str, seed: bytes) -> None:
        try:
            from cryptography.hazmat.primitives.asymmetric import mldsa
        except ImportError:
            raise MissingExtra(what="signing", extra="evidence") from None
        self._secret = mldsa.MLDSA44PrivateKey.from_seed_bytes(_seed(seed))
        public = self._secret.public_key().public_bytes_raw()
        self.key = PublicKey(name, Kind.ML_DSA_44, public)
        self._key_id = self.key.key_id

    def sign(self, checkpoint: Checkpoint, time: int) -> Signature:
        """Return a signature of a checkpoint.

        Args:
            checkpoint: the newest that this key was given to sign.
            time: now, in seconds since 1970.
        """
        content = self._secret.sign(cosigned(self.key.name, time, checkpoint))
        stamped = time.to_bytes(8, "big") + content
        return Signature(self.key.name, self._key_id, stamped)


def sign_checkpoint(
    checkpoint: Checkpoint,
    signer: Ed25519Signer,
    *,
    lasting: MlDsaSigner | None = None,
    time: int = 0,
) -> Note:
    """Return a signed checkpoint.

    Args:
        checkpoint: the state of the log.
        signer: the log's own key.
        lasting: its key for the time when quantum computers break the other.
        time: now, in seconds since 1970; ``lasting`` signs it too.
    """
    note = Note(checkpoint.text, (signer.sign(checkpoint.text),))
    return note.signed([lasting.sign(checkpoint, time)]) if lasting else note


def _seed(seed: bytes) -> bytes:
    if len(seed) != SEED_SIZE:
        raise BadKey(reason="its name or its size does not fit")
    return seed
