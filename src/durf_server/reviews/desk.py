"""What people do with drafts at the desk: each act whole, held, and on the record."""

from __future__ import annotations

from dataclasses import replace
from functools import update_wrapper
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from django.db import transaction

from durf_server.drafts.content import Content
from durf_server.drafts.states import State
from durf_server.errors import Conflict, NotAllowed, NotNow
from durf_server.notices.telling import tell, tell_all
from durf_server.people.models import Member
from durf_server.people.roles import May
from durf_server.records.append import Fact, append
from durf_server.reviews.case import exempted_of, given_of, open_case
from durf_server.reviews.decisions import Decision
from durf_server.reviews.machine import (
    Act,
    has_said_yes,
    is_wanted,
    may,
    missing,
    state_of,
)
from durf_server.reviews.models import Exemption, Hold, Review
from durf_server.reviews.rejudging import ALIVE, judge_draft_again
from durf_server.reviews.requiring import (
    require_act,
    require_reason,
    require_seal,
    require_second,
    require_state,
    stood_in_for,
)
from durf_server.reviews.reviewers import rights_of
from durf_server.reviews.settling import demand_act, settle, told_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from uuid import UUID

    from durf_server.drafts.models import Draft
    from durf_server.reviews.case import Case

P = ParamSpec("P")
R = TypeVar("R")


class _Outdated(Exception):
    """What is in force is not what the draft was judged by."""


def _at_desk(
    act: Callable[Concatenate[Case, P], R],
) -> Callable[Concatenate[Draft, P], R]:
    """Open the case in a transaction of its own; judge it again first if need be."""

    def run(draft: Draft, /, *args: P.args, **named: P.kwargs) -> R:
        at: Any = named["at"]
        for _ in range(3):
            try:
                with transaction.atomic():
                    case = open_case(draft.pk)
                    if case.draft.state in ALIVE and case.is_outdated:
                        raise _Outdated
                    return act(case, *args, **named)
            except _Outdated:
                # Kept even if the act is refused then: the hold must stand.
                judge_draft_again(draft.pk, at=at)
        raise NotNow(reason="the policy is changing", mend="try again in a moment")

    update_wrapper(run, act)
    return run


@_at_desk
def submit(case: Case, member: Member, *, base: int, at: datetime) -> State:
    """Send a draft to review; without need of one, it is cleared at once.

    Args:
        case: the draft.
        member: who writes.
        base: the number of the version that they saw.
        at: now.

    Raises:
        Conflict: somebody saved another version meanwhile.
        NotNow: it was sent already, says nothing, or is forbidden for everybody.
        NotAllowed: the member does not write.
    """
    draft = case.draft
    if draft.version != base:
        raise Conflict(newest=draft.version)
    require_state(case, State.WRITING)
    actor = rights_of(member, at=at).actor
    if not actor.writes:
        raise NotAllowed(reason="your roles do not include it")
    content = Content.from_json(case.version.content)
    if content.is_empty:
        raise NotNow(reason="the draft is empty", mend="write something first")
    if content.until is not None and content.until <= at:
        raise NotNow(reason="its time has passed", mend="plan it anew")
    judgement = case.judge(at=at)
    if case.facts.demand.is_hopeless:
        raise NotNow(reason="the policy forbids it", mend="mend what it found")
    draft.submitted_version, draft.submitted_at = draft.version, at
    case.facts = replace(case.facts, submitted=draft.version)
    return _settled(
        case,
        member,
        Fact(
            "review.submitted",
            _subject(case),
            at,
            _act(case, member, verdict=judgement.digest, content=case.version.digest)
            | demand_act(case),
            _said(member),
        ),
    )


