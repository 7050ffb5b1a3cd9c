"""The command ``durf evidence prove``: a proof of one entry of a published log."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from durf.cli.evidence_files import PublishedLog

_EXAMPLES = """\b
Example:
  durf evidence prove published-log/ --index 17 -o 17.tlog-proof
  durf evidence prove published-log/ --entry entry.json > entry.tlog-proof"""


@click.command(epilog=_EXAMPLES)
@click.argument("folder", metavar="DIR")
@click.option("--index", type=click.IntRange(min=0), help="Which entry: its number.")
@click.option("--entry", metavar="FILE", help="Which entry: a file with its bytes.")
@click.option(
    "--out", "-o", metavar="FILE", help="Where to write it.  [default: standard output]"
)
def prove(folder: str, index: int | None, entry: str | None, out: str | None) -> None:
    """Write a proof that an entry is in a log, which any program for such logs reads.

    DIR is a log as it was published: a checkpoint, and tiles (c2sp.org/tlog-tiles).
    """
    from durf.cli.evidence_files import PublishedLog, read_file
    from durf.errors import BadUse
    from durf.evidence.tiles import LARGEST_ENTRY

    if (index is None) == (entry is None):
        raise BadUse(
            what="say which entry to prove", mend="give either --index or --entry"
        )
    log = PublishedLog(folder)
    wanted = None if entry is None else read_file(entry, LARGEST_ENTRY)
    content = _proof(log, index, wanted)
    if out is None:
        sys.stdout.buffer.write(content)
        return
    from durf.cli.files import write_bytes_whole

    write_bytes_whole(out, content)


def _proof(log: PublishedLog, index: int | None, entry: bytes | None) -> bytes:
    """Return a proof as a file, after looking whether it holds."""
    from durf.errors import BadUse, BrokenProof
    from durf.evidence.checkpoint import read_checkpoint
    from durf.evidence.merkle import inclusion_proof, leaf_hash, verify_inclusion
    from durf.evidence.proof import Proof
    from durf.evidence.tiles import subtrees

    note = log.checkpoint()
    checkpoint = read_checkpoint(note.text)
    size = checkpoint.size
    subtree = subtrees(lambda level, tile: log.tile(level, tile, size))
    try:
        if index is None:
            assert entry is not None
            leaf = leaf_hash(entry)
            index = next(n for n in range(size) if subtree(0, n) == leaf)
        hashes = inclusion_proof(index, size, subtree)
        leaf = subtree(0, index)
    except (IndexError, StopIteration):
        raise BadUse(
            what="the log has no such entry among its first {size}",
            mend="look for it in a newer checkpoint",
            size=size,
        ) from None
    except LookupError as error:
        where = str(error.args[0])
        raise BrokenProof(where=where, reason="hashes are missing in it") from None
    if not verify_inclusion(leaf, index, size, hashes, checkpoint.root):
        raise BrokenProof(where=f"entry {index}", reason="it is not in the log's tree")
    return Proof(index, tuple(hashes), note).to_bytes()
