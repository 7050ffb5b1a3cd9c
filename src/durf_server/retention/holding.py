"""Place and lift legal holds, and ask whether one stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from durf_server.drafts.models import Campaign, Draft
from durf_server.errors import BadInput, NotNow
from durf_server.people.models import Member
from durf_server.records.append import Fact, append
from durf_server.retention.models import LegalHold

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from durf_server.people.models import Workspace

Scope = LegalHold.Scope


@transaction.atomic
def place_hold(
    member: Member,
    scope: LegalHold.Scope,
    subject: UUID | None = None,
    *,
    reason: str,
    at: datetime,
) -> LegalHold:
    """Hold a person's, a draft's or a campaign's records, or all of a workspace.

    Raises:
        BadInput: no reason is given, or the workspace has no such thing.
    """
    if not reason.strip():
        raise BadInput(field="reason", reason="say why")
    if not _is_there(member.workspace_id, scope, subject):
        raise BadInput(field="subject", reason="the workspace has none with it")
    hold = LegalHold.objects.create(
        workspace=member.workspace,
        scope=scope,
        subject_id=subject,
        reason=reason.strip(),
        placed_by=member,
        placed_at=at,
    )
    append(member.workspace, _fact(hold, "hold.placed", member, at))
    return hold


@transaction.atomic
def lift_hold(hold: LegalHold, member: Member, *, at: datetime) -> LegalHold:
    """End a hold.

    Raises:
        NotNow: it was lifted before.
    """
    held = LegalHold.objects.select_for_update().get(pk=hold.pk)
    if held.lifted_at is not None:
        raise NotNow(reason="this hold was lifted", mend="look at it again")
    held.lifted_by, held.lifted_at = member, at
    held.save(update_fields=["lifted_by", "lifted_at"])
    append(member.workspace, _fact(held, "hold.lifted", member, at))
    return held


def standing(workspace_id: UUID | None = None) -> Q:
    """Return what finds the holds that stand."""
    found = Q(lifted_at__isnull=True)
    return found if workspace_id is None else found & Q(workspace_id=workspace_id)


def holds_on_person(person: UUID, workspaces: Iterable[UUID]) -> list[LegalHold]:
    """Return the holds of workspaces that keep a person from being erased there.

    That is one on them, on everything, and on a draft or a campaign that they wrote a
    version for.
    """
    drafts = Draft.objects.filter(versions__made_by__person_id=person)
    numbers = drafts.values("pk")
    campaigns = drafts.filter(campaign__isnull=False).values("campaign_id")
    found = LegalHold.objects.filter(
        standing(),
        Q(scope=Scope.PERSON, subject_id=person)
        | Q(scope=Scope.ALL)
        | Q(scope=Scope.DRAFT, subject_id__in=numbers)
        | Q(scope=Scope.CAMPAIGN, subject_id__in=campaigns),
        workspace_id__in=list(workspaces),
    )
    return list(found.select_related("workspace"))


def held_drafts(workspace: Workspace) -> Q:
    """Return what finds the drafts of a workspace that a hold is on."""
    holds = LegalHold.objects.filter(standing(workspace.pk))
    if holds.filter(scope=Scope.ALL).exists():
        return Q()
    of = {scope: holds.filter(scope=scope).values("subject_id") for scope in Scope}
    return (
        Q(pk__in=of[Scope.DRAFT])
        | Q(campaign_id__in=of[Scope.CAMPAIGN])
        | Q(versions__made_by__person_id__in=of[Scope.PERSON])
        | Q(author__person_id__in=of[Scope.PERSON])
    )


def _is_there(workspace: UUID, scope: LegalHold.Scope, subject: UUID | None) -> bool:
    if subject is None or scope == Scope.ALL:
        return subject is None and scope == Scope.ALL
    if scope == Scope.PERSON:
        return Member.objects.filter(workspace_id=workspace, person_id=subject).exists()
    model = Draft if scope == Scope.DRAFT else Campaign
    return model._default_manager.filter(workspace_id=workspace, pk=subject).exists()


def _fact(hold: LegalHold, kind: str, member: Member, at: datetime) -> Fact:
    subject = "" if hold.subject_id is None else str(hold.subject_id)
    return Fact(
        kind,
        f"hold/{hold.pk}",
        at,
        {"scope": str(hold.scope), "on": subject, "by": str(member.pk)},
        {member.person_id: {"name": str(member.person), "reason": hold.reason}},
    )
