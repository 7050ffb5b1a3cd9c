"""Staff say that they have read the policy, and a report says who has not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from durf_server.errors import NotNow
from durf_server.people.models import Member
from durf_server.policies.editing import fact_of
from durf_server.policies.models import Confirmation, PolicyVersion
from durf_server.records.append import append

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """What one member confirmed of one version."""

    member: Member
    at: datetime | None
    right: int | None
    asked: int | None


@transaction.atomic
def confirm(
    version: PolicyVersion,
    member: Member,
    *,
    right: int | None = None,
    asked: int | None = None,
    at: datetime,
) -> Confirmation:
    """Note that a member has read a version; the first time is what counts.

    Args:
        version: in force, or approved to come.
        member: who read it.
        right: answers of the quiz that were right, if one was taken.
        asked: questions of the quiz.
        at: when.

    Raises:
        NotNow: nobody needs to read this version any more, or yet.
    """
    if version.state not in {
        PolicyVersion.State.IN_FORCE,
        PolicyVersion.State.APPROVED,
    }:
        raise NotNow(reason="this version is not in force", mend="read the one that is")
    confirmation, is_new = Confirmation.objects.get_or_create(
        version=version,
        member=member,
        defaults={"at": at, "right": right, "asked": asked},
    )
    better = asked is not None and (confirmation.right or -1) < (right or 0)
    if not is_new and better:
        confirmation.right, confirmation.asked = right, asked
        confirmation.save(update_fields=["right", "asked"])
    if is_new or better:
        score = {} if asked is None else {"right": str(right), "asked": str(asked)}
        append(
            version.workspace,
            fact_of(version, "policy.confirmed", member, at, **score),
        )
    return confirmation


def standings(version: PolicyVersion) -> list[Standing]:
    """Return for each member of the workspace whether they confirmed a version.

    Who has not comes first, then the newest confirmations.
    """
    confirmed = {one.member_id: one for one in version.confirmations.all()}
    members = Member.objects.select_related("person").filter(
        workspace_id=version.workspace_id, left_at__isnull=True
    )
    rows = [_standing(member, confirmed.get(member.pk)) for member in members]
    return sorted(
        rows,
        key=lambda row: (
            row.at is not None,
            -(row.at.timestamp() if row.at else 0),
            str(row.member).casefold(),
        ),
    )


def _standing(member: Member, confirmation: Confirmation | None) -> Standing:
    if confirmation is None:
        return Standing(member, None, None, None)
    return Standing(member, confirmation.at, confirmation.right, confirmation.asked)
