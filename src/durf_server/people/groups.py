"""Groups of the organisation's directory, and the place each gives."""

from __future__ import annotations

from dataclasses import dataclass

from durf_server.errors import BadInput, BadSetting
from durf_server.people.place import Place, read_place
from durf_server.people.roles import Role

SETTING = "DURF_OIDC_GROUPS"


@dataclass(frozen=True, slots=True)
class Mapping:
    """What each group of the directory may do here."""

    places: dict[str, Place]

    def place_of(self, groups: list[str]) -> Place | None:
        """Return what the groups give together, or None if they give nothing."""
        found = [self.places[group] for group in groups if group in self.places]
        if not found:
            return None
        held = {role for place in found for role in place.roles}
        titles = dict.fromkeys(title for place in found for title in place.titles)
        # Each was read before; together they may be more than a form takes.
        return Place(tuple(role for role in Role.values if role in held), tuple(titles))


def read_mapping(text: str) -> Mapping:
    """Read ``group=role+role:title+title``, with commas between groups.

    Raises:
        BadSetting: a role is unknown, or a group has no name, no role, or stands
            there twice.
    """
    places: dict[str, Place] = {}
    for entry in filter(None, (one.strip() for one in text.split(","))):
        group, sign, given = (part.strip() for part in entry.rpartition("="))
        roles, _, titles = given.partition(":")
        if not sign or not group or not _parts(roles) or group in places:
            raise _unreadable()
        try:
            places[group] = read_place(_parts(roles), _parts(titles))
        except BadInput:
            raise _unreadable() from None
    return Mapping(places)


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split("+") if part.strip()]


def _unreadable() -> BadSetting:
    return BadSetting(name=SETTING, wanted="group=role+role:title, with commas between")
