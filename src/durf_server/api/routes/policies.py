"""Versions of the policy: read, proposed, decided on, confirmed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from django.db import transaction
from django.utils import timezone
from ninja import Path, PathEx, Query, Router, Status

from durf_server.api.app import changes
from durf_server.api.auth import Scope, member
from durf_server.api.paging import Asked, page_of
from durf_server.api.schemas import (
    PoliciesOut,
    PolicyDecisionIn,
    PolicyIn,
    PolicyOut,
    PolicyWhole,
)
from durf_server.people.access import require
from durf_server.people.roles import May
from durf_server.policies.access import version_for
from durf_server.policies.confirming import confirm
from durf_server.policies.deciding import approve, propose, refuse
from durf_server.policies.editing import start_version
from durf_server.policies.in_force import in_force

if TYPE_CHECKING:
    from django.http import HttpRequest

    from durf_server.policies.models import PolicyVersion

router = Router(tags=["policy"])
_READ, _WRITE = Scope("policies:read"), Scope("policies:write")
Number = Annotated[int, PathEx(ge=1, le=2**31 - 1)]


@router.get("", response=PoliciesOut, auth=_READ, summary="List versions")
def list_versions(request: HttpRequest, asked: Query[Asked]) -> dict[str, Any]:
    """List the versions of the policy, the newest first."""
    rows = member(request).workspace.policy_versions.defer("text", "backtest")
    items, following = page_of(rows, "-number", asked=asked)
    return {"items": items, "next": following}


@router.get(
    "in-force", response=PolicyWhole, auth=_READ, summary="Read what is in force"
)
def read_in_force(request: HttpRequest) -> PolicyVersion:
    """Read the version that drafts are judged by now."""
    who = member(request)
    return version_for(who, in_force(who.workspace).number)


@router.get("{number}", response=PolicyWhole, auth=_READ, summary="Read a version")
def read(request: HttpRequest, number: Path[Number]) -> PolicyVersion:
    """Read one version with its text."""
    return version_for(member(request), number)


@router.post("", response={201: PolicyOut}, auth=_WRITE, summary="Propose a version")
@changes
def begin(request: HttpRequest, policy: PolicyIn) -> Status[Any]:
    """Propose a new version; its examples must hold."""
    who, at = member(request), timezone.now()
    require(who, May.OWN_POLICY)
    with transaction.atomic():
        # A text that does not hold leaves no version behind.
        version = start_version(who, policy.text, note=policy.note, at=at)
        proposed = propose(version, who, note=policy.note, at=at)
    return Status(201, proposed)


@router.post(
    "{number}/decision", response=PolicyOut, auth=_WRITE, summary="Decide on it"
)
@changes
def decide(
    request: HttpRequest, number: Path[Number], said: PolicyDecisionIn
) -> PolicyVersion:
    """Approve or refuse a version that somebody else proposed."""
    who, at = member(request), timezone.now()
    version = version_for(who, number, to=May.OWN_POLICY)
    if said.decision == "refuse":
        return refuse(version, who, note=said.note, at=at)
    return approve(version, who, note=said.note, from_day=said.in_force_from, at=at)


@router.post(
    "{number}/confirmation",
    response={204: None},
    auth=_READ,
    summary="Confirm that you have read it",
)
@changes
def confirm_read(request: HttpRequest, number: Path[Number]) -> Status[Any]:
    """Note that the token's member has read a version."""
    who = member(request)
    confirm(version_for(who, number), who, at=timezone.now())
    return Status(204, None)
