"""The kind ``records``: rows of the vault's tables whose values meet in a post."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from durf.kinds.look import Gate, Match, Opens, Triggers
from durf.source.nodes import Mapping as MappingNode
from durf.source.wanted import Wanted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from durf.kinds.look import Look, Reading, Subject
    from durf.source.nodes import Node
    from durf.vault.records.lookup import RowValue

KEYS = ("collections",)


@dataclass(frozen=True)
class RecordsLook:
    """Of which tables no row may be given away.

    Args:
        collections: of the vault; one of them is enough.
    """

    collections: tuple[str, ...]

    def triggers(self) -> Triggers:
        """Return the signs to watch for: the vault knows them."""
        return Triggers(gates=(Gate(Opens.VALUES),))

    def finder(self) -> Callable[[Subject], Iterable[Match]]:
        """Make the function that asks the vault."""
        collections = frozenset(self.collections)

        def find(subject: Subject) -> Iterable[Match]:
            if subject.vault is None:
                return
            for value in subject.vault.row_values(subject.view):
                if value.collection in collections:
                    yield _match(value)

        return find

    def to_json(self) -> dict[str, Any]:
        """Return the look as JSON values."""
        return {"collections": list(self.collections)}

    def sentence(self, translate: Callable[[str], str]) -> str:
        """Say what is looked for."""
        names = ", ".join(f"“{name}”" for name in self.collections)
        return translate("data that belong to one row of {0}").format(names)


def _match(value: RowValue) -> Match:
    note: tuple[str, ...] = ("{0} of a row of {1}", value.field, value.collection)
    if len(value.fields) > 1:
        template = "{0}, which belongs with {1} to one row of {2}"
        others = ", ".join(one for one in value.fields if one != value.field)
        note = (template, value.field, others, value.collection)
    return Match(
        value.start,
        value.end,
        entity=value.field,
        note=note,
        is_secret=True,
        detail=(("collection", value.collection), ("fields", list(value.fields))),
    )


class _Records:
    name = "records"

    def read(self, node: Node, reading: Reading) -> Look | None:
        wanted = Wanted(reading.faults)
        named: Node | None = node
        if isinstance(node, MappingNode):
            mapping = wanted.mapping(node, "records", KEYS)
            named = mapping.get("collections") if mapping else None
            if named is None and all(key.text in KEYS for key, _ in node.items):
                reading.faults.add(
                    node.place, "no-collection", "records needs 'collections'"
                )
        collections = wanted.texts(named, "records") if named else None
        return RecordsLook(collections) if collections else None

    def from_json(self, values: Mapping[str, Any]) -> Look:
        return RecordsLook(tuple(values["collections"]))


KIND = _Records()
