"""Choose what a bundle is to be about: a draft, a campaign, a person or a period."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q

from durf_server.drafts.models import Campaign, Draft
from durf_server.drafts.store import read
from durf_server.errors import BadInput, NotThere
from durf_server.people.models import Member
from durf_server.policies.models import PolicyVersion
from durf_server.records.append import Fact, append
from durf_server.records.export import Attachments, export
from durf_server.records.models import Entry
from durf_server.records.subjects import person_subject

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet

    from durf_server.people.models import Workspace

_DAY = "%Y-%m-%d"
_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What somebody wants evidence of; exactly one, or a period alone.

    Attributes:
        draft: its number.
        campaign: its number.
        person: their number.
        since: no earlier entries.
        until: those before it.
    """

    draft: UUID | None = None
    campaign: UUID | None = None
    person: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None


def export_chosen(
    workspace: Workspace,
    chosen: Chosen,
    *,
    at: datetime,
    by: Member | None = None,
    only: UUID | None = None,
) -> tuple[str, bytes]:
    """Make a bundle, and note in the log who took it along.

    Args:
        workspace: whose log.
        chosen: what it is to be about.
        at: now.
        by: who asks; nobody for an operator of the server.
        only: show of the parts about people those about this person alone.

    Returns:
        What it is about, and the file.

    Raises:
        NotThere: the workspace has no such thing.
        BadInput: nothing or too much was chosen.
    """
    about, rows = _selected(workspace, chosen)
    if chosen.since is not None:
        rows = rows.filter(at__gte=chosen.since)
    if chosen.until is not None:
        rows = rows.filter(at__lt=chosen.until)

    def attached(digests: set[str]) -> Attachments:
        return _attached(workspace, digests)

    bundle = export(workspace, about, rows, at=at, attached=attached, only=only)
    _note(workspace, about, by, at)
    return about, bundle


def _selected(workspace: Workspace, chosen: Chosen) -> tuple[str, QuerySet[Entry]]:
    rows = Entry.objects.filter(log__workspace=workspace)
    one = [x for x in (chosen.draft, chosen.campaign, chosen.person) if x is not None]
    if len(one) > 1 or not (one or chosen.since or chosen.until):
        raise BadInput(field="export", reason="choose one thing, or a period")
    if chosen.draft is not None:
        _require_there(Draft.objects.filter(workspace=workspace, pk=chosen.draft))
        about = f"draft/{chosen.draft}"
        return about, rows.filter(subject=about)
    if chosen.campaign is not None:
        campaigns = Campaign.objects.filter(workspace=workspace, pk=chosen.campaign)
        _require_there(campaigns)
        drafts = Draft.objects.filter(campaign__in=campaigns).values_list("pk")
        about = f"campaign/{chosen.campaign}"
        subjects = [about, *[f"draft/{number}" for (number,) in drafts]]
        return about, rows.filter(subject__in=subjects)
    if chosen.person is not None:
        _require_there(
            Member.objects.filter(workspace=workspace, person_id=chosen.person)
        )
        about = person_subject(chosen.person)
        named = Q(parts__key__person_id=chosen.person) | Q(subject=about)
        return about, rows.filter(named)
    zone = ZoneInfo(workspace.time_zone)
    first = f"{chosen.since.astimezone(zone):{_DAY}}" if chosen.since else ""
    # The last day that is in it.
    end = chosen.until - _MOMENT if chosen.until else None
    last = f"{end.astimezone(zone):{_DAY}}" if end else ""
    return f"period/{first}..{last}", rows


def _require_there(
    rows: QuerySet[Draft] | QuerySet[Campaign] | QuerySet[Member],
) -> None:
    if not rows.exists():
        raise NotThere(what="subject")


def _attached(workspace: Workspace, digests: set[str]) -> Attachments:
    policies = PolicyVersion.objects.filter(workspace=workspace, digest__in=digests)
    media: dict[str, bytes] = {}
    for row in workspace.media.filter(digest__in=digests):
        with suppress(NotThere):
            media[row.digest] = read(workspace.pk, row.digest)
    return Attachments(
        {policy.digest: policy.text.encode() for policy in policies}, media
    )


@transaction.atomic
def _note(workspace: Workspace, about: str, by: Member | None, at: datetime) -> None:
    act = {"about": about, "by": "operator" if by is None else str(by.pk)}
    personal = {} if by is None else {by.person_id: {"name": str(by.person)}}
    append(workspace, Fact("evidence.exported", about, at, act, personal))
