"""Facts about people and workspaces, as the evidence log is to hold them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from durf_server.people.models import Member
from durf_server.records.append import Fact, append

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from durf_server.people.models import Person

# Who acts on the machine itself, and who speaks for the organisation's directory.
OPERATOR = "operator"
SINGLE_SIGN_ON = "single-sign-on"


def fact_of(
    kind: str,
    subject: str,
    by: Member | str,
    at: datetime,
    act: Mapping[str, Any] | None = None,
    about: Person | None = None,
) -> Fact:
    """Return a fact that says who did something, and whom it concerns.

    Args:
        kind: a noun and what was done to it.
        subject: what it is about.
        by: the member who did it, or ``OPERATOR`` or ``SINGLE_SIGN_ON``.
        at: when.
        act: what everybody who reads the log may read.
        about: the person concerned; their name is kept under their own key.
    """
    personal = {}
    if about is not None:
        personal[about.pk] = {"name": about.name, "email": about.email}
    if not isinstance(by, str):
        personal.setdefault(by.person_id, {"name": str(by.person)})
    actor = by if isinstance(by, str) else str(by.pk)
    return Fact(kind, subject, at, {"by": actor, **(act or {})}, personal)


def member_fact(
    kind: str, member: Member, by: Member | str, at: datetime, **more: str
) -> Fact:
    """Return a fact about a member, with what they may do from now on."""
    act = {
        "roles": list(member.roles),
        "titles": list(member.titles),
        "groups": list(member.groups),
        **more,
    }
    return fact_of(kind, f"member/{member.pk}", by, at, act, member.person)


def record_everywhere(kind: str, person: Person, by: str | None, at: datetime) -> None:
    """Write a fact about a person into the log of every workspace of theirs.

    Args:
        kind: a noun and what was done to it.
        person: whom it concerns.
        by: who did it from outside; None for themselves.
        at: when.
    """
    theirs = Member.objects.filter(person=person, left_at__isnull=True)
    # In one order, so that two transactions never wait for each other.
    for member in theirs.select_related("workspace", "person").order_by("workspace"):
        subject = f"person/{person.pk}"
        fact = fact_of(kind, subject, by or member, at, about=person)
        append(member.workspace, fact)
