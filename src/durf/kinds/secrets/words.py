"""Words that stand shortly before what they make suspect."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from durf.text.expression import compile_bytes

if TYPE_CHECKING:
    from durf.text.view import View

# A context word stands at most so many bytes before.
REACH = 60


@dataclass(frozen=True)
class Words:
    """Context words, at the start of a word, or of a part of a camelCase name."""

    words: tuple[str, ...]

    def stand_before(self, view: View, start: int) -> bool:
        """Tell whether one of the words stands within reach before a place."""
        first = max(0, start - REACH - max(map(len, self.words)))
        at = first
        while (found := self._compiled.search(view.plain, at, start)) is not None:
            at = found.start() + 1
            if _starts_word(view.cased, found.start()):
                return True
        return False

    @cached_property
    def _compiled(self) -> Any:  # noqa: ANN401 - re2 has no types
        from durf.text.syntax import exact_of

        return compile_bytes(exact_of(any_of(self.words), lower=True, tolerant=True)[0])


def any_of(words: tuple[str, ...]) -> str:
    """Return the pattern that takes any of these words."""
    return "|".join(map(re.escape, words))


def _starts_word(cased: bytes, at: int) -> bool:
    before, first = cased[at - 1 : at], cased[at : at + 1]
    return not before.isalpha() or (before.islower() and first.isupper())
