"""Proofs that an entry is in the log, and that the log only grew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from durf.evidence.checkpoint import read_checkpoint
from durf.evidence.merkle import consistency_proof, inclusion_proof
from durf.evidence.note import Note, read_note
from durf.evidence.proof import Proof
from durf.evidence.tiles import subtrees
from durf_server.records.storing import tile_reader

if TYPE_CHECKING:
    from durf_server.records.models import Log


def newest(log: Log) -> Note:
    """Return the signed checkpoint of the log as it was read."""
    return read_note(log.checkpoint.encode())


def prove(log: Log, index: int, note: Note | None = None) -> Proof:
    """Return the proof of an entry under a checkpoint, the newest without one.

    Raises:
        IndexError: the log had no such entry then.
    """
    note = note or newest(log)
    size = read_checkpoint(note.text).size
    hashes = inclusion_proof(index, size, subtrees(tile_reader(log.pk)))
    return Proof(index, tuple(hashes), note)


def prove_growth(log: Log, old: int, new: int) -> list[bytes]:
    """Return the hashes that show that the first ``old`` entries are still the same."""
    return consistency_proof(old, new, subtrees(tile_reader(log.pk)))
