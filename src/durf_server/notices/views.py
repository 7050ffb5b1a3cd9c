"""The page of notices, and where a member says how they want to be told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from durf_server.errors import BadInput
from durf_server.notices.kinds import KINDS
from durf_server.notices.reading import mark_read, notices_of, unread
from durf_server.notices.ways import add_way, mute, remove_way
from durf_server.people.access import member_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@login_required
@require_safe
def notices(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what a member was told."""
    member = member_of(request, slug)
    page = notices_of(member, after=request.GET.get("after", ""))
    return render(request, "notices/notices.html", {"page": page})


@login_required
@require_safe
def bell(request: HttpRequest, slug: str) -> HttpResponse:
    """Show how much is unread, as a part of another page."""
    member = member_of(request, slug)
    return render(request, "notices/_bell.html", {"unread": unread(member)})


@login_required
@require_POST
def read_all(request: HttpRequest, slug: str) -> HttpResponse:
    """Mark everything as read."""
    mark_read(member_of(request, slug), at=timezone.now())
    return redirect("notices", slug=slug)


@login_required
@require_POST
def follow(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Mark a notice as read and go where it leads."""
    member = member_of(request, slug)
    mark_read(member, number, at=timezone.now())
    notice = member.notices.filter(pk=number).first()
    # Only our own code writes paths, and each begins below the root.
    if notice is None or not notice.path.startswith("/w/"):
        return redirect("notices", slug=slug)
    return redirect(notice.path)


@login_required
@require_safe
def ways(request: HttpRequest, slug: str) -> HttpResponse:
    """Show how a member is told what."""
    member = member_of(request, slug)
    every = list(member.ways.all())
    mail = next((way for way in every if way.is_mail), None)
    what = {
        "kinds": list(KINDS.values()),
        "mail_muted": [] if mail is None else mail.muted,
        "others": [way for way in every if not way.is_mail],
        "schemes": settings.NOTICE_SCHEMES,
    }
    return render(request, "notices/ways.html", what)


@login_required
@require_POST
def choose(request: HttpRequest, slug: str) -> HttpResponse:
    """Keep which kinds go a way."""
    member = member_of(request, slug)
    given = request.POST.get("way", "mail")
    mute(member, _number(given), set(KINDS) - set(request.POST.getlist("kind")))
    messages.success(request, _("Your choice is kept."))
    return redirect("notice-ways", slug=slug)


@login_required
@require_POST
def add(request: HttpRequest, slug: str) -> HttpResponse:
    """Let notices go to one more address."""
    member = member_of(request, slug)
    add_way(member, request.POST.get("name", ""), request.POST.get("address", ""))
    messages.success(request, _("Notices go there from now on."))
    return redirect("notice-ways", slug=slug)


@login_required
@require_POST
def remove(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Let no notices go there any more."""
    remove_way(member_of(request, slug), number)
    messages.success(request, _("Nothing goes there any more."))
    return redirect("notice-ways", slug=slug)


def _number(given: str) -> int | None:
    if given == "mail":
        return None
    if not (given.isascii() and given.isdigit()) or len(given) > 18:
        raise BadInput(field="way", reason="it is no number of ours")
    return int(given)
