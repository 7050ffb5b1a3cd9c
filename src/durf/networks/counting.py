"""Ways to count a text: by clusters, bytes, code units, and with fixed weights."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

import regex

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

_CLUSTER = regex.compile(r"\X")
# Signs of which any two in a row are two clusters.  It need not hold them all: what
# it lacks is only counted more slowly.
_ALONE = (
    r"\t\n\x20-\x7e\u00a1-\u00ac\u00ae-\u02ff\u0370-\u0482\u048a-\u058f\u1e00-\u1fff"
    r"\u2010-\u2027\u2030-\u205e\u20a0-\u20cf\u2100-\u2cee\u2cf2-\u2d7e\u2d80-\u2ddf"
    r"\u2e00-\u3029\u3030-\u3098\u309b-\ua48f\uac00-\ud7a3\uf900-\ufaff\uff00-\uff9d"
    r"\U0001f000-\U0001f1e5\U0001f200-\U0001f3fa\U0001f400-\U0001faff"
)
# Others, with those after them that they may join: a set first is found quickly.
_JOINING = re.compile(rf"[^{_ALONE}]+(?:[{_ALONE}][^{_ALONE}]+)*[{_ALONE}]?")


class Unit(StrEnum):
    """What a network counts its texts in."""

    GRAPHEMES = "graphemes"
    CHARACTERS = "characters"
    WEIGHTED = "weighted-characters"
    BYTES = "bytes"


class Weight(NamedTuple):
    """What one place of a text counts for."""

    start: int
    end: int
    weight: int


def nothing_fixed(text: str) -> Iterable[Weight]:  # noqa: ARG001 one of its kind
    """Say that every part of a text counts by its signs."""
    return ()


@dataclass(frozen=True, slots=True)
class Count:
    """One way to count.

    Attributes:
        unit: what comes out.
        of_run: counts signs.  Each cluster by itself and all of them together come
            to the same.
        fixed: finds the parts that count otherwise, in their order, as links do.
    """

    unit: Unit
    of_run: Callable[[str], int]
    fixed: Callable[[str], Iterable[Weight]] = nothing_fixed

    def measure(self, text: str, limit: int | None = None) -> tuple[int, int | None]:
        """Count a text, and say where it goes over a limit, in code points."""
        used = place = 0
        over = None
        for part in (*self.fixed(text), Weight(len(text), len(text), 0)):
            run = text[place : part.start]
            length = self.of_run(run)
            if limit is not None and over is None:
                if used + length > limit:
                    over = place + self._within(run, length, limit - used)
                elif used + length + part.weight > limit:
                    over = part.start
            used += length + part.weight
            place = part.end
        return used, over

    def _within(self, run: str, length: int, limit: int) -> int:
        """Return up to where a run of a length stays within a smaller limit."""
        ends = [0, *cluster_ends(run)]
        # Each cluster counts for one at least: no more of them than this are over.
        first = max(len(ends) - 1 - (length - limit), 0)
        begin = ends[first]
        rest = limit - self.of_run(run[:begin])
        fitting = bisect_right(
            ends, rest, lo=first, key=lambda end: self.of_run(run[begin:end])
        )
        return ends[fitting - 1]


def cluster_ends(text: str) -> Sequence[int]:
    """Return where each extended grapheme cluster of a text ends (UAX #29)."""
    if not any(joined(text)):
        return range(1, len(text) + 1)
    return [found.end() for found in _CLUSTER.finditer(text)]


def count_clusters(text: str) -> int:
    """Return how many extended grapheme clusters a text has."""
    length = len(text)
    for some in joined(text):
        length -= len(some) - len(_CLUSTER.findall(some))
    return length


def joined(text: str) -> Iterator[str]:
    """Yield the parts of a text outside of which each sign is a cluster."""
    if text.isascii() and "\r" not in text:
        return
    for found in _JOINING.finditer(text):
        yield text[max(found.start() - 1, 0) : found.end()]


def count_bytes(text: str) -> int:
    """Return how many bytes a text has in UTF-8."""
    return len(text.encode("utf-8", "surrogatepass"))


def count_units(text: str) -> int:
    """Return how many code units a text has in UTF-16."""
    if text.isascii():
        return len(text)
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
