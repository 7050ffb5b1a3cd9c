"""The kind ``pattern``: regular expressions over the text as it stands."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from durf.kinds.look import ALWAYS, Match, Triggers
from durf.source.nodes import Mapping as MappingNode
from durf.source.wanted import Wanted
from durf.text.expression import Expression, Mode
from durf.text.original import OriginalExpression

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from durf.kinds.look import Look, Reading, Subject
    from durf.source.nodes import Node

# A literal of this length is a rarer sign than the expression around it, and
# ten thousand of them compile in a moment.
LONG = 5


@dataclass(frozen=True)
class PatternLook:
    """Regular expressions to look for.

    Args:
        any: the expressions.
        tolerant: look at the normal form, whatever the letters are dressed in.
    """

    any: tuple[str, ...]
    tolerant: bool = False

    @cached_property
    def _expressions(self) -> tuple[OriginalExpression, ...]:
        return tuple(OriginalExpression(pattern) for pattern in self.any)

    @cached_property
    def _tolerant(self) -> tuple[Expression, ...]:
        return tuple(Expression(pattern, Mode.TOLERANT) for pattern in self.any)

    def triggers(self) -> Triggers:
        """Return the signs to watch for."""
        if self.tolerant:
            return Triggers(expressions=tuple(e.trigger for e in self._tolerant))
        literals = [e.literal for e in self._expressions if len(e.literal) >= LONG]
        others = [e.trigger for e in self._expressions if len(e.literal) < LONG]
        known = tuple(sign for sign in others if sign is not None)
        gates = (ALWAYS,) if len(known) < len(others) else ()
        return Triggers(tuple(literals), known, gates=gates)

    def finder(self) -> Callable[[Subject], Iterable[Match]]:
        """Make the function that finds the matches in a text."""

        def find_tolerant(subject: Subject) -> Iterable[Match]:
            view = subject.view
            for expression in self._tolerant:
                for found in expression.find(view):
                    yield Match(*view.span(found.start, found.end))

        def find(subject: Subject) -> Iterable[Match]:
            view = subject.view
            for expression in self._expressions:
                for start, end in expression.find(view.text):
                    yield Match(*view.text_span(start, end))

        return find_tolerant if self.tolerant else find

    def to_json(self) -> dict[str, Any]:
        """Return the look as JSON values."""
        return {"any": list(self.any), "tolerant": self.tolerant}

    def sentence(self, translate: Callable[[str], str]) -> str:
        """Say what is looked for."""
        return translate("text of this form: {0}").format(
            ", ".join(f"`{pattern}`" for pattern in self.any)
        )


class _Pattern:
    name = "pattern"

    def read(self, node: Node, reading: Reading) -> Look | None:
        wanted = Wanted(reading.faults)
        listed: Node | None = node
        tolerant = False
        if isinstance(node, MappingNode):
            mapping = wanted.mapping(node, "pattern", ("any", "tolerant"))
            listed = mapping.get("any") if mapping else None
            value = node.get("tolerant")
            tolerant = bool(value and wanted.flag(value, "tolerant"))
        if listed is None:
            reading.faults.add(
                node.place, "pattern-any", "pattern needs an expression under 'any'"
            )
            return None
        patterns = wanted.texts(listed, "pattern")
        if patterns is None:
            return None
        look = PatternLook(patterns, tolerant)
        return look if self._is_usable(look, listed, reading) else None

    def _is_usable(self, look: PatternLook, node: Node, reading: Reading) -> bool:
        for pattern in look.any:
            make = Expression if look.tolerant else OriginalExpression
            try:
                make(pattern).check()
            except ValueError as error:
                reading.faults.add(
                    node.place,
                    "pattern",
                    "the expression '{pattern}' cannot be used ({reason})",
                    pattern=pattern[:80],
                    reason=error,
                )
                return False
        return True

    def from_json(self, values: Mapping[str, Any]) -> Look:
        return PatternLook(tuple(values["any"]), values["tolerant"])


KIND = _Pattern()
