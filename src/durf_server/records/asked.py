"""What a reader of the log asks for in an address, and where a page of it begins."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from durf_server.errors import BadInput
from durf_server.records.reading import Wanted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from durf_server.records.models import Entry

_LONGEST = 200


def read_wanted(asked: Mapping[str, str], zone: str) -> Wanted:
    """Return which entries are asked for.

    Args:
        asked: the fields ``kind``, ``subject``, ``person``, ``from`` and ``until``,
            each of which may be empty.
        zone: that days begin in; ``until`` includes its day.

    Raises:
        BadInput: a field cannot be read.
    """
    return Wanted(
        kind=_word(asked.get("kind", ""), "kind"),
        subject=_word(asked.get("subject", ""), "subject"),
        person=read_number(asked.get("person", ""), "person"),
        since=_day(asked.get("from", ""), "from", zone),
        until=_day(asked.get("until", ""), "until", zone, days=1),
    )


def read_number(text: str, field: str) -> UUID | None:
    """Return a number of something, if one is given.

    Raises:
        BadInput: it is none.
    """
    if not text.strip():
        return None
    try:
        return UUID(text.strip())
    except ValueError:
        raise BadInput(field=field, reason="it is not a number of this kind") from None


def read_place(text: str) -> tuple[datetime, int] | None:
    """Return after which entry a page begins.

    Raises:
        BadInput: it is none.
    """
    if not text:
        return None
    at, _, number = text.rpartition(",")
    try:
        moment = datetime.fromisoformat(at)
        if moment.utcoffset() is None:
            raise ValueError(at)
        # In UTC, which the first and the last day there are may have none of.
        return moment.astimezone(UTC), int(number)
    except (ValueError, OverflowError):
        raise BadInput(field="after", reason="it is no place in the list") from None


def place_of(entry: Entry) -> str:
    """Return what ``read_place`` reads."""
    return f"{entry.at.isoformat()},{entry.pk}"


def _word(text: str, field: str) -> str:
    if "\0" in text:
        raise BadInput(field=field, reason="it holds a sign that is no text")
    return text.strip()[:_LONGEST]


def _day(text: str, field: str, zone: str, days: int = 0) -> datetime | None:
    if not text.strip():
        return None
    try:
        day = date.fromisoformat(text.strip()) + timedelta(days=days)
        return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadInput(field=field, reason="it is no date") from None
