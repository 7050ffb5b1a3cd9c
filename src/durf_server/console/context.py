"""What every page knows: who is here, and where they can go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.http import HttpRequest


def chrome(request: HttpRequest) -> dict[str, Any]:
    """Return the member that the page is for, if a view said so."""
    member = getattr(request, "member", None)
    if member is None:
        return {}
    return {"member": member, "workspace": member.workspace}
