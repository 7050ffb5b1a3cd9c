"""Write down where a draft is now, and tell whoever that concerns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from durf_server.drafts.leaving import tell_outbox
from durf_server.drafts.states import State
from durf_server.notices.telling import Told, tell, tell_all
from durf_server.records.append import Fact
from durf_server.reviews.machine import missing, state_of
from durf_server.reviews.reviewers import reviewers_of
from durf_server.reviews.trust import note_cleared

if TYPE_CHECKING:
    from datetime import datetime

    from durf_server.drafts.models import Draft
    from durf_server.people.models import Member
    from durf_server.reviews.case import Case

_COLUMNS = (
    "state",
    "action",
    "changed_at",
    "cleared_at",
    "submitted_at",
    "submitted_version",
)


def settle(case: Case, *, by: Member | None = None, at: datetime) -> list[Fact]:
    """Write down the state that follows from the facts of a held case.

    Args:
        case: with what changed in its facts.
        by: who made it so, and need not be told; nobody if policy or vault did.
        at: now.

    Returns:
        What this meant, for the log: append it last.
    """
    draft, was, state = case.draft, State(case.draft.state), state_of(case.facts)
    if state is not State.CLEARED:
        draft.cleared_at = None
    elif was is not State.CLEARED:
        draft.cleared_at = at
    draft.state = state
    draft.changed_at = at
    if case.judgement is not None:
        draft.action = case.judgement.action
    draft.save(update_fields=_COLUMNS)
    if state is was:
        return []
    if State.CLEARED in (was, state):
        tell_outbox(draft, at=at)
    if state is State.IN_REVIEW:
        ask_reviewers(case, at=at)
    return _cleared(case, by, at) if state is State.CLEARED else []


def ask_reviewers(case: Case, *, at: datetime, kind: str = "review-asked") -> None:
    """Tell those who can bring what a draft lacks that it waits for them."""
    lacks = missing(case.facts)
    roles = set(lacks.roles)
    if lacks.blocked:
        roles |= case.facts.demand.exceptions
    if lacks.approvers:
        # Any reviewer can bring that.
        roles = set()
    asked = [
        member
        for member in reviewers_of(case.draft.workspace_id, roles, at=at)
        if case.facts.own_approval or str(member.pk) not in case.facts.authors
    ]
    tell_all(asked, told_of(case.draft, kind), at=at)


def told_of(draft: Draft, kind: str) -> Told:
    """Return a notice that leads to a draft's page for reviewers."""
    return Told(kind, {}, f"/w/{draft.workspace.slug}/queue/{draft.pk}/")


def demand_act(case: Case) -> dict[str, Any]:
    """Return what is demanded, for the log."""
    demand = case.facts.demand
    return {
        "roles": sorted(demand.roles),
        "approvers": demand.approvers,
        "blocked": sorted(demand.blocked),
    }


def _cleared(case: Case, by: Member | None, at: datetime) -> list[Fact]:
    draft = case.draft
    if by is None or draft.author_id != by.pk:
        told = told_of(draft, "draft-cleared")
        tell(draft.author, told.kind, {}, told.path, at=at)
    act = {"version": case.version.number, "seal": case.facts.seal}
    fact = Fact("draft.cleared", f"draft/{draft.pk}", at, act | demand_act(case))
    return [fact, *note_cleared(draft, case.now.policy.reviews, at=at)]
