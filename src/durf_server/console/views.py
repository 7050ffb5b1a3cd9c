"""The home page of six fears, and whether all is well."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.db import DatabaseError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.cache import never_cache

from durf_server.console.evidence_of_fears import DAYS, evidence
from durf_server.people.access import member_of
from durf_server.people.models import Member
from durf_server.work.models import Job

if TYPE_CHECKING:
    from django.http import HttpRequest

# A worker looks every second; what waits longer than this waits for nobody.
_LATE = timedelta(minutes=10)


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
    member = member_of(request, slug)
    fears = evidence(member.workspace, at=now())
    return render(request, "console/home.html", {"fears": fears, "days": DAYS})


@never_cache
def health(_request: HttpRequest) -> HttpResponse:
    """Tell a watcher whether the database answers and the work is done in time."""
    late = Job.objects.filter(
        done_at__isnull=True,
        given_up_at__isnull=True,
        due_at__lt=now() - _LATE,
        lease_ends_at__isnull=True,
    )
    try:
        is_late = late.exists()
    except DatabaseError:
        return JsonResponse({"database": "away"}, status=503)
    said = {"database": "here", "work": "late" if is_late else "in time"}
    return JsonResponse(said, status=503 if is_late else 200)


def robots(_request: HttpRequest) -> HttpResponse:
    """Ask search engines to stay out."""
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain")
