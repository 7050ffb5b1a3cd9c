"""Reading a whole log again: is every byte of it what the checkpoint signs?"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from durf.evidence.merkle import leaf_hash
from durf.evidence.tiles import WIDTH, Edge, Tile, grow, tile_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from durf.evidence.checkpoint import Checkpoint
    from durf.evidence.tiles import StoredTile


def faults_of(
    checkpoint: Checkpoint, entries: Iterable[bytes], stored: StoredTile
) -> Iterator[str]:
    """Yield the path of each tile that is not what the entries make of it.

    Last comes ``"checkpoint"`` if it is of other entries: changed, fewer, more, or in
    another order.  Nothing more than a few tiles is held at once.

    Args:
        checkpoint: whose signature has been checked.
        entries: all of them, in their order.
        stored: the tiles as they are kept; no bytes for one that is not.
    """
    edge = Edge()
    # The newest tile of each level, which may still be growing.
    newest: dict[int, Tile] = {}
    waiting = iter(entries)
    while batch := list(islice(waiting, WIDTH)):
        leaves = [leaf_hash(entry) for entry in batch]
        growth = grow(edge, leaves, lambda level, _: newest[level].hashes)
        for tile in growth.tiles:
            newest[tile.level] = tile
            if tile.is_full and stored(tile.level, tile.index) != tile.hashes:
                yield tile_path(tile.level, tile.index)
        if len(batch) < WIDTH:
            newest[0] = Tile(0, edge.size // WIDTH, b"".join(leaves))
        edge = growth.edge
    for tile in newest.values():
        kept = b"" if tile.is_full else stored(tile.level, tile.index)
        # Unfinished leaves need not be kept as a tile.
        is_kept = bool(kept) or (tile.level > 0 and not tile.is_full)
        if is_kept and kept != tile.hashes:
            yield tile_path(tile.level, tile.index, tile.width)
    if (edge.size, edge.root) != (checkpoint.size, checkpoint.root):
        yield "checkpoint"
