"""The kind ``personal``: personal data, by the names of its entities."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache, cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any

from durf.kinds.look import Match, Triggers
from durf.kinds.names import human_name
from durf.kinds.personal.phones import PhoneDetector
from durf.source.nodes import Mapping as MappingNode
from durf.source.nodes import Scalar
from durf.source.wanted import Wanted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from durf.kinds.look import Look, Reading, Subject
    from durf.kinds.personal.detector import Detector
    from durf.source.nodes import Node

# A new country is one file and one line here.
COUNTRIES = ("international", "nl", "be", "de", "fr", "uk", "us")
REGIONS = ("NL", "BE", "DE", "FR", "GB", "US")
KEYS = ("entities", "except", "unless-local", "region")
PHONE = "PHONE_NUMBER"
EMAIL = "EMAIL_ADDRESS"


@dataclass(frozen=True)
class PersonalLook:
    """Personal data to look for.

    Args:
        entities: the names of what to look for, such as ``"IBAN_CODE"``.
        unless_local: names before the ``@`` that belong to nobody, such as "info".
        region: the country whose telephone numbers need no word beside them.
    """

    entities: tuple[str, ...]
    unless_local: tuple[str, ...] = ()
    region: str = ""

    @cached_property
    def _detectors(self) -> tuple[Detector | PhoneDetector, ...]:
        found: list[Detector | PhoneDetector] = []
        for entity in self.entities:
            if entity == PHONE:
                found.append(PhoneDetector(self.region))
            else:
                found += detectors()[entity]
        return tuple(found)

    def triggers(self) -> Triggers:
        """Return the signs to watch for."""
        return Triggers(parts=tuple(detector.triggers for detector in self._detectors))

    def finder(self) -> Callable[[Subject], Iterable[Match]]:
        """Make the function that finds the data in a text."""
        found_by = self._detectors
        every = range(len(found_by))

        def find(subject: Subject) -> Iterable[Match]:
            view = subject.view
            for part in every if subject.seen is None else sorted(subject.seen):
                detector = found_by[part]
                for found in detector.find(view):
                    if detector.entity == EMAIL and self._is_nobodys(found.text):
                        continue
                    start, end = view.span(found.start, found.end)
                    yield Match(
                        start, end, detector.entity, detector.mask, is_secret=True
                    )

        return find

    def _is_nobodys(self, address: str) -> bool:
        return (
            re.split(r"[@\s\[({]", address, maxsplit=1)[0].lower() in self.unless_local
        )

    def without(self, entities: Iterable[str]) -> PersonalLook:
        """Return the look without some of its entities."""
        gone = set(entities)
        return replace(self, entities=tuple(e for e in self.entities if e not in gone))

    def to_json(self) -> dict[str, Any]:
        """Return the look as JSON values."""
        return {
            "entities": list(self.entities),
            "unless_local": list(self.unless_local),
            "region": self.region,
        }

    def sentence(self, translate: Callable[[str], str]) -> str:
        """Say what is looked for."""
        names = ", ".join(translate(human_name(one)) for one in self.entities)
        return translate("personal data: {0}").format(names)


@cache
def detectors() -> dict[str, list[Detector]]:
    """Return the detectors by the entity that they recognise."""
    found: dict[str, list[Detector]] = {}
    for country in COUNTRIES:
        module = import_module(f"durf.kinds.personal.{country}")
        for detector in module.DETECTORS:
            found.setdefault(detector.entity, []).append(detector)
    return found


def known_entities() -> tuple[str, ...]:
    """Return the names of all entities."""
    return tuple(sorted((*detectors(), PHONE)))


class _Personal:
    name = "personal"

    def read(self, node: Node, reading: Reading) -> Look | None:
        wanted = Wanted(reading.faults)
        if not isinstance(node, MappingNode):
            entities = _entities(node, wanted)
            return PersonalLook(entities) if entities else None
        mapping = wanted.mapping(node, "personal", KEYS)
        listed = mapping.get("entities") if mapping else None
        entities = _entities(listed, wanted) if listed else known_entities()
        if mapping is None or not entities:
            return None
        local, region = mapping.get("unless-local"), mapping.get("region")
        look = PersonalLook(
            entities,
            (wanted.texts(local, "unless-local") or ()) if local else (),
            (wanted.one_of(region, "region", REGIONS) or "") if region else "",
        )
        gone = mapping.get("except")
        return look.without(_entities(gone, wanted) if gone else ())

    def from_json(self, values: Mapping[str, Any]) -> Look:
        return PersonalLook(
            tuple(values["entities"]), tuple(values["unless_local"]), values["region"]
        )


def _entities(node: Node, wanted: Wanted) -> tuple[str, ...]:
    names = wanted.texts(node, "personal") or ()
    if names == ("all",) and isinstance(node, Scalar):
        return known_entities()
    known = known_entities()
    unknown = [name for name in names if name not in known]
    for name in unknown:
        wanted.unknown(node, "entity", name, (*known, "all"))
    return () if unknown else names


KIND = _Personal()
