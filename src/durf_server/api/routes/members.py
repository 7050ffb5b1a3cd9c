"""Who is a member."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ninja import Query, Router

from durf_server.api.auth import Scope, member
from durf_server.api.paging import Asked, page_of
from durf_server.api.schemas import MembersOut

if TYPE_CHECKING:
    from django.http import HttpRequest

router = Router(tags=["members"])


@router.get("", response=MembersOut, auth=Scope("members:read"), summary="List members")
def list_members(request: HttpRequest, asked: Query[Asked]) -> dict[str, Any]:
    """List the members of the workspace, in the order in which they joined."""
    rows = (
        member(request)
        .workspace.members.select_related("person")
        .filter(left_at__isnull=True)
    )
    found, following = page_of(rows, "joined_at", "id", asked=asked)
    items = [
        {
            "id": one.pk,
            "name": str(one.person),
            "roles": one.roles,
            "titles": one.titles,
            "groups": one.groups,
        }
        for one in found
    ]
    return {"items": items, "next": following}
