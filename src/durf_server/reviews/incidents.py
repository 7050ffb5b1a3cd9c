"""Something went wrong with a post: its classes lose at once what they earned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from durf_server.drafts.models import Draft
from durf_server.errors import BadInput, NotAllowed
from durf_server.notices.telling import tell_all
from durf_server.people.models import Member
from durf_server.people.roles import May
from durf_server.policies.in_force import in_force
from durf_server.records.append import Fact, append
from durf_server.reviews.models import Incident
from durf_server.reviews.rejudging import judge_again
from durf_server.reviews.settling import told_of
from durf_server.reviews.trust import classes_of, lost_facts, records

if TYPE_CHECKING:
    from datetime import datetime

LONGEST_REASON = 5_000
_REPORTERS = (May.WRITE, May.REVIEW, May.OWN_POLICY, May.ADMINISTER)


def report_incident(
    draft: Draft, member: Member, reason: str, *, at: datetime
) -> Incident:
    """Write down that something went wrong with a post.

    The classes that it is of lose what they earned, at once: drafts that were
    cleared by fewer approvers wait for the others again.

    Raises:
        BadInput: no reason is given.
        NotAllowed: the member only looks.
    """
    if not any(member.may(one) for one in _REPORTERS):
        raise NotAllowed(reason="your roles do not include it")
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise BadInput(field="reason", reason="say why")
    incident = _write(draft, member, reason, at)
    if incident.classes:
        judge_again(draft.workspace, at=at)
    return incident


@transaction.atomic
def _write(draft: Draft, member: Member, reason: str, at: datetime) -> Incident:
    held = (
        Draft.objects.select_related("workspace", "author", "template")
        .select_for_update(of=("self",))
        .get(pk=draft.pk)
    )
    reviews = in_force(held.workspace).policy.reviews
    counts = records(held.workspace_id, reviews)
    names = classes_of(held, reviews)
    incident = Incident.objects.create(
        workspace=held.workspace,
        draft=held,
        classes=names,
        reason=reason,
        member=member,
        at=at,
    )
    owners = [
        one
        for one in Member.objects.filter(workspace=held.workspace)
        if one.may(May.OWN_POLICY)
    ]
    tell_all(owners, told_of(held, "incident-reported"), at=at)
    act = {"by": str(member.pk), "incident": str(incident.pk), "classes": names}
    said = {member.person_id: {"name": str(member.person), "reason": reason}}
    append(
        held.workspace,
        Fact("incident.reported", f"draft/{held.pk}", at, act, said),
        *lost_facts(names, counts, reviews, at=at),
    )
    return incident
