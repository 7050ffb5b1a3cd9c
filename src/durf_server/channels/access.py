"""The gate of channels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from durf_server.channels.models import Channel
from durf_server.errors import NotThere
from durf_server.people.access import require

if TYPE_CHECKING:
    from uuid import UUID

    from durf_server.people.models import Member
    from durf_server.people.roles import May


def channel_for(member: Member, number: UUID, to: May | None = None) -> Channel:
    """Return a channel of the member's workspace.

    Raises:
        NotThere: the workspace has no such channel.
        NotAllowed: they may not do this.
    """
    channel = Channel.objects.filter(
        workspace_id=member.workspace_id, id=number
    ).first()
    if channel is None:
        raise NotThere(what="channel")
    require(member, to)
    return channel
