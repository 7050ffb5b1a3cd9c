"""The keys of the people that entries are about."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from durf_server.keys import KEY_SIZE, seal, unseal
from durf_server.records.models import SubjectKey
from durf_server.records.storing import read_keys

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

# The fact that the destruction of a key leaves behind.
ERASED = "person.erased"
# The fact that parts about people leave behind that were kept long enough.
EXPIRED = "records.expired"
EXPIRED_PARTS = "retention/evidence"


class OpenKey(NamedTuple):
    """A person's key, opened."""

    id: UUID
    secret: bytes


def keys_of(workspace_id: UUID, people: Iterable[UUID]) -> dict[UUID, OpenKey]:
    """Return the keys of people, made for those who have none yet.

    Who was erased has none, and gets none.  The caller holds the log's row.
    """
    wanted = list(people)
    if not wanted:
        return {}
    rows = read_keys(workspace_id, wanted)
    found = {
        person: OpenKey(number, unseal(sealed, key_place(workspace_id, person, number)))
        for number, person, sealed in rows
        if sealed
    }
    for person in set(wanted).difference(row[1] for row in rows):
        found[person] = _new_key(workspace_id, person)
    return found


def open_key(row: SubjectKey) -> bytes:
    """Return the key that a row holds.

    Raises:
        WrongKey: it was changed, or moved here from another row.
    """
    place = key_place(row.workspace_id, row.person_id, row.pk)
    return unseal(bytes(row.sealed), place)


def person_subject(person: UUID) -> str:
    """Return what facts about a person say they are about."""
    return f"person/{person}"


def part_name(key_id: UUID) -> str:
    """Return what an entry calls the part about the person with this key."""
    return f"person:{key_id}"


def part_place(origin: str, index: int) -> bytes:
    """Return what a part is bound to: it opens beside its own entry only."""
    return f"{origin}/{index}".encode()


def key_place(workspace_id: UUID, person: UUID, number: UUID) -> str:
    """Return what a key is bound to: it opens for nobody else's parts."""
    return f"subject/{workspace_id}/{person}/{number}"


def _new_key(workspace_id: UUID, person: UUID) -> OpenKey:
    row = SubjectKey(workspace_id=workspace_id, person_id=person)
    secret = os.urandom(KEY_SIZE)
    row.sealed = seal(secret, key_place(workspace_id, person, row.pk))
    row.save(force_insert=True)
    return OpenKey(row.pk, secret)
