"""Drafts: written, saved, sent to review, decided on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from django.utils import timezone
from ninja import Query, Router, Status

from durf_server.api.app import changes
from durf_server.api.auth import Scope, member
from durf_server.api.paging import MOST, Asked, page_of
from durf_server.api.schemas import (
    DecisionIn,
    DraftIn,
    DraftsOut,
    DraftWhole,
    ExemptionIn,
    SaveIn,
    SubmitIn,
    VersionsOut,
)
from durf_server.drafts.access import draft_for
from durf_server.drafts.content import Content
from durf_server.drafts.models import Campaign, Draft, Template
from durf_server.drafts.saving import save, start
from durf_server.drafts.states import State
from durf_server.errors import BadInput
from durf_server.reviews import desk
from durf_server.reviews.case import open_case
from durf_server.reviews.machine import missing

if TYPE_CHECKING:
    from django.http import HttpRequest

    from durf_server.people.models import Member
    from durf_server.reviews.models import Review

M = TypeVar("M", Campaign, Template)
router = Router(tags=["drafts"])
_READ, _WRITE = Scope("drafts:read"), Scope("drafts:write")
_REVIEW = Scope("reviews:write")


@router.get("", response=DraftsOut, auth=_READ, summary="List drafts")
def list_drafts(
    request: HttpRequest, asked: Query[Asked], state: State | None = None
) -> dict[str, Any]:
    """List the drafts of the workspace, those that changed last first."""
    rows = Draft.objects.filter(workspace_id=member(request).workspace_id)
    if state is not None:
        rows = rows.filter(state=state)
    items, following = page_of(rows, "-changed_at", "-id", asked=asked)
    return {"items": items, "next": following}


@router.post("", response={201: DraftWhole}, auth=_WRITE, summary="Begin a draft")
@changes
def begin(request: HttpRequest, draft: DraftIn) -> Status[Any]:
    """Begin a draft; it is judged when it is sent to review."""
    who = member(request)
    begun = start(
        who,
        Content.from_json(draft.content),
        note=draft.note,
        template=_own(Template, who, draft.template, "template"),
        campaign=_own(Campaign, who, draft.campaign, "campaign"),
        origin="api",
        at=timezone.now(),
    )
    return Status(201, _whole(begun))


@router.get("{number}", response=DraftWhole, auth=_READ, summary="Read a draft")
def read(request: HttpRequest, number: UUID) -> dict[str, Any]:
    """Read a draft with its verdict, its seal, and what it waits for."""
    return _whole(draft_for(member(request), number))


@router.put("{number}", response=DraftWhole, auth=_WRITE, summary="Save a draft")
@changes
def write(request: HttpRequest, number: UUID, saved: SaveIn) -> dict[str, Any]:
    """Save what a draft says; approvals of what it said before are void."""
    who = member(request)
    draft = draft_for(who, number)
    save(
        draft,
        who,
        Content.from_json(saved.content),
        base=saved.base,
        note=saved.note,
        at=timezone.now(),
    )
    return _whole(draft_for(who, number))


@router.get(
    "{number}/versions", response=VersionsOut, auth=_READ, summary="List its versions"
)
def versions(request: HttpRequest, number: UUID, asked: Query[Asked]) -> dict[str, Any]:
    """List all that a draft ever said, the newest first."""
    draft = draft_for(member(request), number)
    items, following = page_of(draft.versions.all(), "-number", asked=asked)
    return {"items": items, "next": following}


@router.post(
    "{number}/submit", response=DraftWhole, auth=_WRITE, summary="Send it to review"
)
@changes
def submit(request: HttpRequest, number: UUID, seen: SubmitIn) -> dict[str, Any]:
    """Send a draft to review; if nobody is needed, it is cleared at once."""
    who = member(request)
    desk.submit(draft_for(who, number), who, base=seen.base, at=timezone.now())
    return _whole(draft_for(who, number))


@router.post(
    "{number}/reviews", response=DraftWhole, auth=_REVIEW, summary="Decide on it"
)
@changes
def decide(request: HttpRequest, number: UUID, said: DecisionIn) -> dict[str, Any]:
    """Approve, ask for changes or refuse; an approval names the seal that was seen."""
    who, at = member(request), timezone.now()
    draft = draft_for(who, number)
    if said.decision == "approve":
        desk.approve(draft, who, said.role, seal=said.seal, at=at)
    elif said.decision == "ask":
        desk.ask_changes(draft, who, said.reason, at=at)
    else:
        desk.refuse(draft, who, said.reason, at=at)
    return _whole(draft_for(who, number))


@router.post(
    "{number}/exemptions",
    response=DraftWhole,
    auth=_REVIEW,
    summary="Allow it this once",
)
@changes
def exempt(request: HttpRequest, number: UUID, asked: ExemptionIn) -> dict[str, Any]:
    """Set a rule aside for this draft, if the policy gives the role that right."""
    who = member(request)
    desk.exempt(
        draft_for(who, number),
        who,
        asked.rule,
        asked.role,
        asked.reason,
        seal=asked.seal,
        at=timezone.now(),
    )
    return _whole(draft_for(who, number))


@router.post(
    "{number}/withdraw", response=DraftWhole, auth=_WRITE, summary="Take it back"
)
@changes
def withdraw(request: HttpRequest, number: UUID) -> dict[str, Any]:
    """Take a draft back for good; its versions stay readable."""
    who = member(request)
    desk.withdraw(draft_for(who, number), who, at=timezone.now())
    return _whole(draft_for(who, number))


def _whole(draft: Draft) -> dict[str, Any]:
    """Return a draft with all that decides about it."""
    case = open_case(draft.pk, lock=False)
    lacks = missing(case.facts)
    verdict = None
    if case.judgement is not None:
        found = [
            {**one, "to": channel}
            for channel, findings in case.judgement.verdicts.items()
            for one in findings
        ]
        verdict = {
            "action": case.judgement.action,
            "policy": case.judgement.policy.version,
            "findings": found,
        }
    waits_for = [
        *sorted(lacks.roles),
        *["reviewer"] * lacks.approvers,
        *(f"exemption:{rule}" for rule in sorted(lacks.blocked)),
    ]
    reviews = case.draft.reviews.all()[:MOST]
    return {
        **{name: getattr(case.draft, name) for name in _COLUMNS},
        "content": case.version.content,
        "note": case.version.note,
        "verdict": verdict,
        "seal": case.facts.seal,
        "waits_for": waits_for if draft.submitted_version else [],
        "reviews": [_said(review, case.facts.seal) for review in reviews],
    }


_COLUMNS = (
    "id",
    "state",
    "version",
    "title",
    "action",
    "author_id",
    "planned_at",
    "made_at",
    "changed_at",
)


def _said(review: Review, seal: str) -> dict[str, Any]:
    return {
        "id": review.pk,
        "member_id": review.member_id,
        "role": review.role,
        "decision": review.decision,
        "reason": review.reason,
        "seal": review.seal,
        "counts": bool(review.stands_for) and review.stands_for == seal,
        "at": review.at,
    }


def _own(model: type[M], who: Member, number: UUID | None, field: str) -> M | None:
    """Return what a field names, of the member's own workspace."""
    if number is None:
        return None
    found = model._default_manager.filter(
        workspace_id=who.workspace_id, id=number, closed_at__isnull=True
    ).first()
    if found is None:
        raise BadInput(field=field, reason="there is none with this number")
    return found
