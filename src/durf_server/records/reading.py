"""Read what was logged: find entries, and open what lies behind their hashes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from durf.evidence.entry import SALT_SIZE, Part, opens, read_leaf
from durf_server.errors import WrongKey
from durf_server.keys import decrypt
from durf_server.records import models
from durf_server.records.subjects import open_key, part_name, part_place

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet

    from durf_server.records.models import Entry


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries somebody looks for.

    Attributes:
        kind: all of it, or its beginning with a dot, such as ``"draft."``.
        subject: such as ``"draft/<id>"``.
        person: whom they say something of.
        since: no earlier ones.
        until: those before it.
    """

    kind: str = ""
    subject: str = ""
    person: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """An entry, with what could be opened of it.

    Attributes:
        entry: as it is stored.
        act: what all readers of the log may read.
        people: the parts about people, by their number.
        erased: the names of parts whose key was destroyed.
    """

    entry: Entry
    act: Part
    people: dict[UUID, Part]
    erased: frozenset[str]

    @property
    def parts(self) -> tuple[Part, ...]:
        """All that could be opened."""
        return self.act, *self.people.values()


def find(rows: QuerySet[Entry], wanted: Wanted) -> QuerySet[Entry]:
    """Return the entries that somebody looks for, the newest first."""
    if wanted.kind.endswith("."):
        # Up to the sign after the dot: an index serves this, LIKE would not.
        rows = rows.filter(kind__gt=wanted.kind, kind__lt=f"{wanted.kind[:-1]}/")
    elif wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.subject:
        rows = rows.filter(subject=wanted.subject)
    if wanted.person is not None:
        rows = rows.filter(parts__key__person_id=wanted.person)
    if wanted.since is not None:
        rows = rows.filter(at__gte=wanted.since)
    if wanted.until is not None:
        rows = rows.filter(at__lt=wanted.until)
    return rows.order_by("-at", "-id")


def after(rows: QuerySet[Entry], place: tuple[datetime, int], most: int) -> list[Entry]:
    """Return the entries that come after one, in the order of ``find``."""
    at, number = place
    return list(rows.filter(at__lte=at).exclude(Q(at=at, id__gte=number))[:most])


def open_entries(entries: Sequence[Entry], only: UUID | None = None) -> list[Opened]:
    """Open what lies behind the hashes of entries of one log.

    Args:
        entries: with their logs.
        only: of the parts about people, those about this person alone.
    """
    keys: dict[object, bytes] = {}
    parts: dict[int, list[models.Part]] = {}
    for part in _parts_of(entries):
        parts.setdefault(part.entry_id, []).append(part)
    return [_opened(entry, parts.get(entry.pk, []), keys, only) for entry in entries]


def open_part(
    part: models.Part, entry: Entry, keys: dict[object, bytes]
) -> Part | None:
    """Open a part about a person; nothing comes back of one that was erased.

    Args:
        part: with its key.
        entry: that it belongs to, with its log.
        keys: that were opened before, by their number.

    Raises:
        WrongKey: it was changed since, or belongs to another entry.
    """
    row = part.key
    if not row.sealed or not part.sealed:
        return None
    if row.pk not in keys:
        keys[row.pk] = open_key(row)
    place_here = part_place(entry.log.origin, entry.index)
    content = decrypt(keys[row.pk], bytes(part.sealed), place_here)
    return split_part(part_name(row.pk), content)


def split_part(name: str, content: bytes) -> Part:
    """Return a part from salt and payload side by side.

    Raises:
        BadEntry: there is no whole salt.
    """
    return Part(name, content[:SALT_SIZE], content[SALT_SIZE:])


def _parts_of(entries: Iterable[Entry]) -> QuerySet[models.Part]:
    rows = models.Part.objects.filter(entry__in=[entry.pk for entry in entries])
    return rows.select_related("key")


def _opened(
    entry: Entry,
    rows: Iterable[models.Part],
    keys: dict[object, bytes],
    only: UUID | None,
) -> Opened:
    people: dict[UUID, Part] = {}
    erased = set()
    leaf = read_leaf(bytes(entry.leaf))
    for row in rows:
        name = part_name(row.key_id)
        if not row.key.sealed or not row.sealed:
            erased.add(name)
        elif only in (None, row.key.person_id):
            part = open_part(row, entry, keys)
            # Never show what the log does not hold the hash of.
            if part is None or not opens(leaf, name, part.salt, part.payload):
                raise WrongKey
            people[row.key.person_id] = part
    act = split_part("act", bytes(entry.act))
    if not opens(leaf, "act", act.salt, act.payload):
        raise WrongKey
    return Opened(entry, act, people, frozenset(erased))
