"""The least that a database has to do to keep an evidence log: SQLite, three tables."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from durf.evidence.checkpoint import Checkpoint
from durf.evidence.merkle import inclusion_proof, leaf_hash
from durf.evidence.signing import sign_checkpoint
from durf.evidence.tiles import WIDTH, Edge, grow, subtrees

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from durf.evidence.signing import Ed25519Signer

_TABLES = """
CREATE TABLE log (id INTEGER PRIMARY KEY, size INTEGER, edge BLOB, checkpoint BLOB);
CREATE TABLE entry (number INTEGER PRIMARY KEY, leaf BLOB);
CREATE TABLE tile (
  level INTEGER, number INTEGER, hashes BLOB, PRIMARY KEY (level, number)
) WITHOUT ROWID;
INSERT INTO log VALUES (1, 0, X'', X'');
"""


class Store:
    """A log in a file; every append is signed and on the disk when it returns."""

    def __init__(self, path: Path, signer: Ed25519Signer) -> None:
        self.signer = signer
        self.database = sqlite3.connect(path, isolation_level=None)
        self.database.execute("PRAGMA journal_mode=WAL")
        self.database.execute("PRAGMA synchronous=FULL")
        self.database.executescript(_TABLES)

    def append(self, entries: Sequence[bytes]) -> None:
        """Append entries in one transaction, with a checkpoint after the last."""
        run = self.database.execute
        run("BEGIN IMMEDIATE")
        size, hashes = run("SELECT size, edge FROM log").fetchone()
        leaves = [leaf_hash(entry) for entry in entries]
        self.database.executemany(
            "INSERT INTO entry VALUES (?, ?)", list(enumerate(entries, size))
        )
        growth = grow(Edge(size, hashes), leaves, self.stored)
        for tile in growth.tiles:
            row = (tile.level, tile.index, tile.hashes)
            run("INSERT OR REPLACE INTO tile VALUES (?, ?, ?)", row)
        edge = growth.edge
        state = Checkpoint(self.signer.key.name, edge.size, edge.root)
        note = sign_checkpoint(state, self.signer).to_bytes()
        run(
            "UPDATE log SET size=?, edge=?, checkpoint=?",
            (edge.size, edge.hashes, note),
        )
        run("COMMIT")

    def stored(self, level: int, index: int) -> bytes:
        """Return a tile; unfinished leaves are hashed from their entries."""
        found = self.database.execute(
            "SELECT hashes FROM tile WHERE level=? AND number=?", (level, index)
        ).fetchone()
        if found:
            return bytes(found[0])
        rows = self.database.execute(
            "SELECT leaf FROM entry WHERE number>=? AND number<? ORDER BY number",
            (index * WIDTH, (index + 1) * WIDTH),
        )
        return b"".join(leaf_hash(leaf) for (leaf,) in rows)

    def prove(self, index: int) -> list[bytes]:
        """Return the proof of an entry, read anew from the file."""
        (size,) = self.database.execute("SELECT size FROM log").fetchone()
        return inclusion_proof(index, size, subtrees(self.stored))
