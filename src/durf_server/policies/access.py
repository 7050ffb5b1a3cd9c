"""The gate of policy versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from durf_server.errors import NotThere
from durf_server.people.access import require
from durf_server.policies.models import PolicyVersion

if TYPE_CHECKING:
    from durf_server.people.models import Member
    from durf_server.people.roles import May


def version_for(member: Member, number: int, to: May | None = None) -> PolicyVersion:
    """Return a version of the policy of the member's workspace.

    Raises:
        NotThere: the workspace has no version with this number.
        NotAllowed: they may not do this.
    """
    version = (
        PolicyVersion.objects.select_related("made_by__person", "decided_by__person")
        .filter(workspace_id=member.workspace_id, number=number)
        .first()
    )
    if version is None:
        raise NotThere(what="version of the policy")
    require(member, to)
    return version
