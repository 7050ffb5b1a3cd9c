"""Texts written letter by letter, put back together.

"o m z e t", "o.m.z.e.t" and "g h p _ 1 2" say a word while no word of them is
there.  Two signs give them away in the normal form: single letters that stand
apart, and short groups with a mark between each two.  The marks are taken out
again and what they took apart is judged once more.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING

from durf.text.expression import is_word
from durf.text.view import View

if TYPE_CHECKING:
    from collections.abc import Iterator

_ONE = rb"[A-Za-z0-9]"
_APART = rb"[^A-Za-z0-9\x80-\xff]"
_SINGLES = rb"(?<![A-Za-z0-9\x80-\xff])(?:%s%s{1,24}){3,}%s(?![A-Za-z0-9\x80-\xff])" % (
    _ONE,
    _APART,
    _ONE,
)
_GROUPS = (
    rb"(?<![A-Za-z0-9\x80-\xff])(?:[A-Za-z0-9]{1,3}[^A-Za-z0-9\s\x80-\xff]){3,}"
    rb"[A-Za-z0-9]{1,3}(?![A-Za-z0-9\x80-\xff])"
)
_REGION = re.compile(_SINGLES + b"|" + _GROUPS)
_GAP = re.compile(_APART + b"+")

# What Hyperscan watches for in the plain normal form: a superset of _REGION.
SIGNS = (
    rb"[a-z0-9][^a-z0-9\x80-\xff]+[a-z0-9][^a-z0-9\x80-\xff]+[a-z0-9]"
    rb"[^a-z0-9\x80-\xff]+[a-z0-9]([^a-z0-9]|$)",
    rb"[a-z0-9][^a-z0-9\s\x80-\xff][a-z0-9]{1,3}[^a-z0-9\s\x80-\xff][a-z0-9]{1,3}"
    rb"[^a-z0-9\s\x80-\xff][a-z0-9]",
)


class JoinedView(View):
    """A text with what was taken apart put together; spans are of the original."""

    def __init__(self, original: View, cased: bytes, kept: array[int]) -> None:
        self.original = original
        self.cased = cased
        self.plain = cased.lower()
        # For each byte of this normal form, the byte of the original's.
        self._kept = kept

    @cached_property
    def text(self) -> str:  # type: ignore[override]
        """The joined text."""
        return self.cased.decode("utf-8", "replace")

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span in the original of a span of bytes of the joined form."""
        kept = self._kept
        if start >= end:
            at = kept[start] if start < len(kept) else len(self.original.cased)
            return self.original.span(at, at)
        return self.original.span(kept[start], kept[end - 1] + 1)

    def text_span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span in the original of a span of the joined text."""
        before = len(self.text[:start].encode("utf-8", "replace"))
        inside = len(self.text[start:end].encode("utf-8", "replace"))
        return self.span(before, before + inside)


def rejoin(view: View) -> tuple[JoinedView, tuple[tuple[int, int], ...]] | None:
    """Put together what was taken apart.

    Returns:
        The joined view and the regions that changed, in code points of the
        original; None where nothing was taken apart.
    """
    cased = view.cased
    joined, kept = bytearray(), array("I")
    regions: list[tuple[int, int]] = []
    at = 0
    for region in _REGION.finditer(cased):
        first, last, usual = _widened(cased, at, *region.span())
        _keep(joined, kept, cased, at, first)
        for start, end in _kept_parts(cased, first, last, usual):
            _keep(joined, kept, cased, start, end)
        regions.append(view.span(first, last))
        at = last
    if not regions:
        return None
    _keep(joined, kept, cased, at, len(cased))
    return JoinedView(view, bytes(joined), kept), tuple(regions)


def _keep(
    joined: bytearray, kept: array[int], text: bytes, start: int, end: int
) -> None:
    joined += text[start:end]
    kept.extend(range(start, end))


def _widened(text: bytes, least: int, start: int, end: int) -> tuple[int, int, bytes]:
    """Return a region with the signs taken apart at its ends, and its usual gap."""
    gaps = (gap[0] for gap in _GAP.finditer(text, start, end))
    usual = Counter(gaps).most_common(1)[0][0]
    if len(usual) > 1:
        return start, end, usual
    mark = usual[0]
    while start - 2 >= least and text[start - 1] == mark and _alone(text, start - 2):
        start -= 2
    while end + 1 < len(text) and text[end] == mark and _alone(text, end + 1):
        end += 2
    return start, end, usual


def _alone(text: bytes, at: int) -> bool:
    """Tell whether a sign stands there that no letter touches."""
    if is_word(text[at]) or text[at] in b" \t\n":
        return False
    beside = text[max(0, at - 1) : at] + text[at + 1 : at + 2]
    return not any(map(is_word, beside))


def _kept_parts(
    text: bytes, start: int, end: int, usual: bytes
) -> Iterator[tuple[int, int]]:
    """Yield what stays of a region: letters, and of each gap what was there before."""
    at = start
    for gap in _GAP.finditer(text, start, end):
        first, last = gap.span()
        yield at, first
        if first == start and len(usual) == 1:
            yield from ((sign, sign + 1) for sign in range(first, last, 2))
        elif last == end and len(usual) == 1:
            yield from ((sign, sign + 1) for sign in range(first + 1, last, 2))
        else:
            yield from _kept_gap(text, first, last, usual)
        at = last
    yield at, end


def _kept_gap(
    text: bytes, first: int, last: int, usual: bytes
) -> Iterator[tuple[int, int]]:
    """Yield what stays of one gap, given the usual gap of its region.

    Whoever puts a mark between all characters also puts it around the spaces
    and signs that were there: every second one of a longer gap goes.
    """
    gap = text[first:last]
    if gap == usual or len(gap) == 1:
        if gap.isspace() and not usual.isspace():
            yield first, last
        return
    mark = usual[0]
    if len(gap) % 2 and gap[::2].strip(usual[:1]) == b"":
        yield from ((at, at + 1) for at in range(first + 1, last, 2))
        return
    inner = first + (text[first] == mark), last - (text[last - 1] == mark)
    yield inner[0], max(inner)
