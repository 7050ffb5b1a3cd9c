"""Erase once more whom the restore of an older backup brought back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from durf_server.errors import NotNow
from durf_server.people.models import Person
from durf_server.retention.erasing import erase

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

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


def erase_again(people: Iterable[UUID], at: datetime) -> Again:
    """Erase people who were erased before, as far as they are there.

    Args:
        people: their numbers.
        at: when.
    """
    count, held = 0, []
    for person in Person.objects.filter(pk__in=list(people), erased_at__isnull=True):
        try:
            erase(person, None, at, AGAIN)
            count += 1
        except NotNow:
            held.append(person.pk)
    return Again(count, tuple(held))
