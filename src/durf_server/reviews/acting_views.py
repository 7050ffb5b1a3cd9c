"""What the buttons on a draft do; each leads back to where it was pressed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from durf_server.drafts.access import draft_for
from durf_server.drafts.states import State
from durf_server.errors import BadInput
from durf_server.people.access import member_of
from durf_server.people.roles import May
from durf_server.reviews import desk
from durf_server.reviews.incidents import report_incident
from durf_server.reviews.showing import note_look

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from durf_server.drafts.models import Draft
    from durf_server.people.models import Member


@login_required
@require_POST
def submit(request: HttpRequest, slug: str, number: UUID) -> HttpResponse:
    """Send a draft to review."""
    member, draft = _gate(request, slug, number, May.WRITE)
    try:
        base = int(request.POST.get("base", ""))
    except ValueError:
        raise BadInput(field="base", reason="it is no number") from None
    state = desk.submit(draft, member, base=base, at=timezone.now())
    if state is State.CLEARED:
        messages.success(request, _("It needs nobody's approval: it is cleared."))
    else:
        messages.success(request, _("It was sent to review."))
    return _back(request, slug, draft)


@login_required
@require_POST
def approve(request: HttpRequest, slug: str, number: UUID) -> HttpResponse:
    """Approve in each of the roles that the page offered."""
    member, draft = _gate(request, slug, number)
    at, seal = timezone.now(), request.POST.get("seal", "")
    for role in request.POST.getlist("role") or [""]:
        desk.approve(draft, member, role, seal=seal, at=at)
    note_look(draft, member, draft.version, at=at)
    messages.success(request, _("You approved it."))
    return _back(request, slug, draft)


@login_required
@require_POST
def ask_changes(request: HttpRequest, slug: str, number: UUID) -> HttpResponse:
    """Ask the author for changes."""
    member, draft = _gate(request, slug, number)
    at = timezone.now()
    desk.ask_changes(draft, member, request.POST.get("reason", ""), at=at)
    note_look(draft, member, draft.version, at=at)
    messages.success(request, _("You asked for changes."))
    return _back(request, slug, draft)


@login_required
@require_POST
def refuse(request: HttpRequest, slug: str, number: UUID) -> HttpResponse:
    """Refuse a draft for good."""
    member, draft = _gate(request, slug, number)
    desk.refuse(draft, member, request.POST.get("reason", ""), at=timezone.now())
    messages.success(request, _("You refused it."))
    return _back(request, slug, draft)


@login_required
@require_POST
def exempt(request: HttpRequest, slug: str, number: UUID) -> HttpResponse:
    """Set a rule aside for this once."""
    member, draft = _gate(request, slug, number)
    desk.exempt(
        draft,
        member,
        request.POST.get("rule", ""),
        request.POST.get("role", ""),
        request.POST.get("reason", ""),
        seal=request.POST.get("seal", ""),
        at=timezone.now(),
    )
    messages.success(request, _("You set the rule aside for this draft."))
    return _back(request, slug, draft)


@login_required
@require_POST
def release(request: HttpRequest, slug: str, number: UUID) -> HttpResponse:
    """Let a held draft go on."""
    member, draft = _gate(request, slug, number)
    seal = request.POST.get("seal", "")
    desk.release(draft, member, seal=seal, at=timezone.now())
    messages.success(request, _("It goes on, as it is judged now."))
    return _back(request, slug, draft)


@login_required
@require_POST
def withdraw(request: HttpRequest, slug: str, number: UUID) -> HttpResponse:
    """Take a draft back for good."""
    member, draft = _gate(request, slug, number)
    desk.withdraw(draft, member, at=timezone.now())
    messages.success(request, _("The draft was taken back."))
    return _back(request, slug, draft)


@login_required
@require_POST
def incident(request: HttpRequest, slug: str, number: UUID) -> HttpResponse:
    """Report that something went wrong with a post."""
    member, draft = _gate(request, slug, number)
    report_incident(draft, member, request.POST.get("reason", ""), at=timezone.now())
    messages.success(request, _("The incident is on the record."))
    return _back(request, slug, draft)


@login_required
@require_POST
def seen(request: HttpRequest, slug: str, number: UUID) -> HttpResponse:
    """Remember that the member saw the newest version."""
    member, draft = _gate(request, slug, number, May.REVIEW)
    note_look(draft, member, draft.version, at=timezone.now())
    return _back(request, slug, draft)


def _gate(
    request: HttpRequest, slug: str, number: UUID, to: May | None = None
) -> tuple[Member, Draft]:
    member = member_of(request, slug, to)
    return member, draft_for(member, number)


def _back(request: HttpRequest, slug: str, draft: Draft) -> HttpResponse:
    if request.POST.get("from") == "queue":
        return redirect("queue", slug=slug)
    return redirect("review", slug=slug, number=draft.pk)
