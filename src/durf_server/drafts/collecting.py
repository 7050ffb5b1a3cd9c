"""Campaigns, and templates to start from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from durf_server.drafts.content import Content
from durf_server.drafts.models import Campaign, Template
from durf_server.errors import BadInput
from durf_server.people.access import require
from durf_server.people.roles import May
from durf_server.records.append import Fact, append

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from durf_server.drafts.models import Draft
    from durf_server.people.models import Member

MOST = 500


@transaction.atomic
def begin_campaign(
    member: Member, name: str, tracking: Mapping[str, str], *, at: datetime
) -> Campaign:
    """Begin a campaign, with what the links of its posts are to carry.

    Raises:
        BadInput: another has the name, or the tracking cannot be taken.
    """
    require(member, May.WRITE)
    settled = {key: value.strip() for key, value in tracking.items() if value.strip()}
    # Read as a content would read it, so that no draft fails over it later.
    Content.from_json({"tracking": settled or None})
    campaign = Campaign(workspace=member.workspace, name=_name(name), tracking=settled)
    _save(campaign, member)
    append(member.workspace, _fact("campaign.begun", "campaign", campaign, member, at))
    return campaign


@transaction.atomic
def keep_template(draft: Draft, member: Member, name: str, *, at: datetime) -> Template:
    """Keep what a draft says as a template, without its times.

    Raises:
        BadInput: another has the name.
    """
    require(member, May.WRITE)
    values = dict(draft.versions.get(number=draft.version).content)
    for timed in ("planned_at", "until"):
        values.pop(timed, None)
    template = Template(workspace=member.workspace, name=_name(name), content=values)
    _save(template, member)
    append(member.workspace, _fact("template.kept", "template", template, member, at))
    return template


@transaction.atomic
def close(one: Campaign | Template, member: Member, *, at: datetime) -> None:
    """Offer a campaign or a template no more; drafts that have it keep it."""
    require(member, May.WRITE)
    if one.closed_at is None:
        one.closed_at = at
        one.save(update_fields=["closed_at"])
        noun = "campaign" if isinstance(one, Campaign) else "template"
        append(member.workspace, _fact(f"{noun}.closed", noun, one, member, at))


def _name(name: str) -> str:
    name = name.strip()
    if not name or len(name) > 100:
        raise BadInput(field="name", reason="it is empty or too long")
    return name


def _save(one: Campaign | Template, member: Member) -> None:
    if type(one).objects.filter(workspace=member.workspace).count() >= MOST:
        raise BadInput(field="name", reason="there are too many already")
    try:
        with transaction.atomic():
            one.save(force_insert=True)
    except IntegrityError:
        raise BadInput(field="name", reason="another one has it") from None


def _fact(
    kind: str, noun: str, one: Campaign | Template, member: Member, at: datetime
) -> Fact:
    return Fact(
        kind=kind,
        subject=f"{noun}/{one.pk}",
        at=at,
        act={"by": str(member.pk)},
        personal={member.person_id: {"name": str(member.person), noun: one.name}},
    )
