"""Words beside a place that make clear what stands there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from durf.text.expression import holds

if TYPE_CHECKING:
    from collections.abc import Callable

    from durf.text.view import View

BEFORE = 60
AFTER = 24


@dataclass(frozen=True)
class Beside:
    """Context words, each at the start of a word, shortly before or after a place."""

    words: tuple[str, ...]

    def stand_by(self, view: View, start: int, end: int) -> bool:
        """Tell whether one of the words stands beside a span of the normal form."""
        plain = view.plain
        before = plain[max(0, start - BEFORE) : start]
        return self._is_in(before) or self._is_in(plain[end : end + AFTER])

    @cached_property
    def _is_in(self) -> Callable[[bytes], bool]:
        from durf.text.syntax import exact_of

        pattern = rf"\b(?:{'|'.join(map(re.escape, self.words))})"
        return holds(exact_of(pattern, lower=True, tolerant=True)[0])