@_at_desk
def approve(
    case: Case, member: Member, role: str, *, seal: str, at: datetime
) -> Review:
    """Say yes to exactly what a seal binds.

    Args:
        case: the draft.
        member: who decides, for themselves or for somebody who is away.
        role: of the policy, in which they decide; empty for any reviewer.
        seal: of what they saw.
        at: now.

    Raises:
        Conflict: it is not what they saw any more.
        NotNow: it does not wait for this.
        NotAllowed: they may not decide in this role, or wrote it themselves.
    """
    rights = rights_of(member, at=at)
    instead_of = stood_in_for(rights, role)
    require_seal(case, seal)
    earlier = _earlier(case, member, role)
    if earlier is not None:
        return earlier
    require_state(case, State.IN_REVIEW)
    require_second(case, member, instead_of)
    if not is_wanted(case.facts, rights.actor.member, role):
        raise NotNow(reason="it does not need this", mend="look what it needs")
    review = _review(
        case, member, Decision.APPROVE, role=role, instead_of=instead_of, at=at
    )
    _decided(case, review, at)
    return review


@_at_desk
def ask_changes(case: Case, member: Member, reason: str, *, at: datetime) -> Review:
    """Ask the author to change a draft, and say what.

    Raises:
        BadInput: no reason is given.
        NotNow: the draft does not wait, and is not cleared.
    """
    return _say_no(case, member, Decision.ASK, reason, at)


@_at_desk
def refuse(case: Case, member: Member, reason: str, *, at: datetime) -> Review:
    """Refuse a draft for good, and say why.

    Raises:
        BadInput: no reason is given.
        NotNow: the draft does not wait, and is not cleared.
    """
    return _say_no(case, member, Decision.REFUSE, reason, at)


@_at_desk
def exempt(  # noqa: PLR0913 an exemption names all that it is for
    case: Case,
    member: Member,
    rule: str,
    role: str,
    reason: str,
    *,
    seal: str,
    at: datetime,
) -> Exemption:
    """Set a rule that forbids the draft aside, for this once.

    Args:
        case: the draft.
        member: who decides.
        rule: that forbids it.
        role: in which they decide; the policy must name it for exceptions.
        reason: why, for the record.
        seal: of what they saw.
        at: now.

    Raises:
        BadInput: no reason is given.
        Conflict: it is not what they saw any more.
        NotNow: this rule does not forbid it, or it does not wait.
        NotAllowed: the policy does not let them, or they wrote it themselves.
    """
    require_reason(reason)
    instead_of = stood_in_for(rights_of(member, at=at), role)
    if role not in case.facts.demand.exceptions:
        raise NotAllowed(reason="the policy lets other roles make exceptions")
    require_seal(case, seal)
    require_state(case, State.IN_REVIEW)
    require_second(case, member, instead_of)
    if rule not in missing(case.facts).blocked:
        raise NotNow(reason="it does not need this", mend="look what it needs")
    exemption = Exemption.objects.create(
        draft=case.draft,
        version=case.version,
        rule=rule,
        role=role,
        member=member,
        instead_of=instead_of,
        reason=reason,
        seal=seal,
        stands_for=seal,
        at=at,
    )
    case.facts = replace(
        case.facts, exempted=(*case.facts.exempted, exempted_of(exemption))
    )
    owners = [
        one
        for one in Member.objects.filter(workspace_id=case.draft.workspace_id)
        if one.may(May.OWN_POLICY)
    ]
    tell_all(owners, told_of(case.draft, "exemption-given"), at=at)
    act = _act(case, member, rule=rule, role=role, exemption=str(exemption.pk))
    _settled(
        case,
        member,
        Fact("exemption.given", _subject(case), at, act, _said(member, reason)),
    )
    return exemption


@_at_desk
def release(case: Case, member: Member, *, seal: str, at: datetime) -> State:
    """Let a held draft go on its way again, as it is judged now.

    Raises:
        Conflict: it is not what they saw any more.
        NotNow: it is not held.
        NotAllowed: they neither wrote it nor review.
    """
    require_state(case, State.HELD)
    require_act(case, rights_of(member, at=at).actor, Act.RELEASE)
    require_seal(case, seal)
    Hold.objects.filter(draft=case.draft, released_at__isnull=True).update(
        released_at=at, released_by=member
    )
    case.facts = replace(case.facts, held=False)
    act = _act(case, member) | demand_act(case)
    return _settled(
        case, member, Fact("draft.released", _subject(case), at, act, _said(member))
    )


