"""What everybody sees and sets about themselves."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from allauth.account.decorators import reauthentication_required
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from durf_server.people.absences import (
    absence_for,
    coming_absences,
    end_absence,
    set_absence,
)
from durf_server.people.access import colleague_for, member_of, token_for
from durf_server.people.forms import AbsenceForm, ProfileForm, TokenForm
from durf_server.people.roles import Role
from durf_server.people.tokens import issue, revoke

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from durf_server.people.models import Member


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def me(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a member their own page, and keep their name and language."""
    member = member_of(request, slug)
    form = ProfileForm(
        request.POST if request.method == "POST" else None, instance=member.person
    )
    if form.is_valid():
        form.save()
        messages.success(request, _("That is kept."))
        return redirect("me", slug=slug)
    now = timezone.now()
    factors = Authenticator.objects.filter(user=member.person)
    return render(
        request,
        "people/me.html",
        {
            "form": form,
            "roles": [Role(role).label for role in member.roles],
            "factors": {factor.type for factor in factors},
            "absences": coming_absences(member.workspace, now).filter(member=member),
            "tokens": member.tokens.filter(revoked_at__isnull=True).count(),
        },
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def absence_add(request: HttpRequest, slug: str, number: UUID) -> HttpResponse:
    """Say who stands in for somebody who will be away."""
    member = member_of(request, slug)
    away = colleague_for(member, number)
    given = [request.POST] if request.method == "POST" else []
    with timezone.override(ZoneInfo(member.workspace.time_zone)):
        form = AbsenceForm(away, *given)
        if not form.is_valid():
            return render(request, "people/absence.html", {"form": form, "away": away})
    set_absence(away, **form.cleaned_data, by=member, at=timezone.now())
    messages.success(request, _("That is kept."))
    return _back(member, away)


@login_required
@require_POST
def absence_end(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Let somebody decide again for themselves."""
    member = member_of(request, slug)
    absence = absence_for(member, number)
    end_absence(absence, member, at=timezone.now())
    messages.success(request, _("The absence is over."))
    return _back(member, absence.member)


@never_cache
@login_required
@reauthentication_required  # type: ignore[untyped-decorator]
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the tokens of a member, make one, and show its secret this once."""
    member = member_of(request, slug)
    form = TokenForm(request.POST if request.method == "POST" else None)
    made, secret, now = None, "", timezone.now()
    if form.is_valid():
        given = form.cleaned_data
        days = given["days"]
        made, secret = issue(
            member,
            given["name"],
            given["scopes"],
            expires_at=now + timedelta(days=days) if days else None,
            at=now,
        )
        form = TokenForm()
    rows = member.tokens.filter(revoked_at__isnull=True).order_by("-made_at")
    shown = {"form": form, "made": made, "secret": secret, "rows": rows, "now": now}
    return render(request, "people/tokens.html", shown)


@login_required
@require_POST
def token_revoke(request: HttpRequest, slug: str, number: UUID) -> HttpResponse:
    """Take a token back."""
    member = member_of(request, slug)
    token = token_for(member, number)
    revoke(token, member, at=timezone.now())
    messages.success(request, _("The token opens nothing any more."))
    return redirect("tokens" if token.member_id == member.pk else "members", slug=slug)


def _back(member: Member, away: Member) -> HttpResponse:
    return redirect(
        "me" if away.pk == member.pk else "members", slug=member.workspace.slug
    )
