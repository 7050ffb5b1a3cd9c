"""One text in the forms that rules look at, each with its way back."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from functools import cached_property

from durf.text.fold import fold, fold_character


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
    def _origins(self) -> array[int]:
        """For every byte of the normal form, the code point it came from."""
        origins = array("I")
        for index, character in enumerate(self.text):
            width = 1 if character < "\x80" else len(fold_character(character))
            origins.extend([index] * width)
        return origins

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span in code points of the original of a span of bytes.

        Characters that show nothing and stand inside the span are part of it;
        those around it are not.
        """
        if len(self.cased) == len(self.text) and self.text.isascii():
            return start, end
        origins = self._origins
        if start >= end:
            at = origins[start] if start < len(origins) else len(self.text)
            return at, at
        return origins[start], origins[end - 1] + 1

    def text_span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span in the original field of a span of ``text``."""
        return start, end

    def offset(self, index: int) -> int:
        """Return the first byte of the normal form at or after a code point."""
        if self.text.isascii():
            return index
        return bisect_right(self._origins, index - 1) if index else 0
