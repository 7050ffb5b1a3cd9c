"""Ask again for reviews that wait, and ask others after a set time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from durf_server.drafts.models import Draft
from durf_server.drafts.states import State
from durf_server.errors import NotNow
from durf_server.notices.telling import tell_all
from durf_server.people.models import Member, Workspace
from durf_server.people.roles import May
from durf_server.policies.in_force import in_force
from durf_server.records.append import Fact, append
from durf_server.reviews.case import open_case
from durf_server.reviews.models import Nudge
from durf_server.reviews.settling import ask_reviewers, told_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime, timedelta
    from uuid import UUID

    from durf.policy.reviews import Reviews
    from durf_server.reviews.case import Case


def remind_all(at: datetime) -> None:
    """Remind and escalate in every workspace whose policy sets times for it."""
    for workspace in _waiting_workspaces():
        try:
            reviews = in_force(workspace).policy.reviews
        except NotNow:
            continue
        nudge_workspace(workspace, reviews, at=at)


def nudge_workspace(workspace: Workspace, reviews: Reviews, *, at: datetime) -> int:
    """Remind and escalate what has waited too long; return how often."""
    first = min(
        (one for one in (reviews.remind, reviews.escalate) if one), default=None
    )
    if first is None:
        return 0
    waiting = Draft.objects.filter(
        workspace=workspace, state=State.IN_REVIEW, submitted_at__lte=at - first
    )
    numbers = waiting.order_by("submitted_at").values_list("pk", flat=True)
    return sum(_nudge(number, at) for number in numbers)


@transaction.atomic
def _nudge(number: UUID, at: datetime) -> int:
    case = open_case(number)
    if case.draft.state != State.IN_REVIEW or case.draft.submitted_at is None:
        return 0
    reviews, waited = case.now.policy.reviews, at - case.draft.submitted_at
    nudges = list(Nudge.objects.filter(draft=case.draft, version=case.version.number))
    if reviews.escalate and waited >= reviews.escalate and not _escalated(nudges):
        _escalate(case, reviews.escalate_to, at)
        return 1
    if reviews.remind and _is_time(reviews.remind, nudges, case, at):
        ask_reviewers(case, at=at, kind="review-reminder")
        _note(case, Nudge.Kind.REMINDER, [], at)
        return 1
    return 0


def _escalated(nudges: list[Nudge]) -> bool:
    return any(one.kind == Nudge.Kind.ESCALATION for one in nudges)


def _is_time(remind: timedelta, nudges: list[Nudge], case: Case, at: datetime) -> bool:
    """Tell whether the next reminder is due, counted from the last one."""
    assert case.draft.submitted_at is not None
    last = max([one.at for one in nudges], default=case.draft.submitted_at)
    return at - last >= remind


def _escalate(case: Case, role: str, at: datetime) -> None:
    members = [
        member
        for member in Member.objects.filter(
            workspace_id=case.draft.workspace_id, left_at__isnull=True
        )
        if (role in member.titles if role else member.may(May.ADMINISTER))
    ]
    tell_all(members, told_of(case.draft, "review-escalated"), at=at)
    _note(case, Nudge.Kind.ESCALATION, [str(one.pk) for one in members], at)


def _note(case: Case, kind: Nudge.Kind, told: list[str], at: datetime) -> None:
    draft = case.draft
    Nudge.objects.create(
        draft=draft, version=case.version.number, kind=kind, told=told, at=at
    )
    act = {"version": case.version.number, "told": told}
    append(draft.workspace, Fact(f"review.{kind.value}", f"draft/{draft.pk}", at, act))


def _waiting_workspaces() -> Iterator[Workspace]:
    waiting = Draft.objects.filter(state=State.IN_REVIEW)
    yield from Workspace.objects.filter(
        pk__in=waiting.values("workspace_id").distinct()
    )
