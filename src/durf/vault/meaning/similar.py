"""What a post says that means the same as a sentence of a document."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from durf.vault.meaning.meanings import LEAST_WORDS
from durf.vault.meaning.sentences import sentences
from durf.vault.meaning.telling import word_hashes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from durf.vault.meaning.meanings import Meanings, Near
    from durf.vault.meaning.model import Model

LONGEST = 400
_MOST_PASSAGES = 64
# Of a post this many passages are embedded, and one more of each so many.
_ASKED, _ASKED_OF = 3, 8


@dataclass(frozen=True, slots=True)
class Similar:
    """A passage of a text that means about the same as a sentence of a set.

    Attributes:
        start: in code points of the text.
        end: one past its last code point.
        place: that the sentence has in the set.
        score: how alike the two are; 1 is equal.
    """

    start: int
    end: int
    place: int
    score: float


def find_similar(
    text: str, model: Model, meanings: Meanings, key: bytes, threshold: float
) -> list[Similar]:
    """Return the passages of a text that a set has the meaning of, in order.

    Args:
        text: of a post, already stripped of disguises or not.
        model: that made the numbers of the set.
        meanings: the set.
        key: that the words of the set were hashed with.
        threshold: the least score; see ``durf.vault.meaning.scale``.
    """
    asked = _Asked(text, key)
    if not len(meanings) or not asked.spans:
        return []
    sketches = model.sketch(asked.texts)
    candidates = meanings.candidates(sketches, asked.words)
    vectors = _vectors(asked, candidates, model)
    found = []
    for near in candidates:
        if near.given not in vectors:
            continue
        score = meanings.likeness(near.row, vectors[near.given])
        if score >= threshold:
            place = int(meanings.places[near.row])
            found.append(Similar(*asked.spans[near.given], place, score))
    return _apart(found)


class _Asked:
    """The passages of a text that say enough to be compared."""

    def __init__(self, text: str, key: bytes) -> None:
        spans = passages(text)
        words = word_hashes([text[start:end] for start, end in spans], key)
        kept = np.count_nonzero(words, axis=1) >= LEAST_WORDS
        self.words = words[kept]
        self.spans = [span for span, keep in zip(spans, kept, strict=True) if keep]
        self.texts = [text[start:end] for start, end in self.spans]


def _vectors(
    asked: _Asked, candidates: list[Near], model: Model
) -> dict[int, NDArray[np.float32]]:
    """Embed the most promising passages, for it costs tens of milliseconds each."""
    promising = sorted(candidates, key=lambda near: -near.score)
    most = _ASKED + len(asked.spans) // _ASKED_OF
    given = list(dict.fromkeys(near.given for near in promising))[:most]
    vectors = model.embed([asked.texts[one] for one in given])
    return dict(zip(given, vectors, strict=True))


def _apart(found: list[Similar]) -> list[Similar]:
    """Keep the best of those that overlap; return them in the order of the text."""
    kept: list[Similar] = []
    for one in sorted(found, key=lambda one: (-one.score, one.end - one.start)):
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: one.start)


def passages(text: str) -> list[tuple[int, int]]:
    """Return the sentences of a text, and each two that follow one another."""
    single = sentences(text)
    double = [
        (first[0], second[1])
        for first, second in pairwise(single)
        if second[1] - first[0] <= LONGEST
    ]
    return (single + double)[:_MOST_PASSAGES]
