"""Judge again what waits or is cleared, when a policy or a vault comes into force."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from django.db import transaction

from durf_server.drafts.content import Content
from durf_server.drafts.judging import judged
from durf_server.drafts.models import Draft
from durf_server.drafts.states import State
from durf_server.notices.telling import tell_all
from durf_server.people.models import Member
from durf_server.policies.in_force import in_force
from durf_server.records.append import Fact, append
from durf_server.reviews.case import case_of, is_same, open_case
from durf_server.reviews.machine import Exempted, Facts, Given, state_of
from durf_server.reviews.models import Exemption, Hold, Review, Sweep
from durf_server.reviews.settling import settle, told_of

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from durf_server.people.models import Workspace
    from durf_server.policies.in_force import InForce
    from durf_server.reviews.case import Case

T = TypeVar("T", Given, Exempted)
# What somebody was or is asked for, or what could be sent.
ALIVE = (State.IN_REVIEW, State.HELD, State.CLEARED)
# So many at once: more would keep the log from others for too long.
_BATCH = 25


def judge_again(workspace: Workspace, *, at: datetime) -> int:
    """Judge every draft that waits or is cleared by what is in force now.

    What is said of a draft is the same: its approvals count on.  It is another: the
    draft is held, its approvals are void, and people are told.

    Returns:
        How many drafts were judged; those that were up to date are not.
    """
    now = in_force(workspace, fresh=True)
    count, last = 0, None
    while batch := _next_batch(workspace, last):
        count += _judge_batch(batch, now, at)
        last = batch[-1]
    _note_sweep(workspace, now, at)
    return count


def sweep(workspace: Workspace, *, at: datetime) -> bool:
    """Judge again if something else is in force than at the last sweep.

    The first sweep after a change is followed by another: somebody may have been
    at work with what was in force before.
    """
    now = in_force(workspace, fresh=True)
    known = Sweep.objects.filter(workspace=workspace).first()
    is_same_force = known is not None and (
        known.policy_id,
        known.vault_state,
    ) == (now.id, now.vault_state)
    if known is not None and is_same_force and known.is_sure:
        return False
    judge_again(workspace, at=at)
    return True


@transaction.atomic
def judge_draft_again(number: UUID, *, at: datetime) -> State:
    """Judge one draft that is alive by what is in force now, and settle it."""
    case = open_case(number)
    if case.draft.state in ALIVE:
        rejudge(case, at=at)
    return State(case.draft.state)


def rejudge(case: Case, *, at: datetime) -> None:
    """Judge a held case again: carry its approvals over, or hold it."""
    spoken = judged(
        Content.from_json(case.version.content), case.draft.author, case.now, at=at
    )
    before, old_seal = case.judgement, case.facts.seal
    if before is not None and is_same(before, spoken):
        _carry_over(case, old_seal, at)
        return
    _hold(case, at)


def _carry_over(case: Case, old_seal: str, at: datetime) -> None:
    """Let approvals count for the new seal, each with a fact in the log."""
    draft = case.draft
    case.judge(at=at)
    new_seal, facts = case.facts.seal, []
    carried = [] if new_seal == old_seal else _reseal(draft, old_seal, new_seal)
    if carried:
        case.facts = _resealed(case.facts, old_seal, new_seal)
        act = {"from": old_seal, "to": new_seal, "decisions": carried}
        facts.append(Fact("approval.carried", f"draft/{draft.pk}", at, act))
    append(draft.workspace, *facts, *settle(case, at=at))


def _resealed(facts: Facts, old_seal: str, new_seal: str) -> Facts:
    def counting(one: T) -> T:
        return replace(one, stands_for=new_seal) if one.stands_for == old_seal else one

    return replace(
        facts,
        given=tuple(map(counting, facts.given)),
        exempted=tuple(map(counting, facts.exempted)),
    )


def _reseal(draft: Draft, old_seal: str, new_seal: str) -> list[str]:
    """Change what decisions stand for; return their numbers."""
    numbers = []
    for model in (Review, Exemption):
        rows = model.objects.filter(draft_id=draft.pk, stands_for=old_seal)
        numbers += [str(key) for key in rows.values_list("pk", flat=True)]
        rows.update(stands_for=new_seal)
    return sorted(numbers)


def _hold(case: Case, at: datetime) -> None:
    draft, before = case.draft, case.judgement
    Hold.objects.create(draft=draft, before=before, at=at)
    _tell_held(case, at)
    # Void for good: should the same be said again one day, the seal is the same too.
    for model in (Review, Exemption):
        model.objects.filter(draft_id=draft.pk).update(stands_for="")
    case.facts = replace(case.facts, held=True, given=_voided(case), exempted=())
    case.judge(at=at)
    settle(case, at=at)
    assert case.judgement is not None
    act = {
        "version": case.version.number,
        "before": "" if before is None else before.digest,
        "now": case.judgement.digest,
        "seal": case.facts.seal,
    }
    append(draft.workspace, Fact("draft.held", f"draft/{draft.pk}", at, act))


def _voided(case: Case) -> tuple[Given, ...]:
    return tuple(replace(one, stands_for="") for one in case.facts.given)


def _tell_held(case: Case, at: datetime) -> None:
    """Tell the author and whoever had said yes."""
    draft = case.draft
    approved = {one.members[0] for one in case.facts.given}
    members = Member.objects.filter(pk__in=approved | {str(draft.author_id)})
    tell_all(list(members), told_of(draft, "draft-held"), at=at)


def _next_batch(workspace: Workspace, last: UUID | None) -> list[UUID]:
    rows = Draft.objects.filter(workspace=workspace, state__in=ALIVE).order_by("pk")
    if last is not None:
        rows = rows.filter(pk__gt=last)
    return list(rows.values_list("pk", flat=True)[:_BATCH])


@transaction.atomic
def _judge_batch(numbers: list[UUID], now: InForce, at: datetime) -> int:
    """Judge some drafts; all are locked before the first writes into the log."""
    drafts = list(
        Draft.objects.select_related("author__person", "workspace", "template")
        .select_for_update(of=("self",))
        .filter(pk__in=numbers, state__in=ALIVE)
        .order_by("pk")
    )
    count = 0
    for draft in drafts:
        case = case_of(draft, now)
        if case.is_outdated:
            rejudge(case, at=at)
            count += 1
        elif state_of(case.facts) != draft.state:
            # What a class earned or lost, or what the workspace now asks for.
            append(draft.workspace, *settle(case, at=at))
    return count


def _note_sweep(workspace: Workspace, now: InForce, at: datetime) -> None:
    known = Sweep.objects.filter(workspace=workspace).first()
    is_sure = known is not None and (
        (known.policy_id, known.vault_state) == (now.id, now.vault_state)
    )
    Sweep.objects.update_or_create(
        workspace=workspace,
        defaults={
            "policy_id": now.id,
            "vault_state": now.vault_state,
            "at": at,
            "is_sure": is_sure,
        },
    )
