"""Channels: accounts on networks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils import timezone
from ninja import Query, Router, Status

from durf_server.api.app import changes
from durf_server.api.auth import Scope, member
from durf_server.api.paging import Asked, page_of
from durf_server.api.schemas import ChannelIn, ChannelOut, ChannelsOut
from durf_server.channels.access import channel_for
from durf_server.channels.managing import close_channel, open_channel
from durf_server.people.roles import May

if TYPE_CHECKING:
    from django.http import HttpRequest

router = Router(tags=["channels"])


@router.get(
    "", response=ChannelsOut, auth=Scope("drafts:read"), summary="List channels"
)
def list_channels(request: HttpRequest, asked: Query[Asked]) -> dict[str, Any]:
    """List the open channels of the workspace, by name."""
    rows = member(request).workspace.channels.filter(closed_at__isnull=True)
    items, following = page_of(rows, "name", "id", asked=asked)
    return {"items": items, "next": following}


@router.post(
    "",
    response={201: ChannelOut},
    auth=Scope("channels:write"),
    summary="Open a channel",
)
@changes
def begin(request: HttpRequest, channel: ChannelIn) -> Status[Any]:
    """Open a channel on a network."""
    opened = open_channel(
        member(request),
        channel.network,
        channel.name,
        handle=channel.handle,
        settings=channel.settings,
        at=timezone.now(),
    )
    return Status(201, opened)


@router.delete(
    "{number}",
    response={204: None},
    auth=Scope("channels:write"),
    summary="Close a channel",
)
@changes
def close(request: HttpRequest, number: UUID) -> Status[Any]:
    """Close a channel; what was planned and sent stays readable."""
    who = member(request)
    close_channel(
        channel_for(who, number, to=May.MANAGE_CHANNELS), who, at=timezone.now()
    )
    return Status(204, None)
