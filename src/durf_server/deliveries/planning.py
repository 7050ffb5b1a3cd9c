"""Plan what a cleared draft brings, and take back what is not cleared any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from durf_server.channels.models import Channel
from durf_server.deliveries.models import Delivery
from durf_server.deliveries.stages import MAY_BE_OUT, Stage
from durf_server.drafts.content import Content
from durf_server.drafts.models import Draft
from durf_server.drafts.states import State
from durf_server.records.append import Fact, append

if TYPE_CHECKING:
    from collections.abc import Container, Iterator
    from datetime import datetime
    from uuid import UUID

# What waits, and of which nothing is out.
_WAITING = (Stage.PLANNED, Stage.HELD)


@transaction.atomic
def plan(number: UUID, speakers: Container[str], *, at: datetime) -> list[Delivery]:
    """Bring the deliveries of a draft in line with what is cleared.

    Args:
        number: of the draft.
        speakers: names of the networks that something can be sent to.
        at: now.

    Returns:
        What is planned for it now that was not before.
    """
    draft = Draft.objects.select_for_update().filter(pk=number).first()
    if draft is None:
        return []
    rows = list(Delivery.objects.select_for_update().filter(draft=draft))
    version = draft.versions.get(number=draft.version)
    is_cleared = draft.state == State.CLEARED
    for row in rows:
        if row.stage in _WAITING and not (is_cleared and row.version == version):
            row.stage, row.next_at, row.trouble = Stage.WITHDRAWN, None, ""
            row.save(update_fields=["stage", "next_at", "trouble"])
    if not is_cleared:
        return []
    content = Content.from_json(version.content)
    planned: list[Delivery] = []
    for channel in _channels(draft, content, speakers):
        own = [row for row in rows if row.channel_id == channel.pk]
        if any(row.stage in MAY_BE_OUT for row in own):
            # A later text of what is out is an edit: somebody asks for that.
            continue
        planned += _thread(draft, content, channel, own, at)
    if planned:
        _record(draft, planned, at)
    return planned


def _channels(
    draft: Draft, content: Content, speakers: Container[str]
) -> Iterator[Channel]:
    found = Channel.objects.filter(
        workspace_id=draft.workspace_id, id__in=content.channels
    )
    for channel in found:
        if channel.is_connected and channel.network in speakers:
            yield channel


def _thread(
    draft: Draft,
    content: Content,
    channel: Channel,
    own: list[Delivery],
    at: datetime,
) -> list[Delivery]:
    version = draft.versions.get(number=draft.version)
    there = {row.place: row for row in own if row.version_id == version.pk}
    due_at = max(content.planned_at or at, at)
    planned: list[Delivery] = []
    before: Delivery | None = None
    for place, _ in enumerate(content.posts_for(str(channel.pk))):
        row = there.get(place) or Delivery(
            workspace_id=draft.workspace_id,
            draft=draft,
            version=version,
            channel=channel,
            place=place,
            made_at=at,
        )
        if row.stage != Stage.PLANNED or row.pk not in {one.pk for one in own}:
            row.stage, row.due_at, row.follows = Stage.PLANNED, due_at, before
            # What follows waits until the post before it is out.
            row.next_at = due_at if before is None else None
            row.attempts = row.looks = 0
            row.trouble = ""
            row.save()
            planned.append(row)
        before = row
    return planned


def _record(draft: Draft, planned: list[Delivery], at: datetime) -> None:
    append(
        draft.workspace,
        Fact(
            kind="delivery.planned",
            subject=f"draft/{draft.pk}",
            at=at,
            act={
                "version": draft.version,
                "deliveries": [str(row.pk) for row in planned],
                "channels": sorted({str(row.channel_id) for row in planned}),
                "due": planned[0].due_at.isoformat(),
            },
        ),
    )
