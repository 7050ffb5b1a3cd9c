"""The kind ``secrets``: keys, tokens, passwords and other credentials."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from durf.kinds.look import Triggers
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
    """

    types: tuple[SecretType, ...]

    @property
    def entities(self) -> tuple[str, ...]:
        """The names of what is looked for."""
        return tuple(kind.name for kind in self.types)

    def triggers(self) -> Triggers:
        """Return the signs to watch for."""
        return Triggers(parts=tuple(kind.triggers for kind in self.types))

    def finder(self) -> Callable[[Subject], Iterable[Match]]:
        """Make the function that finds the credentials in a text."""
        if len(self.types) == 1:
            (only,) = self.types
            return lambda subject: only.find(subject.view)
        types = self.types
        every = range(len(types))

        def find(subject: Subject) -> Iterable[Match]:
            for part in every if subject.seen is None else sorted(subject.seen):
                yield from types[part].find(subject.view)

        return find

    def to_json(self) -> dict[str, Any]:
        """Return the look as JSON values."""
        return {
            "types": [kind.to_json() for kind in self.types],
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
        return None if types is None else SecretsLook(types)

    def from_json(self, values: Mapping[str, Any]) -> Look:
        return SecretsLook(tuple(map(SecretType.from_json, values["types"])))


KIND = _Secrets()
