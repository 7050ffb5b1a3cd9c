"""The tree as tiles (c2sp.org/tlog-tiles), and how it grows.

A tile holds up to 256 hashes side by side.  Of level 0 they are leaves; of the next
level each is the root of a full tile below.  Appending needs the *edge* alone: the
roots of the complete subtrees that the tree is made of, at most one for each bit of
its size.  Tiles of level 0 are written when they are full, those above whenever a
hash comes to them, which is once in 256 entries.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from durf.evidence.merkle import EMPTY_ROOT, HASH_SIZE, folded, node_hash

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from durf.evidence.merkle import Subtree

    # The hashes of a tile, by its level and index: as many as there are.
    StoredTile = Callable[[int, int], bytes]

HEIGHT = 8
WIDTH = 1 << HEIGHT
TILE_SIZE = WIDTH * HASH_SIZE
# What a length of two bytes can say.
LARGEST_ENTRY = (1 << 16) - 1
# Tiles that a proof may want twice: three levels of them, and neighbours.
_KEPT = 64


@dataclass(frozen=True, slots=True)
class Tile:
    """Hashes of one level of the tree that stand side by side."""

    level: int
    index: int
    hashes: bytes

    @property
    def width(self) -> int:
        """How many hashes it holds."""
        return len(self.hashes) // HASH_SIZE

    @property
    def is_full(self) -> bool:
        """Whether no hash can come to it any more."""
        return len(self.hashes) == TILE_SIZE


@dataclass(frozen=True, slots=True)
class Edge:
    """A tree as far as appending needs it.

    Attributes:
        size: how many entries it has.
        hashes: the roots of its complete subtrees, the largest first, side by side.
    """

    size: int = 0
    hashes: bytes = b""

    def __post_init__(self) -> None:
        if len(self.hashes) != self.size.bit_count() * HASH_SIZE:
            wrong = "the edge does not belong to a tree of this size"
            raise ValueError(wrong)

    @property
    def root(self) -> bytes:
        """The root of the whole tree."""
        parts = split(self.hashes)
        if not parts:
            return EMPTY_ROOT
        found = parts.pop()
        while parts:
            found = node_hash(parts.pop(), found)
        return found

    def with_leaves(self, leaves: Iterable[bytes]) -> Edge:
        """Return the edge after more leaf hashes."""
        size, parts = self.size, split(self.hashes)
        for leaf in leaves:
            found, place = leaf, size
            while place & 1:
                found, place = node_hash(parts.pop(), found), place >> 1
            parts.append(found)
            size += 1
        return Edge(size, b"".join(parts))


@dataclass(frozen=True, slots=True)
class Growth:
    """What appending changes: the edge, and the tiles that are to be written."""

    edge: Edge
    tiles: tuple[Tile, ...]


def grow(edge: Edge, leaves: Sequence[bytes], stored: StoredTile) -> Growth:
    """Append leaf hashes to a tree.

    Args:
        edge: of the tree so far.
        leaves: the hashes of the new entries, in their order.
        stored: what the last tile of a level holds so far.  It is asked only when a
            tile fills up, or one above level 0 changes.
    """
    grown = edge.with_leaves(leaves)
    tiles: list[Tile] = []
    fresh, level = b"".join(leaves), 0
    while fresh:
        before = edge.size >> (HEIGHT * level)
        index, width = divmod(before, WIDTH)
        is_unfinished = width * HASH_SIZE + len(fresh) < TILE_SIZE
        if is_unfinished and not level:
            # Unfinished leaves follow from the entries: nothing is written for them.
            break
        kept = _first(stored(level, index), width) if width else b""
        made = list(_tiled(level, index, kept + fresh))
        tiles += made if level else [tile for tile in made if tile.is_full]
        fresh = b"".join(folded(split(tile.hashes)) for tile in made if tile.is_full)
        level += 1
    return Growth(grown, tuple(tiles))


def subtrees(stored: StoredTile) -> Subtree:
    """Return the hashes of complete subtrees, read from stored tiles.

    Each tile is asked for once, or a few times if proofs wander far.

    Raises:
        LookupError: by what is returned, if a tile does not hold what it should.
    """
    read = lru_cache(_KEPT)(stored)

    def subtree(level: int, index: int) -> bytes:
        tile_level, height = divmod(level, HEIGHT)
        tile, place = divmod(index << height, WIDTH)
        hashes = read(tile_level, tile)[place * HASH_SIZE :][: HASH_SIZE << height]
        if len(hashes) != HASH_SIZE << height:
            raise LookupError(tile_path(tile_level, tile))
        return folded(split(hashes))

    return subtree


def split(hashes: bytes) -> list[bytes]:
    """Return hashes that stand side by side, one by one."""
    return [hashes[at : at + HASH_SIZE] for at in range(0, len(hashes), HASH_SIZE)]


def _first(hashes: bytes, width: int) -> bytes:
    if len(hashes) < width * HASH_SIZE:
        raise LookupError(width)
    return hashes[: width * HASH_SIZE]


def _tiled(level: int, index: int, hashes: bytes) -> Iterator[Tile]:
    for number, at in enumerate(range(0, len(hashes), TILE_SIZE)):
        yield Tile(level, index + number, hashes[at : at + TILE_SIZE])


def tiles_of(size: int, since: int = 0) -> Iterator[tuple[int, int, int]]:
    """Yield level, index and width of each tile that a tree of ``size`` entries has.

    Args:
        size: of the tree.
        since: a size; leave out what a tree of that size had as it is.
    """
    level = 0
    while count := size >> (HEIGHT * level):
        before = since >> (HEIGHT * level)
        full, rest = divmod(count, WIDTH)
        for index in range(before // WIDTH, full):
            yield level, index, WIDTH
        if rest and count != before:
            yield level, full, rest
        level += 1


def tile_path(level: int | str, index: int, width: int = WIDTH) -> str:
    """Return the path that a tile is published at.

    >>> tile_path(0, 1234067)
    'tile/0/x001/x234/067'
    >>> tile_path(1, 0, 5)
    'tile/1/000.p/5'
    >>> tile_path("entries", 7)
    'tile/entries/007'
    """
    parts = [f"{index % 1000:03}"]
    while index := index // 1000:
        parts.insert(0, f"x{index % 1000:03}")
    partial = f".p/{width}" if width < WIDTH else ""
    return f"tile/{level}/{'/'.join(parts)}{partial}"


def bundled(entries: Iterable[bytes]) -> bytes:
    """Return entries as they are published: each with its length before it.

    Raises:
        ValueError: an entry is too long for that.
    """
    parts = []
    for entry in entries:
        if len(entry) > LARGEST_ENTRY:
            wrong = f"an entry may have {LARGEST_ENTRY} bytes, not {len(entry)}"
            raise ValueError(wrong)
        parts += [len(entry).to_bytes(2, "big"), entry]
    return b"".join(parts)


def unbundled(content: bytes) -> list[bytes]:
    """Return the entries of a published bundle.

    Raises:
        ValueError: it ends in the middle of an entry.
    """
    entries, at = [], 0
    while at < len(content):
        start = at + 2
        at = start + int.from_bytes(content[at:start], "big")
        if at > len(content) or start > len(content):
            wrong = "the bundle ends in the middle of an entry"
            raise ValueError(wrong)
        entries.append(content[start:at])
    return entries
