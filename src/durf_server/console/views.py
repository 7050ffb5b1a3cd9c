"""The home page of six fears."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render

from durf_server.people.access import member_of
from durf_server.people.models import Member

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Lead to the only workspace, or let choose among several."""
    members = list(
        Member.objects.select_related("workspace").filter(
            person=request.user.pk, left_at__isnull=True
        )
    )
    if len(members) == 1:
        return redirect("workspace-home", slug=members[0].workspace.slug)
    return render(request, "console/workspaces.html", {"members": members})


@login_required
def workspace_home(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what takes the fears away, with this workspace's own evidence."""
    member_of(request, slug)
    return render(request, "console/home.html")
