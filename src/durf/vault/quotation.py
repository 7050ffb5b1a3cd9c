"""What counts as a quotation, and where exactly it is in the post."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from durf.vault.document import WINDOW

if TYPE_CHECKING:
    from durf.text.view import View
    from durf.vault.kernel import Quote

# So many words of a document are a quotation, unless a rule asks for more.
LEAST_WORDS = 8
# Winnowing may miss this many letters at either end of a run.
_UNSEEN = WINDOW - 1
# Chosen on half of the excerpts and real posts at hand, measured on the other half.
LEAST_RUN = 20
LEAST_COVERED = 24
LEAST_SHARE = 45
# Of a run this long one word more may be out of sight: a gram that stands in very
# many places is not found everywhere.
_SURE_RUN = 27
# A run this long is a quotation in however few words it is written: #likethis.
_LONG_RUN = 32
# For so many letters that a post and a document drift apart, one more is wanted.
_DRIFT = 4
_WORD = re.compile(rb"[a-z0-9\x80-\xff]+")


@dataclass(frozen=True, slots=True)
class Quotation:
    """A place in a post that stands in a document of the vault.

    Attributes:
        start: in code points of the post's text.
        end: one past its last code point.
        collection: that the document belongs to.
        document: its path in the folder that was added.
        label: the page or heading, where known.
        words: of the post, that it spans.
        is_exact: no word of them was changed.
        score: for what is only similar in meaning, how often sentences so alike say
            the same, from 0 to 1; 0 for a quotation.
    """

    start: int
    end: int
    collection: str
    document: str
    label: str
    words: int
    is_exact: bool
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Extent:
    """The words that a quotation covers, in bytes of the plain normal form.

    Attributes:
        start: of the first word.
        end: one past the last.
        words: how many.
        most: how many they may be, with what winnowing may miss at either end.
    """

    start: int
    end: int
    words: int
    most: int


def extent(view: View, quote: Quote) -> Extent:
    """Return the words of a post that the kernel's quotation covers.

    A word at either end belongs to it if most of it was seen, or if no more of it
    is missing than winnowing may miss.
    """
    plain = view.plain
    first_seen, last_seen = _reach(plain, quote)
    inside: list[tuple[int, int]] = []
    most = 0
    for word in _WORD.finditer(plain, _word_start(plain, first_seen)):
        start, end = word.span()
        if start >= last_seen:
            break
        seen = min(end, quote.end) - max(start, quote.start)
        unseen = end - start - seen
        if seen > 0 and (unseen <= min(_UNSEEN, seen) or 2 * seen >= end - start):
            inside.append((start, end))
            most += 1
        elif start >= first_seen and end <= last_seen:
            most += 1
    if not inside:
        return Extent(quote.start, quote.end, 0, most)
    return Extent(inside[0][0], inside[-1][1], len(inside), most)


def _reach(plain: bytes, quote: Quote) -> tuple[int, int]:
    """Return how far a quotation may reach on with letters that were not seen."""
    start, end = quote.start, quote.end
    for _ in range(_UNSEEN):
        while start > 0 and not _WORD.match(plain, start - 1, start):
            start -= 1
        start = max(0, start - 1)
        while end < len(plain) and not _WORD.match(plain, end, end + 1):
            end += 1
        end = min(len(plain), end + 1)
    return start, end


def _word_start(plain: bytes, at: int) -> int:
    while at > 0 and _WORD.match(plain, at - 1, at):
        at -= 1
    return at


def is_enough(quote: Quote, place: Extent, least_words: int = LEAST_WORDS) -> bool:
    """Tell whether a quotation bites.

    Args:
        quote: as the kernel found it.
        place: where it is in the post.
        least_words: that a quotation must have.
    """
    scale = least_words / LEAST_WORDS
    run: int = quote.run
    if run >= _LONG_RUN * scale:
        return True
    if run >= _SURE_RUN * scale and place.most >= least_words - 1:
        return True
    # Of the words at either end too little may have been seen to count them.
    if place.words < least_words - 2:
        return False
    if run >= LEAST_RUN * scale and place.most >= least_words:
        return True
    covered: int = quote.covered
    drift = abs(quote.span - (quote.place_end - quote.place))
    return (
        covered > run
        and covered - drift / _DRIFT >= LEAST_COVERED * scale
        and 100 * covered >= LEAST_SHARE * quote.span
    )