@_at_desk
def withdraw(case: Case, member: Member, *, at: datetime) -> State:
    """Take a draft back for good.

    Raises:
        NotNow: it was refused or withdrawn before.
        NotAllowed: they neither wrote it nor administer the workspace.
    """
    if state_of(case.facts) in {State.REFUSED, State.WITHDRAWN}:
        raise NotNow(reason="the draft is closed", mend="make a copy and write there")
    require_act(case, rights_of(member, at=at).actor, Act.WITHDRAW)
    case.facts = replace(case.facts, withdrawn=True)
    act = _act(case, member)
    return _settled(
        case, member, Fact("draft.withdrawn", _subject(case), at, act, _said(member))
    )


def _say_no(
    case: Case, member: Member, decision: Decision, reason: str, at: datetime
) -> Review:
    require_reason(reason)
    rights = rights_of(member, at=at)
    if not rights.actor.reviews:
        raise NotAllowed(reason="your roles do not include it")
    if Act.REFUSE not in may(case.facts, rights.actor):
        raise NotNow(reason="it does not wait for a decision", mend="look at it again")
    instead_of = rights.instead_of[""]
    review = _review(
        case, member, decision, instead_of=instead_of, reason=reason, at=at
    )
    kind = "changes-asked" if decision is Decision.ASK else "draft-refused"
    author = case.draft.author
    tell(author, kind, {}, told_of(case.draft, kind).path, at=at)
    _decided(case, review, at)
    return review


def _review(  # noqa: PLR0913 a row has many columns
    case: Case,
    member: Member,
    decision: Decision,
    *,
    role: str = "",
    instead_of: Member | None,
    reason: str = "",
    at: datetime,
) -> Review:
    seal = case.facts.seal
    return Review.objects.create(
        draft=case.draft,
        version=case.version,
        member=member,
        role=role,
        instead_of=instead_of,
        decision=decision,
        reason=reason,
        seal=seal,
        stands_for=seal if decision is Decision.APPROVE else "",
        at=at,
    )


def _decided(case: Case, review: Review, at: datetime) -> None:
    """Let a review count, and write it into the log."""
    given = given_of(review, case.version.number)
    case.facts = replace(case.facts, given=(*case.facts.given, given))
    kinds = {
        Decision.APPROVE: "review.approved",
        Decision.ASK: "review.changes-asked",
        Decision.REFUSE: "review.refused",
    }
    act = _act(case, review.member, role=review.role, review=str(review.pk))
    if review.instead_of_id is not None:
        act["instead_of"] = str(review.instead_of_id)
    fact = Fact(
        kinds[Decision(review.decision)],
        _subject(case),
        at,
        act,
        _said(review.member, review.reason),
    )
    _settled(case, review.member, fact)


def _settled(case: Case, member: Member, fact: Fact) -> State:
    """Write state and facts down."""
    more = settle(case, by=member, at=fact.at)
    append(case.draft.workspace, fact, *more)
    return State(case.draft.state)


def _earlier(case: Case, member: Member, role: str) -> Review | None:
    """Return the same approval, if it was given already: a button pressed twice."""
    if not has_said_yes(case.facts, str(member.pk), role):
        return None
    return Review.objects.filter(
        version=case.version,
        member=member,
        role=role,
        decision=Decision.APPROVE,
        stands_for=case.facts.seal,
    ).first()


def _subject(case: Case) -> str:
    return f"draft/{case.draft.pk}"


def _act(case: Case, member: Member, **more: str) -> dict[str, Any]:
    return {
        "by": str(member.pk),
        "version": case.version.number,
        "seal": case.facts.seal,
    } | more


def _said(member: Member, reason: str = "") -> dict[UUID, dict[str, str]]:
    """Return what is personal: a name, and words somebody chose."""
    said = {"name": str(member.person)}
    return {member.person_id: said | ({"reason": reason} if reason else {})}
