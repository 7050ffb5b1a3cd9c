"""Proofs of one entry as text files (c2sp.org/tlog-proof)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from durf.errors import BrokenProof
from durf.evidence.base64 import decoded, encoded
from durf.evidence.checkpoint import read_checkpoint
from durf.evidence.merkle import HASH_SIZE, leaf_hash, verify_inclusion
from durf.evidence.note import read_note

if TYPE_CHECKING:
    from durf.evidence.checkpoint import Checkpoint
    from durf.evidence.keys import PublicKey
    from durf.evidence.note import Note

HEAD = "c2sp.org/tlog-proof@v1"
_INDEX = re.compile(r"index (0|[1-9][0-9]{0,18})")
_EXTRA = "extra "
_MOST_HASHES = 64


@dataclass(frozen=True, slots=True)
class Proof:
    """That an entry is in a log.

    Attributes:
        index: where it is.
        hashes: from the entry's neighbour up to the root.
        note: the signed checkpoint.
        extra: whatever somebody put with it; nothing signs it.
    """

    index: int
    hashes: tuple[bytes, ...]
    note: Note
    extra: bytes = b""

    def to_bytes(self) -> bytes:
        """Return the proof as a file."""
        extra = [f"{_EXTRA}{encoded(self.extra)}"] if self.extra else []
        lines = [HEAD, *extra, f"index {self.index}", *map(encoded, self.hashes), ""]
        return "".join(f"{line}\n" for line in lines).encode() + self.note.to_bytes()

    def verify(self, entry: bytes, key: PublicKey) -> Checkpoint:
        """Return the checkpoint that proves an entry.

        Raises:
            BrokenProof: the key did not sign it, or the entry is not there.
        """
        if not key.has_signed(self.note):
            raise BrokenProof(where="checkpoint", reason="the key did not sign it")
        checkpoint = read_checkpoint(self.note.text)
        held = verify_inclusion(
            leaf_hash(entry), self.index, checkpoint.size, self.hashes, checkpoint.root
        )
        if not held:
            raise BrokenProof(
                where=f"entry {self.index}", reason="it is not in the log's tree"
            )
        return checkpoint


def read_proof(content: bytes) -> Proof:
    """Return a proof from its file.

    Raises:
        BrokenProof: it is none, in its one form.
    """
    head, _, note = content.partition(b"\n\n")
    try:
        first, *lines = head.decode().split("\n")
        extra = b""
        if lines and lines[0].startswith(_EXTRA):
            extra = decoded(lines.pop(0).removeprefix(_EXTRA))
        index = _INDEX.fullmatch(lines[0])
        hashes = tuple(decoded(line, HASH_SIZE) for line in lines[1:])
    except (ValueError, IndexError):
        raise _no_proof() from None
    if first != HEAD or index is None or len(hashes) > _MOST_HASHES:
        raise _no_proof()
    proof = Proof(int(index[1]), hashes, read_note(note), extra)
    if proof.to_bytes() != content:
        raise _no_proof()
    return proof


def _no_proof() -> BrokenProof:
    return BrokenProof(where="proof", reason="it is no proof of an entry")
