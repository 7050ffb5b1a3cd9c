"""Who stands in for whom, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from durf_server.errors import BadInput, NotAllowed, NotThere
from durf_server.people.facts import fact_of
from durf_server.people.models import Absence, Workspace
from durf_server.people.roles import May
from durf_server.records.append import append

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from durf_server.people.models import Member


@transaction.atomic
def set_absence(
    member: Member,
    deputy: Member,
    starts_at: datetime,
    ends_at: datetime,
    *,
    by: Member,
    at: datetime,
) -> Absence:
    """Let a deputy decide for a member who is away.

    Raises:
        NotAllowed: it is neither their own absence nor do they administer.
        BadInput: the times or the deputy cannot be, or overlap another absence.
    """
    _require_own(member, by)
    Workspace.objects.select_for_update().get(pk=member.workspace_id)
    if ends_at <= max(starts_at, at):
        raise BadInput(field="ends_at", reason="it has passed, or is before the start")
    if (
        deputy.pk == member.pk
        or deputy.workspace_id != member.workspace_id
        or deputy.left_at is not None
    ):
        raise BadInput(field="deputy", reason="it must be another member")
    others = member.absences.filter(starts_at__lt=ends_at, ends_at__gt=starts_at)
    if others.exists():
        raise BadInput(field="starts_at", reason="another absence overlaps it")
    absence = Absence.objects.create(
        member=member, deputy=deputy, starts_at=starts_at, ends_at=ends_at
    )
    _record("absence.set", absence, by, at)
    return absence


@transaction.atomic
def end_absence(absence: Absence, by: Member, *, at: datetime) -> None:
    """Let a member decide again: an absence that began ends now, another is dropped.

    Raises:
        NotAllowed: it is neither their own absence nor do they administer.
    """
    _require_own(absence.member, by)
    if absence.starts_at < at:
        Absence.objects.filter(pk=absence.pk, ends_at__gt=at).update(ends_at=at)
        absence.refresh_from_db()
    _record("absence.ended", absence, by, at)
    if absence.starts_at >= at:
        absence.delete()


def coming_absences(workspace: Workspace, at: datetime) -> QuerySet[Absence]:
    """Return the absences of a workspace that are not over."""
    return (
        Absence.objects.filter(
            member__workspace=workspace, member__left_at__isnull=True, ends_at__gt=at
        )
        .select_related("member__person", "deputy__person")
        .order_by("starts_at", "pk")
    )


def absence_for(member: Member, number: int) -> Absence:
    """Return an absence of the same workspace.

    Raises:
        NotThere: there is none with this number in this workspace.
    """
    found = (
        Absence.objects.select_related("member__workspace", "member__person", "deputy")
        .filter(member__workspace_id=member.workspace_id, pk=number)
        .first()
    )
    if found is None:
        raise NotThere(what="absence")
    return found


def _require_own(member: Member, by: Member) -> None:
    is_own = member.pk == by.pk
    is_near = member.workspace_id == by.workspace_id and by.may(May.ADMINISTER)
    if not is_own and not is_near:
        raise NotAllowed(reason="it is the absence of somebody else")


def _record(kind: str, absence: Absence, by: Member, at: datetime) -> None:
    act = {
        "deputy": str(absence.deputy_id),
        "from": absence.starts_at.isoformat(),
        "until": absence.ends_at.isoformat(),
    }
    member = absence.member
    fact = fact_of(kind, f"member/{member.pk}", by, at, act, member.person)
    append(member.workspace, fact)
