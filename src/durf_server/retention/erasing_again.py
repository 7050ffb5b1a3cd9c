"""Erase once more whom the restore of an older backup brought back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from durf_server.errors import NotNow
from durf_server.people.models import Member, Person
from durf_server.retention.erasing import erase, erase_member

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from durf_server.retention.journal import Erased

# What the log says of why.
AGAIN = "again"


@dataclass(frozen=True, slots=True)
class Again:
    """What erasing again came to.

    Attributes:
        erased: how many people are gone again.
        held: whom a legal hold keeps, by number.
    """

    erased: int
    held: tuple[UUID, ...]


def erase_again(people: Iterable[Erased], at: datetime) -> Again:
    """Erase people who were erased before, as far as they are there.

    Args:
        people: who, and where from.
        at: when.
    """
    gone: set[UUID] = set()
    held: set[UUID] = set()
    for one in people:
        try:
            if _erase_again(one, at):
                gone.add(one.person)
        except NotNow:
            held.add(one.person)
    return Again(len(gone), tuple(sorted(held)))


def _erase_again(one: Erased, at: datetime) -> bool:
    """Erase somebody if they are there; return whether they were."""
    if one.workspace is None:
        person = Person.objects.filter(pk=one.person, erased_at__isnull=True).first()
        if person is not None:
            erase(person, at, AGAIN)
        return person is not None
    # Who came back later, as somebody new, stays.
    member = (
        Member.objects.select_related("workspace")
        .filter(person_id=one.person, person__erased_at__isnull=True)
        .filter(workspace_id=one.workspace, joined_at__lte=one.at)
        .first()
    )
    if member is not None:
        erase_member(member, None, at, AGAIN)
    return member is not None
