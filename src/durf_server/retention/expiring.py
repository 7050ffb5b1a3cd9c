"""Let go of what was kept long enough, kind by kind, unless a hold is on it."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from durf_server.drafts.models import Draft, DraftVersion
from durf_server.drafts.states import State
from durf_server.errors import BadInput
from durf_server.notices.models import Notice
from durf_server.people.models import Invitation
from durf_server.records.append import Fact, append
from durf_server.records.models import Part
from durf_server.records.subjects import EXPIRED
from durf_server.retention.blanking import blank_versions
from durf_server.retention.holding import held_drafts, standing
from durf_server.retention.models import LegalHold, Retention
from durf_server.work.asking import ask

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from durf_server.people.models import Member, Workspace

Kind = Retention.Kind
_LONGEST = 36_500


@transaction.atomic
def keep_for(member: Member, kind: Kind, days: int | None, *, at: datetime) -> None:
    """Say how long a kind of record is kept; for ever, without a number of days.

    Raises:
        BadInput: the number is none, or beyond a hundred years.
    """
    if days is not None and not 1 <= days <= _LONGEST:
        raise BadInput(field="days", reason=f"it must be from 1 to {_LONGEST}")
    rows = Retention.objects.filter(workspace=member.workspace, kind=kind)
    if days is None:
        rows.delete()
    else:
        Retention.objects.update_or_create(
            workspace=member.workspace, kind=kind, defaults={"days": days}
        )
    act = {"kind": str(kind), "days": days, "by": str(member.pk)}
    fact = Fact(
        "retention.set",
        f"retention/{kind}",
        at,
        act,
        {member.person_id: {"name": str(member.person)}},
    )
    append(member.workspace, fact)


def expire_all(at: datetime) -> None:
    """Let go of what is over its time, in every workspace."""
    for retention in Retention.objects.select_related("workspace"):
        expire(retention, at)


@transaction.atomic
def expire(retention: Retention, at: datetime) -> int:
    """Let go of what is over the time of one kind of record.

    Returns:
        How many records that were.
    """
    until = (at - timedelta(days=retention.days)).astimezone(UTC)
    kind = Kind(retention.kind)
    count = _EXPIRE[kind](retention.workspace, until, at)
    if count:
        act = {"kind": str(kind), "until": until.isoformat(), "count": count}
        fact = Fact(EXPIRED, f"retention/{kind}", at, act)
        ask("scrub", {}, key="scrub", at=at)
        append(retention.workspace, fact)
    return count


def _expire_drafts(workspace: Workspace, until: datetime, at: datetime) -> int:
    return _blank(workspace, ~Q(state=State.CLEARED), until, at)


def _expire_cleared(workspace: Workspace, until: datetime, at: datetime) -> int:
    return _blank(workspace, Q(state=State.CLEARED), until, at)


def _blank(workspace: Workspace, which: Q, until: datetime, at: datetime) -> int:
    rows = Draft.objects.filter(which, workspace=workspace, changed_at__lt=until)
    held = Draft.objects.filter(held_drafts(workspace), workspace=workspace)
    old = rows.exclude(pk__in=held.values("pk"))
    return blank_versions(DraftVersion.objects.filter(draft__in=old), at)


def _expire_evidence(workspace: Workspace, until: datetime, at: datetime) -> int:  # noqa: ARG001 as all of them
    """Empty old parts about people; entries and proofs stay."""
    holds = LegalHold.objects.filter(standing(workspace.pk))
    if holds.filter(scope=LegalHold.Scope.ALL).exists():
        return 0
    people = holds.filter(scope=LegalHold.Scope.PERSON).values("subject_id")
    held = Draft.objects.filter(held_drafts(workspace), workspace=workspace)
    subjects = [f"draft/{number}" for number in held.values_list("pk", flat=True)]
    rows = Part.objects.filter(entry__log__workspace=workspace, entry__at__lt=until)
    rows = rows.exclude(sealed=b"").exclude(key__person_id__in=people)
    return rows.exclude(entry__subject__in=subjects).update(sealed=b"")


def _expire_notices(workspace: Workspace, until: datetime, at: datetime) -> int:  # noqa: ARG001 as all of them
    rows = Notice.objects.filter(member__workspace=workspace, made_at__lt=until)
    return rows.delete()[0]


def _expire_invitations(workspace: Workspace, until: datetime, at: datetime) -> int:  # noqa: ARG001 as all of them
    rows = Invitation.objects.filter(workspace=workspace, expires_at__lt=until)
    return rows.delete()[0]


_EXPIRE: dict[Kind, Callable[[Workspace, datetime, datetime], int]] = {
    Kind.DRAFTS: _expire_drafts,
    Kind.CLEARED: _expire_cleared,
    Kind.EVIDENCE: _expire_evidence,
    Kind.NOTICES: _expire_notices,
    Kind.INVITATIONS: _expire_invitations,
}
