"""The gates of workspaces and members: what nobody passes unseen.

Each noun has its own gate in the ``access.py`` of its app; all of them start here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from durf_server.errors import NotAllowed, NotThere
from durf_server.people.models import Invitation, Member, Token
from durf_server.people.roles import May

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest


def member_of(request: HttpRequest, slug: str, to: May | None = None) -> Member:
    """Return who is asking, as a member of the workspace.

    Args:
        request: of somebody who signed in, or of nobody.
        slug: the workspace's address.
        to: what they want to do there, if more than being let in.

    Raises:
        NotThere: there is no such workspace, or it is not theirs: no difference.
        NotAllowed: they are a member who may not do this.
    """
    if not request.user.is_authenticated:
        raise NotThere(what="workspace")
    member = (
        Member.objects.select_related("workspace", "person")
        .filter(workspace__slug=slug, person_id=request.user.pk, left_at__isnull=True)
        .first()
    )
    if member is None:
        raise NotThere(what="workspace")
    require(member, to)
    # Pages show whom they are for.
    request.member = member  # type: ignore[attr-defined]
    # All times of a workspace are said and read in its own zone.
    timezone.activate(member.workspace.time_zone)
    return member


def require(member: Member, to: May | None) -> None:
    """Let pass who may do this.

    Raises:
        NotAllowed: they may not.
    """
    if to is not None and not member.may(to):
        raise NotAllowed(reason="your roles do not include it")


def colleague_for(member: Member, number: UUID) -> Member:
    """Return another member of the same workspace.

    Raises:
        NotThere: there is none with this number in this workspace.
    """
    found = (
        Member.objects.select_related("person", "workspace")
        .filter(workspace_id=member.workspace_id, id=number)
        .first()
    )
    if found is None:
        raise NotThere(what="member")
    return found


def invitation_for(member: Member, number: UUID) -> Invitation:
    """Return an invitation to the same workspace.

    Raises:
        NotThere: there is none with this number in this workspace.
    """
    found = (
        Invitation.objects.select_related("workspace", "invited_by__person")
        .filter(workspace_id=member.workspace_id, id=number)
        .first()
    )
    if found is None:
        raise NotThere(what="invitation")
    return found


def token_for(member: Member, number: UUID) -> Token:
    """Return a token of one's own; an administrator may reach all of the workspace.

    Raises:
        NotThere: there is none with this number that is theirs to see.
    """
    rows = Token.objects.filter(member__workspace_id=member.workspace_id, id=number)
    if not member.may(May.ADMINISTER):
        rows = rows.filter(member=member)
    found = rows.first()
    if found is None:
        raise NotThere(what="token")
    return found
