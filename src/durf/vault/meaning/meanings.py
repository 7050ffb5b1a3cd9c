"""The meanings of the sentences of documents, and which of them a sentence is near.

The numbers of a sentence can be turned back into much of what it says (Morris and
others 2023), so the bytes of a set belong into an encrypted file only.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

from durf.errors import BrokenVault
from durf.vault.meaning.model import DIMENSIONS, SKETCH_WORDS
from durf.vault.meaning.telling import SLOTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from durf.vault.meaning.model import Embedded

    _Pool = tuple[NDArray[np.intp], NDArray[np.float32]]

# Fewer telling words make no secret; 'what do you think of it' is near too much.
LEAST_WORDS = 4
# How much shared words count beside the likeness of sketches.
WORDS_COUNT = 0.2
# Chosen on half of the paraphrases and real posts at hand.
LEAST_SKETCH = 0.5
_NEAREST = 8
_BLOCK = 1 << 12
_BITS = 64 * SKETCH_WORDS
_LOW_BYTES, _EACH = np.uint64(0x00FF00FF00FF00FF), np.uint64(0x0001000100010001)
_COSINES = np.cos(np.pi / _BITS * np.arange(_BITS + 1)).astype(np.float32)
_HEADER = struct.Struct("<4sI")
_MAGIC = b"mng1"
_SHAPES: dict[str, tuple[type[np.generic], tuple[int, ...]]] = {
    "sketches": (np.uint64, (SKETCH_WORDS,)),
    "scales": (np.float32, ()),
    "places": (np.uint32, ()),
    "words": (np.uint16, (SLOTS,)),
    "vectors": (np.int8, (DIMENSIONS,)),
}


@dataclass(frozen=True, slots=True)
class Near:
    """A sentence of the set that a given one may be similar to.

    Args:
        given: which of the given sentences.
        row: of the set.
        score: of the sketches and the words, or at last of the meanings; 1 is equal.
    """

    given: int
    row: int
    score: float


@dataclass(frozen=True, slots=True, eq=False)
class Meanings:
    """Meanings with the places where they stand, 504 bytes each.

    Args:
        sketches: bits, as ``Embedded`` has them.
        scales: of each vector, to undo its quantisation.
        places: what the owner of the set knows the sentences by.
        words: keyed hashes of the telling words.
        vectors: in whole numbers from -127 to 127.
    """

    sketches: NDArray[np.uint64]
    scales: NDArray[np.float32]
    places: NDArray[np.uint32]
    words: NDArray[np.uint16]
    vectors: NDArray[np.int8]

    @classmethod
    def build(cls, embedded: Embedded, places: Sequence[int]) -> Meanings:
        """Make a set; sentences with too few telling words are left out."""
        kept = np.count_nonzero(embedded.words, axis=1) >= LEAST_WORDS
        vectors = embedded.vectors[kept]
        scales = np.abs(vectors).max(axis=1, initial=1e-9) / 127
        return cls(
            embedded.sketches[kept],
            scales.astype(np.float32),
            np.asarray(places, np.uint32)[kept],
            embedded.words[kept],
            np.rint(vectors / scales[:, None]).astype(np.int8),
        )

    @classmethod
    def merge(cls, parts: Sequence[Meanings]) -> Meanings:
        """Put sets together, in order; none makes an empty one."""
        return cls(
            *(
                np.concatenate(
                    [np.zeros((0, *shape), kind), *(getattr(x, name) for x in parts)],
                    dtype=kind,
                )
                for name, (kind, shape) in _SHAPES.items()
            )
        )

    @classmethod
    def from_bytes(cls, stored: bytes) -> Meanings:
        """Read what ``to_bytes`` wrote.

        Raises:
            BrokenVault: it is something else.
        """
        if len(stored) < _HEADER.size:
            raise BrokenVault(path="meanings", reason="it is too short")
        magic, count = _HEADER.unpack_from(stored)
        each = sum(
            np.dtype(kind).itemsize * int(np.prod(shape))
            for kind, shape in _SHAPES.values()
        )
        if magic != _MAGIC or len(stored) != _HEADER.size + count * each:
            raise BrokenVault(path="meanings", reason="it has another form")
        columns = []
        start = _HEADER.size
        for kind, shape in _SHAPES.values():
            size = count * int(np.prod(shape))
            column = np.frombuffer(stored, kind, size, start).reshape(count, *shape)
            columns.append(column)
            start += column.nbytes
        return cls(*columns)

    def to_bytes(self) -> bytes:
        """Return the set as bytes, to be encrypted."""
        columns = [getattr(self, field.name).tobytes() for field in fields(self)]
        return b"".join([_HEADER.pack(_MAGIC, len(self)), *columns])

    def __len__(self) -> int:
        return len(self.places)

    def without(self, gone: Iterable[range]) -> Meanings:
        """Return the set without the sentences in ranges of places."""
        kept = np.ones(len(self), bool)
        for places in gone:
            kept &= (self.places < places.start) | (self.places >= places.stop)
        return Meanings(*(getattr(self, field.name)[kept] for field in fields(self)))

    def candidates(
        self, sketches: NDArray[np.uint64], words: NDArray[np.uint16]
    ) -> list[Near]:
        """Return what may be similar to sentences, by their sketches and words."""
        pools: list[list[_Pool]] = [[] for _ in sketches]
        # All sentences ask a block while it is in the processor's cache.
        for start in range(0, len(self), _BLOCK):
            block = self.sketches[start : start + _BLOCK]
            for pool, sketch in zip(pools, sketches, strict=True):
                likeness = _likeness(block, sketch)
                rows = np.flatnonzero(likeness >= LEAST_SKETCH - WORDS_COUNT)
                pool.append((rows + start, likeness[rows]))
        return [
            near
            for given, pool in enumerate(pools)
            for near in self._best(given, pool, words[given])
        ]

    def _best(
        self, given: int, pool: list[_Pool], hashes: NDArray[np.uint16]
    ) -> list[Near]:
        if not pool:
            return []
        rows = np.concatenate([rows for rows, _ in pool])
        likeness = np.concatenate([likeness for _, likeness in pool])
        scores = likeness + WORDS_COUNT * self._shared(rows, hashes)
        return [
            Near(given, int(rows[one]), float(scores[one]))
            for one in np.argsort(-scores)[:_NEAREST]
            if scores[one] >= LEAST_SKETCH
        ]

    def _shared(
        self, rows: NDArray[np.intp], hashes: NDArray[np.uint16]
    ) -> NDArray[np.float64]:
        """Return the share of words in common (Dice 1945)."""
        known = self.words[rows]
        shared = np.isin(known, hashes[hashes > 0]).sum(1)
        both = np.count_nonzero(known, axis=1) + np.count_nonzero(hashes)
        share: NDArray[np.float64] = 2 * shared / np.maximum(both, 1)
        return share

    def likeness(self, row: int, vector: NDArray[np.float32]) -> float:
        """Return the cosine between a sentence of the set and a given one."""
        return float(self.vectors[row] @ vector) * float(self.scales[row])

    def nearest(
        self, vectors: NDArray[np.float32], threshold: float
    ) -> list[tuple[int, int, float]]:
        """Compare vectors with all there are: (row given, place, cosine), best first.

        This asks every vector of the set; ``candidates`` asks the sketches, which is
        what posts need.
        """
        found = []
        for start in range(0, len(self), _BLOCK):
            stop = start + _BLOCK
            block = self.vectors[start:stop] * self.scales[start:stop, None]
            cosines = vectors @ block.T
            for given, row in zip(*np.nonzero(cosines >= threshold), strict=True):
                place = int(self.places[start + row])
                found.append((int(given), place, float(cosines[given, row])))
        return sorted(found, key=lambda one: -one[2])


def _likeness(
    block: NDArray[np.uint64], sketch: NDArray[np.uint64]
) -> NDArray[np.float32]:
    """Return the cosine of the angle that differing bits tell (Charikar 2002)."""
    counts = np.bitwise_count(block ^ sketch).view(np.uint64)[:, 0]
    # Eight counts in the bytes of one number, added up by a multiplication.
    pairs = (counts & _LOW_BYTES) + ((counts >> np.uint64(8)) & _LOW_BYTES)
    cosines: NDArray[np.float32] = _COSINES[(pairs * _EACH) >> np.uint64(48)]
    return cosines
