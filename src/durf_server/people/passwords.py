"""Set somebody's password from outside, on the record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from durf_server.people.facts import OPERATOR, record_everywhere

if TYPE_CHECKING:
    from datetime import datetime

    from durf_server.people.models import Person


@transaction.atomic
def set_password(person: Person, password: str, *, at: datetime) -> None:
    """Give a person another password; all their sessions end with the one before."""
    person.set_password(password)
    person.save(update_fields=["password"])
    record_everywhere("password.set", person, OPERATOR, at)
