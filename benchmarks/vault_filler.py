"""Text to fill a vault with: as much as is wanted, that nobody wrote.

``walks`` goes on from word to word as given documents do, and so has the short
phrases that everyone writes: a real post meets many of them by chance.  ``rubbish``
has their words in any order: it meets a real post rarely.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.vault_material import COLLECTION, SECRET, fingerprints
from durf.vault.writer import Writer, create_vault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

_SEED = 5
_AT_ONCE = 500
_LENGTH = 2500
_JUMPS = 0.3


class Words:
    """The words of documents in their order, and which of them follow each other."""

    def __init__(self, documents: Mapping[str, str]) -> None:
        words = np.array(" ".join(documents.values()).split())
        self.vocabulary, self.sequence = np.unique(words, return_inverse=True)
        order = np.argsort(self.sequence[:-1], kind="stable")
        self.followers = self.sequence[1:][order]
        numbers = np.arange(len(self.vocabulary) + 1)
        self.starts = np.searchsorted(self.sequence[:-1][order], numbers)
        self.chance = np.random.default_rng(_SEED)

    def any(self, count: int) -> np.ndarray:
        """Return words, each as often as the documents have it."""
        return self.sequence[self.chance.integers(0, len(self.sequence), count)]

    def next(self, current: np.ndarray) -> np.ndarray:
        """Return for each word one that follows it somewhere, or any other."""
        many = self.starts[current + 1] - self.starts[current]
        jumps = (many == 0) | (self.chance.random(len(current)) < _JUMPS)
        pick = (self.chance.random(len(current)) * np.maximum(many, 1)).astype(np.int64)
        at = np.minimum(self.starts[current] + pick, len(self.followers) - 1)
        return np.where(jumps, self.any(len(current)), self.followers[at])

    def texts(self, rows: np.ndarray) -> list[str]:
        """Return the texts that columns of words are."""
        return [" ".join(self.vocabulary[column]) for column in rows.T]


def walks(words: Words) -> Iterator[list[str]]:
    """Yield texts whose words follow each other as in the documents."""
    while True:
        rows = np.empty((_LENGTH, _AT_ONCE), dtype=np.int64)
        current = words.any(_AT_ONCE)
        for number in range(_LENGTH):
            rows[number] = current = words.next(current)
        yield words.texts(rows)


def rubbish(words: Words) -> Iterator[list[str]]:
    """Yield texts of the documents' words in any order."""
    while True:
        yield words.texts(words.any(_LENGTH * _AT_ONCE).reshape(_LENGTH, _AT_ONCE))


FILLERS: dict[str, Callable[[Words], Iterator[list[str]]]] = {
    "natural phrases": walks,
    "words in any order": rubbish,
}


@dataclass(frozen=True, slots=True)
class Filled:
    """What was put into a vault, and how long that took.

    Attributes:
        fingerprints: of all texts.
        letters: characters of all texts.
        seconds: to fingerprint, write and merge, without making the texts up.
    """

    fingerprints: int
    letters: int
    seconds: float


def fill(
    folder: Path, documents: Mapping[str, str], wanted: int, filler: str
) -> Filled:
    """Make a vault of filler and then the documents, of so many fingerprints."""
    create_vault(folder, SECRET)
    texts = FILLERS[filler](Words(documents))
    own = fingerprints(documents).count
    count = letters = number = 0
    seconds = 0.0
    with Writer(folder, SECRET) as writer:
        is_full = False
        while not is_full:
            is_full = count + own >= wanted
            made = documents if is_full else _named(next(texts), number)
            number += 1
            began = time.perf_counter()
            batch = fingerprints(made)
            entry = writer.write_documents(batch)
            writer.commit([entry], collections={COLLECTION: {}})
            seconds += time.perf_counter() - began
            count += batch.count
            letters += sum(map(len, made.values()))
        began = time.perf_counter()
        writer.finish()
        seconds += time.perf_counter() - began
    return Filled(count, letters, seconds)


def _named(texts: list[str], number: int) -> dict[str, str]:
    return {f"filler {number}.{row}": text for row, text in enumerate(texts)}
