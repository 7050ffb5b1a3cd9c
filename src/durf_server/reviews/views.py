"""The queue, a draft as its reviewers see it, and what classes of posts have earned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from durf_server.drafts.access import draft_for
from durf_server.people.access import member_of
from durf_server.people.roles import May
from durf_server.policies.in_force import in_force
from durf_server.reviews.showing import note_first_look, show
from durf_server.reviews.trust import standings
from durf_server.reviews.waiting import queue as waiting

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from durf_server.drafts.models import Draft
    from durf_server.people.models import Member


@login_required
@require_safe
def queue(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what waits for a member, or all that waits."""
    member = member_of(request, slug)
    everything = request.GET.get("show") == "all"
    page = waiting(
        member,
        everything=everything,
        after=request.GET.get("after", ""),
        at=timezone.now(),
    )
    what = {"page": page, "everything": everything}
    return render(request, "reviews/queue.html", what)


@login_required
@require_safe
def review(request: HttpRequest, slug: str, number: UUID) -> HttpResponse:
    """Show one draft with all that a decision needs; it fits a phone."""
    member = member_of(request, slug)
    draft = draft_for(member, number)
    return render(request, "reviews/review.html", _seen(draft, member))


@login_required
@require_safe
def panel(request: HttpRequest, slug: str, number: UUID) -> HttpResponse:
    """Show the same as a part of another page; whole where nobody asked for a part."""
    member = member_of(request, slug)
    draft = draft_for(member, number)
    is_part = request.headers.get("HX-Request") == "true"
    template = "reviews/_panel.html" if is_part else "reviews/review.html"
    return render(request, template, _seen(draft, member) | {"is_part": is_part})


@login_required
@require_safe
def earned(request: HttpRequest, slug: str) -> HttpResponse:
    """Show how each class of posts stands, and why."""
    member = member_of(request, slug)
    reviews = in_force(member.workspace).policy.reviews
    what = {"records": standings(member.workspace_id, reviews), "reviews": reviews}
    return render(request, "reviews/earned.html", what)


def _seen(draft: Draft, member: Member) -> dict[str, object]:
    at = timezone.now()
    if member.may(May.REVIEW):
        note_first_look(draft, member, at=at)
    return {"draft": draft, "shown": show(draft, member, at=at)}
