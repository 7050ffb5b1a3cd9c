"""One type of credential: its structure, and what else must hold."""

from __future__ import annotations

from bisect import bisect, insort
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from durf.kinds.look import Match
from durf.kinds.secrets.checksums import CHECKSUMS
from durf.kinds.secrets.entropy import entropy, is_mixed_case
from durf.kinds.secrets.words import Words, any_of
from durf.text.expression import Expression, Mode, compile_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from durf.text.expression import Found
    from durf.text.view import View

# Digits for letters make a text a little less surprising than it was.
SLACK = 0.85
# What people write where a secret would stand; ``unless: placeholders``.
PLACEHOLDERS = (
    r"(?i)x{5}|\*{4}|\.{4}|0{8}|1{8}|a{8}|example|placeholder|redacted|dummy|change.?me"
    r"|fake|your|my.?(?:api|key|token|secret|passw)|insert|abcdefgh|1234567890ab"
    r"|<[^>]*>|\$\{|\{\{|%s|null\b|geheim.?hier|vul.?in|voorbeeld"
)
_LISTS = ("patterns", "near", "unless", "without")


@dataclass(frozen=True)
class SecretType:
    """A type of credential.

    Args:
        name: its entity name, such as ``"GITHUB_TOKEN"``.
        patterns: its structure; ``(?P<it>…)`` marks the secret in its context.
        near: one of these words must stand shortly before it.
        without: none of these words may stand shortly before it, for then another
            type knows better.
        entropy: the bits for each character that it has at least.
        checksum: the name of what it may prove about itself.
        checksum_required: without that proof it is none.
        unless: expressions that tell a placeholder from a secret.
        case: its letter case counts, save in a disguise.
    """

    name: str
    patterns: tuple[str, ...]
    near: tuple[str, ...] = ()
    entropy: float = 0.0
    checksum: str = ""
    checksum_required: bool = False
    unless: tuple[str, ...] = ()
    case: bool = False
    without: tuple[str, ...] = ()

    @cached_property
    def triggers(self) -> tuple[bytes, ...]:
        """What the automaton must watch for: any dress of each pattern."""
        found = [Expression(p, Mode.TOLERANT) for p in self.patterns]
        if not self.near:
            return tuple(expression.trigger for expression in found)
        near = Expression(any_of(self.near), Mode.TOLERANT).part
        # How far is not asked here: counting would cost more than it saves.
        gap = b"[\\x00-\\xff]*"
        return tuple(
            b"(?:%b)%b(?:%b)" % (near, gap, expression.part) for expression in found
        )

    def check(self) -> None:
        """Raise ValueError now if one of the expressions cannot be used."""
        for pattern in self.patterns:
            Expression(pattern, Mode.TOLERANT).check()
        _ = self._unless

    def find(self, view: View) -> Iterator[Match]:
        """Yield the credentials of this type in a text."""
        seen: list[tuple[int, int]] = []
        yield from self._undisguised(view, seen)
        yield from self._dressed_up(view, seen)

    def to_json(self) -> dict[str, Any]:
        """Return the type as JSON values."""
        return {
            "name": self.name,
            "patterns": list(self.patterns),
            "near": list(self.near),
            "entropy": self.entropy,
            "checksum": self.checksum,
            "checksum_required": self.checksum_required,
            "unless": list(self.unless),
            "case": self.case,
            "without": list(self.without),
        }

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> SecretType:
        """Make the type again that ``to_json`` described."""
        lists = {key: tuple(values[key]) for key in _LISTS}
        return cls(**{**values, **lists})

    def _undisguised(self, view: View, seen: list[tuple[int, int]]) -> Iterator[Match]:
        for expression in self._strict:
            for found in expression.find(view):
                insort(seen, (found.start, found.end))
                if not self._holds(view, found, self.entropy):
                    continue
                note = self._proof(found.text)
                if note is not None or not self.checksum_required:
                    yield self._match(view, found, note or ())

    def _dressed_up(self, view: View, seen: list[tuple[int, int]]) -> Iterator[Match]:
        # A disguise breaks every checksum, so none is asked for here; what was
        # weighed without a disguise is not weighed again.
        for expression in self._disguised:
            for found in expression.find(view):
                if _overlaps(seen, found):
                    continue
                insort(seen, (found.start, found.end))
                by_case = self.case and expression.mode == Mode.TOLERANT
                if by_case and not is_mixed_case(found.text):
                    continue
                if self._holds(view, found, self.entropy * SLACK):
                    yield self._match(view, found, ())

    @cached_property
    def _strict(self) -> list[Expression]:
        mode = Mode.CASED if self.case else Mode.PLAIN
        return [Expression(pattern, mode) for pattern in self.patterns]

    @cached_property
    def _disguised(self) -> list[Expression]:
        modes = (Mode.DIGITS, Mode.TOLERANT) if self.case else (Mode.TOLERANT,)
        return [Expression(pattern, m) for m in modes for pattern in self.patterns]

    @cached_property
    def _near(self) -> Words:
        return Words(self.near)

    @cached_property
    def _without(self) -> Words:
        return Words(self.without)

    @cached_property
    def _unless(self) -> list[Any]:
        return [compile_text(expression) for expression in self.unless]

    def _holds(self, view: View, found: Found, least: float) -> bool:
        if least and entropy(found.text) < least:
            return False
        if self.near and not self._near.stand_before(view, found.start):
            return False
        if self.without and self._without.stand_before(view, found.start):
            return False
        return not any(placeholder.search(found.text) for placeholder in self._unless)

    def _proof(self, text: str) -> tuple[str, ...] | None:
        return CHECKSUMS[self.checksum](text) if self.checksum else None

    def _match(self, view: View, found: Found, note: tuple[str, ...]) -> Match:
        start, end = view.span(found.start, found.end)
        return Match(start, end, self.name, None, note, is_secret=True)


def _overlaps(spans: list[tuple[int, int]], found: Found) -> bool:
    at = bisect(spans, (found.start, found.end))
    beside = spans[max(0, at - 1) : at + 1]
    return any(a < found.end and found.start < b for a, b in beside)
