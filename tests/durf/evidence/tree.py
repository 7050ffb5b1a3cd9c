"""A log in memory, and the slow definition of a root, to hold the fast one against."""

from __future__ import annotations

from hashlib import sha256

from durf.evidence.merkle import leaf_hash, node_hash
from durf.evidence.tiles import WIDTH, Edge, grow, subtrees


def plain_root(leaves):
    """RFC 6962, 2.1, word for word."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return node_hash(plain_root(leaves[:k]), plain_root(leaves[k:]))


class MemoryLog:
    """Entries and tiles as a database would keep them."""

    def __init__(self) -> None:
        self.entries: list[bytes] = []
        self.tiles: dict[tuple[int, int], bytes] = {}
        self.edge = Edge()

    def append(self, *entries: bytes) -> None:
        self.entries += entries
        growth = grow(self.edge, [leaf_hash(entry) for entry in entries], self.stored)
        self.edge = growth.edge
        for tile in growth.tiles:
            self.tiles[tile.level, tile.index] = tile.hashes

    def stored(self, level: int, index: int) -> bytes:
        if level or (0, index) in self.tiles:
            return self.tiles[level, index]
        first = index * WIDTH
        return b"".join(leaf_hash(entry) for entry in self.entries[first:][:WIDTH])

    @property
    def leaves(self) -> list[bytes]:
        return [leaf_hash(entry) for entry in self.entries]

    @property
    def subtree(self):
        return subtrees(self.stored)


def log_of(size: int, *, batch: int = 1000) -> MemoryLog:
    log = MemoryLog()
    for first in range(0, size, batch):
        last = min(first + batch, size)
        log.append(*(b"entry %d" % number for number in range(first, last)))
    return log
