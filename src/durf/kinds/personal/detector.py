"""How one kind of personal data is recognised."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from durf.kinds.context import Beside
from durf.text.expression import Expression, Mode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from durf.text.expression import Found
    from durf.text.view import View


@dataclass(frozen=True)
class Detector:
    """Recognises one entity.

    Args:
        entity: its name, Presidio's where it has one.
        pattern: what it looks like.
        check: tells from the text whether it is one, by check digits or the like.
        near: one of these words must stand beside it; none needed if empty.
        mode: whether digits may stand for letters.
        mask: what may stand in its place.
        sign: what Hyperscan watches for, where the pattern's own trigger is not
            the best there is.
        hint: a sign that every match has, to say no without looking further.
        digits: how many digits every match has at least, likewise.
    """

    entity: str
    pattern: str
    check: Callable[[str], bool] | None = None
    near: tuple[str, ...] = ()
    mode: str = Mode.PLAIN
    mask: str = "[…]"
    sign: bytes = b""
    hint: bytes = b""
    digits: int = 0

    @cached_property
    def expression(self) -> Expression:
        """What it looks like, in the normal form."""
        return Expression(self.pattern, self.mode)

    @property
    def trigger(self) -> bytes:
        """What Hyperscan must watch for in the plain normal form."""
        return self.sign or self.expression.trigger

    @cached_property
    def _beside(self) -> Beside | None:
        return Beside(self.near) if self.near else None

    def find(self, view: View) -> Iterator[Found]:
        """Yield where the entity stands in a text."""
        if self.hint not in view.plain:
            return
        for found in self.expression.find(view):
            if self._beside is not None and not self._beside.stand_by(
                view, found.start, found.end
            ):
                continue
            if self.check is None or self.check(found.text):
                yield found
