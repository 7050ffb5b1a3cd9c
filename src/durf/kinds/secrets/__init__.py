"""The kind ``secrets``: keys, tokens, passwords and other credentials."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from durf.kinds.look import Triggers
from durf.kinds.secrets.hints import skeleton
from durf.kinds.secrets.secret_type import SecretType

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from durf.kinds.look import Look, Match, Reading, Subject
    from durf.source.nodes import Node

# In a handbook more names than this are counted, not listed.
_SHOWN = 8


@dataclass(frozen=True, slots=True)
class SecretsLook:
    """Types of credentials to look for.

    Args:
        types: what to look for.
        hints: for each type the texts of which one must be there, if any is sure.
    """

    types: tuple[SecretType, ...]
    hints: tuple[tuple[str, ...], ...]

    @property
    def entities(self) -> tuple[str, ...]:
        """The names of what is looked for."""
        return tuple(kind.name for kind in self.types)

    def triggers(self) -> Triggers:
        """Return the signs to watch for."""
        found = (trigger for kind in self.types for trigger in kind.triggers)
        return Triggers(expressions=tuple(dict.fromkeys(found)))

    def finder(self) -> Callable[[Subject], Iterable[Match]]:
        """Make the function that finds the credentials in a text."""
        if len(self.types) == 1:
            (only,) = self.types
            return lambda subject: only.find(subject.view)
        hinted = [
            (kind, [hint.encode() for hint in hints])
            for kind, hints in zip(self.types, self.hints, strict=True)
        ]

        def find(subject: Subject) -> Iterable[Match]:
            seen = skeleton(subject.view.plain)
            for kind, hints in hinted:
                if not hints or any(hint in seen for hint in hints):
                    yield from kind.find(subject.view)

        return find

    def to_json(self) -> dict[str, Any]:
        """Return the look as JSON values."""
        return {
            "types": [kind.to_json() for kind in self.types],
            "hints": [list(hints) for hints in self.hints],
        }

    def sentence(self, translate: Callable[[str], str]) -> str:
        """Say what is looked for."""
        if len(self.types) > _SHOWN:
            shown = translate("keys, tokens and passwords of {0} types")
            return shown.format(len(self.types))
        names = ", ".join(self.entities)
        return translate("a secret of this type: {0}").format(names)


class _Secrets:
    name = "secrets"

    def read(self, node: Node, reading: Reading) -> Look | None:
        from durf.kinds.secrets.reading import read_types

        types = read_types(node, reading)
        return None if types is None else look_for(types)

    def from_json(self, values: Mapping[str, Any]) -> Look:
        return SecretsLook(
            tuple(map(SecretType.from_json, values["types"])),
            tuple(map(tuple, values["hints"])),
        )


def look_for(types: tuple[SecretType, ...]) -> SecretsLook:
    """Make the look for some types."""
    from durf.kinds.secrets.hints import hints_of

    return SecretsLook(types, tuple(map(hints_of, types)))


KIND = _Secrets()
