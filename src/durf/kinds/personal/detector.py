"""How one kind of personal data is recognised."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from durf.kinds.context import Beside
from durf.text.expression import Expression, Mode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from durf.text.expression import Found
    from durf.text.view import View

# As many bytes as "located at the corner of" takes.
RIGHT_BEFORE = 24


@dataclass(frozen=True)
class Detector:
    """Recognises one entity.

    Args:
        entity: its name, Presidio's where it has one.
        pattern: what it looks like.
        check: tells from the text whether it is one, by check digits or the like.
        near: one of these words must stand beside it; none needed if empty.
        sure: tells from the text whether it needs no word beside it after all.
        unless: none of these words may stand right before it.
        mode: whether digits may stand for letters.
        mask: what may stand in its place.
        sign: what Hyperscan watches for, where the pattern's own trigger is not
            the best there is.
    """

    entity: str
    pattern: str
    check: Callable[[str], bool] | None = None
    near: tuple[str, ...] = ()
    sure: Callable[[str], bool] | None = None
    unless: tuple[str, ...] = ()
    mode: str = Mode.PLAIN
    mask: str = "[…]"
    sign: bytes = b""

    @cached_property
    def expression(self) -> Expression:
        """What it looks like, in the normal form."""
        return Expression(self.pattern, self.mode)

    @property
    def triggers(self) -> tuple[bytes, ...]:
        """What Hyperscan must watch for: the pattern, and the words it needs."""
        if not self.near or self.sure is not None:
            return (self.sign or self.expression.trigger,)
        pattern = self.sign or self.expression.part
        words = "|".join(map(re.escape, self.near))
        near = Expression(rf"\b(?:{words})", Mode.TOLERANT).part
        return (
            near + rb"[\x00-\xff]*(?:" + pattern + rb")",
            rb"(?:" + pattern + rb")[\x00-\xff]*" + near,
        )

    @cached_property
    def _beside(self) -> Beside | None:
        return Beside(self.near) if self.near else None

    def find(self, view: View) -> Iterator[Found]:
        """Yield where the entity stands in a text that it may be in."""
        for found in self.expression.find(view):
            if self.check is not None and not self.check(found.text):
                continue
            if self._is_clear(view, found):
                yield found

    def _is_clear(self, view: View, found: Found) -> bool:
        if self.unless and named_before(view, found.start, self.unless):
            return False
        if self._beside is None or (self.sure is not None and self.sure(found.text)):
            return True
        return self._beside.stand_by(view, found.start, found.end)


def named_before(view: View, start: int, words: tuple[str, ...]) -> bool:
    """Tell whether one of the words stands right before a place."""
    before = view.plain[max(0, start - RIGHT_BEFORE) : start].decode("utf-8", "replace")
    return any(word in before for word in words)
