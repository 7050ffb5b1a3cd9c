"""Erase a person (GDPR art. 17), and leave every proof as it was.

A workspace decides on what it holds: its administrator erases that, and the membership.
The account goes with the last membership, or when an operator of the server erases the
person from everywhere.

The key to what a log says of them goes, so that nobody reads it again; the log says
that it was done.  The rest of the database forgets what they wrote and who they were.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from durf_server.errors import NotNow, NotThere
from durf_server.people.models import Member, Person, Workspace
from durf_server.records.append import Fact, append
from durf_server.records.models import SubjectKey
from durf_server.records.subjects import ERASED, person_subject
from durf_server.retention.forgetting import forget_account, forget_in, make_nameless
from durf_server.retention.holding import holds_on_person
from durf_server.retention.journal import write_journal
from durf_server.retention.models import Erasure
from durf_server.work.asking import ask

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID


@dataclass(frozen=True, slots=True)
class _Order:
    """Whom to erase, who does it, when, and why."""

    person: UUID
    by: Member | None
    at: datetime
    reason: str

    def fact(self, nobody: Person, workspace: Workspace) -> Fact:
        """Return what the log of a workspace says of it."""
        personal, actor = {}, "operator"
        if self.by is not None and self.by.workspace_id == workspace.pk:
            actor = str(self.by.pk)
            # Who erases themselves leaves no name behind in saying so.
            if self.by.person_id != self.person:
                personal = {self.by.person_id: {"name": str(self.by.person)}}
        act = {"by": actor, "reason": self.reason}
        return Fact(ERASED, person_subject(nobody.pk), self.at, act, personal)


@transaction.atomic
def erase_member(
    member: Member, by: Member | None, at: datetime, reason: str
) -> Person:
    """Erase what a workspace holds of somebody; with the last one, their account.

    Args:
        member: who is or was in the workspace.
        by: its administrator who does it; nobody for an operator of the server.
        at: when.
        reason: why, in a word of ours such as ``"request"``; it stays in the log.

    Returns:
        Who stands in their place: nobody, under a number.

    Raises:
        NotThere: the workspace is not the administrator's.
        NotNow: they were erased before, or a legal hold stands.
    """
    if by is not None and by.workspace_id != member.workspace_id:
        raise NotThere(what="member")
    person = Person.objects.select_for_update().get(pk=member.person_id)
    order = _Order(person.pk, by, at, reason)
    memberships = Member.objects.filter(person=person)
    _require(is_there=memberships.filter(pk=member.pk).exists())
    if not memberships.exclude(pk=member.pk).exists():
        return _erase_everywhere(person, order)
    _require_free(person, [member.workspace_id])
    forget_in(member.workspace, person, at)
    nobody = _put_nobody_in_place(member, at)
    _record(nobody, [member.workspace], order)
    return nobody


@transaction.atomic
def erase(person: Person, at: datetime, reason: str) -> Person:
    """Erase a person from everywhere, as an operator of the server.

    Args:
        person: whom.
        at: when.
        reason: why, in a word of ours such as ``"request"``; it stays in the logs.

    Raises:
        NotNow: they were erased before, or a legal hold stands somewhere.
    """
    held = Person.objects.select_for_update().get(pk=person.pk)
    return _erase_everywhere(held, _Order(held.pk, None, at, reason))


def workspaces_of(person: Person) -> list[Workspace]:
    """Return the workspaces that hold something of a person.

    Beside those they are or were in: whose log names them, such as one that only
    invited them.
    """
    keys = SubjectKey.objects.filter(person_id=person.pk)
    rows = Workspace.objects.filter(
        Q(pk__in=Member.objects.filter(person=person).values("workspace"))
        | Q(pk__in=keys.values("workspace"))
    )
    # In one order, so that two transactions never wait for each other.
    return list(rows.order_by("pk"))


def _erase_everywhere(person: Person, order: _Order) -> Person:
    workspaces = workspaces_of(person)
    _require_free(person, [one.pk for one in workspaces])
    for workspace in workspaces:
        forget_in(workspace, person, order.at)
    forget_account(person, order.at)
    _record(person, workspaces, order)
    return person


def _require_free(person: Person, workspaces: Iterable[UUID]) -> None:
    _require(is_there=person.erased_at is None)
    if holds_on_person(person.pk, workspaces):
        raise NotNow(reason="a legal hold stands", mend="let it be lifted first")


def _require(*, is_there: bool) -> None:
    if not is_there:
        raise NotNow(reason="this person was erased", mend="nothing is left to do")


def _put_nobody_in_place(member: Member, at: datetime) -> Person:
    """Part what a workspace keeps from somebody who has their account still.

    Numbers in the log lead to a membership: it must not lead to them any more, and
    should they come back, that is a new one.
    """
    nobody = Person()
    make_nameless(nobody, at)
    SubjectKey.objects.filter(
        workspace_id=member.workspace_id, person_id=member.person_id
    ).update(person_id=nobody.pk)
    Member.objects.filter(pk=member.pk).update(person=nobody)
    return nobody


def _record(nobody: Person, workspaces: list[Workspace], order: _Order) -> None:
    is_everywhere = nobody.pk == order.person
    Erasure.objects.create(
        person_id=order.person,
        workspace_id=None if is_everywhere else workspaces[0].pk,
        at=order.at,
    )
    ask("scrub", {}, key="scrub", at=order.at)
    # Scrubbing writes it too, should this process end before it could.
    transaction.on_commit(write_journal, robust=True)
    for workspace in workspaces:
        append(workspace, order.fact(nobody, workspace))
