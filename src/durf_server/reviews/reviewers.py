"""Who may decide on drafts: reviewers, and whoever stands in for one who is away."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from durf_server.people.models import Absence, Member
from durf_server.people.roles import May
from durf_server.reviews.machine import Actor

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from uuid import UUID


@dataclass(frozen=True, slots=True)
class Rights:
    """What a member may decide, and for whom.

    Attributes:
        actor: as the state machine asks for it.
        instead_of: for each role whom they stand in for; None for themselves.
    """

    actor: Actor
    instead_of: dict[str, Member | None] = field(default_factory=dict)


def rights_of(member: Member, *, at: datetime) -> Rights:
    """Return what a member may decide at a time; a deputy's deputy decides nothing."""
    instead_of: dict[str, Member | None] = {}
    for absent in _absent(member, at):
        if absent.may(May.REVIEW):
            instead_of |= dict.fromkeys(["", *absent.titles], absent)
    if member.may(May.REVIEW):
        instead_of |= dict.fromkeys(["", *member.titles])
    actor = Actor(
        member=str(member.pk),
        writes=member.may(May.WRITE),
        reviews=bool(instead_of) and member.left_at is None,
        titles=frozenset(instead_of) - {""},
        rules=member.may(May.ADMINISTER),
    )
    return Rights(actor, instead_of)


def reviewers_of(
    workspace_id: UUID, roles: Collection[str], *, at: datetime
) -> list[Member]:
    """Return who can be asked: who holds one of the roles, and their deputies.

    Args:
        workspace_id: of the draft.
        roles: of the policy; without one, any reviewer.
        at: when.
    """
    members = Member.objects.filter(workspace_id=workspace_id, left_at__isnull=True)
    wanted = [
        member
        for member in members
        if member.may(May.REVIEW) and (not roles or set(roles) & set(member.titles))
    ]
    away = Absence.objects.filter(
        member__in=wanted, starts_at__lte=at, ends_at__gt=at, deputy__left_at=None
    ).select_related("deputy")
    asked = {member.pk: member for member in wanted}
    for absence in away:
        asked.pop(absence.member_id, None)
    return list((asked | {one.deputy_id: one.deputy for one in away}).values())


def _absent(member: Member, at: datetime) -> list[Member]:
    away = Absence.objects.filter(
        deputy_id=member.pk, starts_at__lte=at, ends_at__gt=at
    ).select_related("member")
    return [absence.member for absence in away]
