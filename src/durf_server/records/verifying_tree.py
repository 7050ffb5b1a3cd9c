"""What the stored tiles must be, and what of them is too much."""

from __future__ import annotations

from typing import TYPE_CHECKING

from durf.evidence.merkle import HASH_SIZE
from durf.evidence.tiles import HEIGHT, WIDTH, subtrees
from durf_server.records.storing import leaf_hashes, stored_tile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.db.models import QuerySet

    from durf_server.records.models import Log, Tile

    Reader = Callable[[int, int], bytes]


def reader_at(log: Log) -> Reader:
    """Return what reads tiles as they were at the size that the log was read with.

    Only the last tile of level 0 is made from its entries: the rest is stored.
    """

    def read(level: int, index: int) -> bytes:
        width = (log.size >> HEIGHT * level) - index * WIDTH
        if not level and width < WIDTH:
            return leaf_hashes(log.pk, index)[: width * HASH_SIZE]
        return stored_tile(log.pk, level, index)[: width * HASH_SIZE]

    return read


def edge_of(size: int, read: Reader) -> bytes:
    """Return the roots of the complete subtrees of a tree, the largest first.

    Raises:
        LookupError: a tile does not hold what it should.
    """
    subtree, found, first = subtrees(read), b"", 0
    for level in reversed(range(size.bit_length())):
        if size >> level & 1:
            found += subtree(level, first >> level)
            first += 1 << level
    return found


def extra_tiles(rows: QuerySet[Tile]) -> Iterator[tuple[int, int]]:
    """Yield level and index of each row that a log of its size has no tile for."""
    values = rows.order_by("level", "index").values_list("level", "index", "log__size")
    for level, index, size in values.iterator():
        count = size >> HEIGHT * level
        # Of level 0 full ones only are stored.
        needed = (index + 1) * WIDTH if not level else index * WIDTH + 1
        if count < needed:
            yield level, index
