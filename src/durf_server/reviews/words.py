"""What changed between two texts, in words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

_WORDS = re.compile(r"\w+|\s+|[^\w\s]")
_LINES = re.compile(r"[^\n]*\n|[^\n]+")
# Comparing takes the square of this.
_MOST_WORDS = 3_000


class Change(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    GONE = "gone"
    COME = "come"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words that stayed, went or came."""

    change: Change
    text: str


def changes(before: str, after: str) -> list[Piece]:
    """Return the pieces that make one text of the other, in reading order.

    Long texts are compared by lines.

    >>> [str(p.change) + ":" + p.text for p in changes("new buns", "old buns")]
    ['gone:new', 'come:old', 'same: buns']
    """
    split = _WORDS
    if max(len(before), len(after)) > 4 * _MOST_WORDS:
        split = _LINES
    old, new = split.findall(before), split.findall(after)
    pieces: list[Piece] = []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for _, a, b, c, d in matcher.get_opcodes():
        gone, come = "".join(old[a:b]), "".join(new[c:d])
        if gone == come:
            pieces.append(Piece(Change.SAME, gone))
            continue
        pieces += [
            Piece(change, text)
            for change, text in ((Change.GONE, gone), (Change.COME, come))
            if text
        ]
    return pieces
