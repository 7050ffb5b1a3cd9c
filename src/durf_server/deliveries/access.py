"""The gate of deliveries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from durf_server.deliveries.models import Delivery
from durf_server.errors import NotThere
from durf_server.people.access import require

if TYPE_CHECKING:
    from uuid import UUID

    from durf_server.people.models import Member
    from durf_server.people.roles import May


def delivery_for(member: Member, number: UUID, to: May | None = None) -> Delivery:
    """Return a delivery of the member's workspace.

    Raises:
        NotThere: the workspace has no such delivery.
        NotAllowed: they may not do this.
    """
    found = (
        Delivery.objects.select_related("channel", "draft")
        .filter(workspace_id=member.workspace_id, id=number)
        .first()
    )
    if found is None:
        raise NotThere(what="delivery")
    require(member, to)
    return found
