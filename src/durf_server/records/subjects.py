"""The keys of the people that entries are about."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from durf_server.keys import KEY_SIZE, seal, unseal
from durf_server.records.models import SubjectKey

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID


class OpenKey(NamedTuple):
    """A person's key, opened."""

    id: UUID
    secret: bytes


def keys_of(workspace_id: UUID, people: Iterable[UUID]) -> dict[UUID, OpenKey]:
    """Return the keys of people, made for those who have none yet.

    Who was erased has none, and gets none.  The caller holds the log's row.
    """
    wanted = set(people)
    if not wanted:
        return {}
    rows = list(
        SubjectKey.objects.filter(workspace_id=workspace_id, person_id__in=wanted)
    )
    found = {row.person_id: _opened(row) for row in rows if row.sealed}
    for person in wanted - {row.person_id for row in rows}:
        found[person] = _new_key(workspace_id, person)
    return found


def part_name(key_id: UUID) -> str:
    """Return what an entry calls the part about the person with this key."""
    return f"person:{key_id}"


def place_of(origin: str, index: int) -> bytes:
    """Return what a part is bound to: it opens beside its own entry only."""
    return f"{origin}/{index}".encode()


def _opened(row: SubjectKey) -> OpenKey:
    return OpenKey(row.pk, unseal(bytes(row.sealed), row.place))


def _new_key(workspace_id: UUID, person: UUID) -> OpenKey:
    row = SubjectKey(workspace_id=workspace_id, person_id=person)
    secret = os.urandom(KEY_SIZE)
    row.sealed = seal(secret, row.place)
    row.save(force_insert=True)
    return OpenKey(row.pk, secret)
