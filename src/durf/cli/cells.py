"""What a terminal shows of a text: which signs, and how many cells they take."""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

TAB = 4
_JOINER = "\u200d"
# Controls, format characters, surrogates, unassigned, line and paragraph ends:
# a terminal would obey these, or show nothing where there is something.
_NEVER_RAW = frozenset({"Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"})
_MARKS = frozenset({"Mn", "Me"})
# Vowels and ends of Korean syllables stand in the cells of what they follow.
_JOINING_JAMO = range(0x1160, 0x1200)


class Sign(NamedTuple):
    """What is shown for one character, or for a place that is masked.

    ``start`` and ``end`` are the code points of the text that it stands for.
    """

    shown: str
    cells: int
    start: int
    end: int


def sign(character: str, at: int = 0) -> Sign:
    """Return how a character is shown.

    >>> sign("a").shown, sign("\u202e").shown, sign("\u6f22").cells
    ('a', '<U+202E>', 2)
    """
    if " " <= character <= "~":
        return Sign(character, 1, at, at + 1)
    if character == "\t":
        return Sign(" " * TAB, TAB, at, at + 1)
    category = unicodedata.category(character)
    if category in _NEVER_RAW and character != _JOINER:
        name = f"<U+{ord(character):04X}>"
        return Sign(name, len(name), at, at + 1)
    return Sign(character, _cells(character, category), at, at + 1)


def _cells(character: str, category: str) -> int:
    if category in _MARKS or character == _JOINER or ord(character) in _JOINING_JAMO:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def calm(text: str) -> str:
    """Return a text as it may be shown: no terminal obeys anything in it."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(sign(character).shown for character in text)


def cells(text: str) -> int:
    """Return how many cells a text takes when shown."""
    return sum(sign(character).cells for character in text)


def wrapped(text: str, width: int) -> list[str]:
    """Break a text into lines of at most so many cells, between words."""
    lines = [""]
    for word in calm(text).split(" "):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if cells(longer) <= width or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
