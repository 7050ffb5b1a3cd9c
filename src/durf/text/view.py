"""One text in the forms that rules look at, each with its way back."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property

from durf.text.fold import fold, fold_character

_OTHERS = re.compile(r"[^\x00-\x7f]+")


class View:
    """A text, its normal form, and the way from there to the original.

    Attributes:
        text: the original.
        cased: the normal form as bytes, letter case kept (see ``fold``).
        plain: the same in lower case.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.cased = fold(text)
        self.plain = self.cased.lower()

    @cached_property
    def is_ascii(self) -> bool:
        """Whether the normal form is the text itself."""
        return len(self.cased) == len(self.text) and self.text.isascii()

    @cached_property
    def _pieces(self) -> tuple[list[int], list[int], list[int]]:
        """Where pieces begin in the normal form and in the text, and their steps.

        A piece of step 1 is a run of ASCII, byte for byte; one of step 0 is a
        single other character, whatever it became.
        """
        starts, indexes, steps = [], [], []
        at = index = 0
        for run in _OTHERS.finditer(self.text):
            first, last = run.span()
            if first > index:
                starts.append(at)
                indexes.append(index)
                steps.append(1)
                at += first - index
            for index in range(first, last):
                width = len(fold_character(self.text[index]))
                if width:
                    starts.append(at)
                    indexes.append(index)
                    steps.append(0)
                    at += width
            index = last
        if index < len(self.text):
            starts.append(at)
            indexes.append(index)
            steps.append(1)
        return starts, indexes, steps

    def _origin(self, offset: int) -> int:
        """Return the code point that a byte of the normal form came from."""
        starts, indexes, steps = self._pieces
        piece = bisect_right(starts, offset) - 1
        return indexes[piece] + (offset - starts[piece]) * steps[piece]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span in code points of the original of a span of bytes.

        Characters that show nothing and stand inside the span are part of it;
        those around it are not.
        """
        if self.is_ascii:
            return start, end
        if start >= end:
            at = self._origin(start) if start < len(self.cased) else len(self.text)
            return at, at
        return self._origin(start), self._origin(end - 1) + 1

    def text_span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span in the original field of a span of ``text``."""
        return start, end
