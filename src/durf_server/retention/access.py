"""The gates of holds, and of people to be erased."""

from __future__ import annotations

from typing import TYPE_CHECKING

from durf_server.errors import NotThere
from durf_server.people.access import require
from durf_server.people.roles import May
from durf_server.retention.models import LegalHold

if TYPE_CHECKING:
    from uuid import UUID

    from durf_server.people.models import Member


def hold_for(member: Member, number: UUID, to: May = May.ADMINISTER) -> LegalHold:
    """Return a hold of the member's workspace.

    Raises:
        NotAllowed: they may not do this.
        NotThere: there is none with this number.
    """
    require(member, to)
    found = LegalHold.objects.filter(
        workspace_id=member.workspace_id, id=number
    ).first()
    if found is None:
        raise NotThere(what="hold")
    return found
