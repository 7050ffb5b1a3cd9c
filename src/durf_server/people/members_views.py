"""The people of a workspace: who they are, what they may do, and who is invited."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from durf_server.errors import BadInput, NotThere
from durf_server.people.absences import coming_absences
from durf_server.people.access import colleague_for, invitation_for, member_of, require
from durf_server.people.forms import InviteForm, place_form
from durf_server.people.inviting import (
    invite,
    mail_invitation,
    open_invitations,
    resend,
    withdraw,
)
from durf_server.people.managing import change_member, end_membership
from durf_server.people.models import Member
from durf_server.people.roles import May, Role

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from durf_server.people.models import Invitation

PAGE = 50
_MOST_INVITATIONS = 200


@login_required
@require_safe
def members(request: HttpRequest, slug: str) -> HttpResponse:
    """Show who is in the workspace, who is invited, and who is away."""
    member = member_of(request, slug, to=May.AUDIT)
    now = timezone.now()
    rows = _page(member, request.GET.get("after", ""))
    return render(
        request,
        "people/members.html",
        {
            "rows": rows[:PAGE],
            "next": rows[PAGE - 1].pk if len(rows) > PAGE else None,
            "role_names": Role.choices,
            "invitations": open_invitations(member, now).order_by("-made_at")[
                :_MOST_INVITATIONS
            ],
            "absences": coming_absences(member.workspace, now)[:PAGE],
            "administers": member.may(May.ADMINISTER),
            "now": now,
        },
    )


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def invite_member(request: HttpRequest, slug: str) -> HttpResponse:
    """Invite somebody; where no mail can be sent, show the link once."""
    member = member_of(request, slug, to=May.ADMINISTER)
    form = InviteForm(request.POST or None)
    if not form.is_valid():
        return render(request, "people/invite.html", {"form": form})
    place, now = form.place(), timezone.now()
    try:
        made, link = invite(
            member, form.cleaned_data["email"], place.roles, place.titles, at=now
        )
    except BadInput as error:
        form.add_error(_field(form, error), _(str(error.arguments["reason"])))
        return render(request, "people/invite.html", {"form": form})
    return _sent(request, made, link)


@never_cache
@login_required
@require_POST
def invitation_resend(request: HttpRequest, slug: str, number: UUID) -> HttpResponse:
    """Send an invitation again, with another link."""
    member = member_of(request, slug, to=May.ADMINISTER)
    invitation = invitation_for(member, number)
    return _sent(request, *resend(invitation, member, at=timezone.now()))


@login_required
@require_POST
def invitation_withdraw(request: HttpRequest, slug: str, number: UUID) -> HttpResponse:
    """Take an invitation back."""
    member = member_of(request, slug, to=May.ADMINISTER)
    withdraw(invitation_for(member, number), member, at=timezone.now())
    messages.success(request, _("The invitation is withdrawn."))
    return redirect("members", slug=slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def member_page(request: HttpRequest, slug: str, number: UUID) -> HttpResponse:
    """Show a member, and change what they may do."""
    member = member_of(request, slug, to=May.AUDIT)
    colleague = colleague_for(member, number)
    if request.method == "POST":
        require(member, May.ADMINISTER)
    form = place_form(colleague, request.POST if request.method == "POST" else None)
    if form.is_valid():
        change_member(colleague, member, form.place(), at=timezone.now())
        messages.success(request, _("That is changed."))
        return redirect("members", slug=slug)
    return render(
        request,
        "people/member.html",
        {
            "colleague": colleague,
            "form": form,
            "administers": member.may(May.ADMINISTER),
        },
    )


@login_required
@require_POST
def member_end(request: HttpRequest, slug: str, number: UUID) -> HttpResponse:
    """End somebody's membership."""
    member = member_of(request, slug, to=May.ADMINISTER)
    end_membership(colleague_for(member, number), member, at=timezone.now())
    messages.success(request, _("They are no longer a member."))
    if member.pk == number:
        return redirect("home")
    return redirect("members", slug=slug)


def _page(member: Member, after: str) -> list[Member]:
    """Return a page of members, and one more if there is another."""
    rows = Member.objects.filter(workspace=member.workspace_id, left_at__isnull=True)
    if after:
        last = _last(member, after)
        rows = rows.filter(
            Q(joined_at__gt=last.joined_at)
            | Q(joined_at=last.joined_at, pk__gt=last.pk)
        )
    return list(rows.select_related("person").order_by("joined_at", "pk")[: PAGE + 1])


def _last(member: Member, after: str) -> Member:
    try:
        return colleague_for(member, UUID(after))
    except ValueError:
        raise NotThere(what="page") from None


def _sent(request: HttpRequest, invitation: Invitation, link: str) -> HttpResponse:
    if mail_invitation(invitation, link, at=timezone.now()):
        messages.success(request, _("The invitation is on its way."))
        return redirect("members", slug=invitation.workspace.slug)
    shown = {"invitation": invitation, "link": link}
    return render(request, "people/invited.html", shown)


def _field(form: InviteForm, error: BadInput) -> str | None:
    field = str(error.arguments["field"])
    return field if field in form.fields else None
