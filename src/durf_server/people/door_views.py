"""The doors from outside: invitations, and links that sign in once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.utils import perform_login
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from durf_server.errors import NotThere
from durf_server.people.forms import AcceptForm
from durf_server.people.inviting import (
    accept_anew,
    accept_as,
    invitation_by_secret,
    invited_person,
)
from durf_server.people.links import link_by_secret, use_link
from durf_server.people.signing_in import sign_in_by_link

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from durf_server.people.models import Invitation


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """Let in who holds the link: as somebody new, or as who has the address."""
    found = invitation_by_secret(secret, at=timezone.now())
    if invited_person(found) is not None:
        return _join(request, found, secret)
    given = request.POST if request.method == "POST" else None
    form = AcceptForm(given, email=found.email)
    if not form.is_valid():
        shown = {"invitation": found, "form": form}
        return render(request, "people/invitation.html", shown)
    member = accept_anew(secret, **form.cleaned_data, at=timezone.now())
    perform_login(request, member.person)
    return redirect("workspace-home", slug=member.workspace.slug)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_link(request: HttpRequest, secret: str) -> HttpResponse:
    """Sign in who presses the button: readers of mail open links by themselves."""
    link = link_by_secret(secret, at=timezone.now())
    if request.method != "POST":
        return render(request, "people/sign_in_link.html", {"person": link.person})
    return sign_in_by_link(request, use_link(secret, at=timezone.now()))


def _join(request: HttpRequest, found: Invitation, secret: str) -> HttpResponse:
    """Let somebody who has an account join, once they are signed in to it."""
    person = invited_person(found)
    is_theirs = request.user.is_authenticated and request.user == person
    if request.method != "POST":
        shown = {"invitation": found, "is_theirs": is_theirs}
        return render(request, "people/join.html", shown)
    if not is_theirs or person is None:
        raise NotThere(what="invitation")
    member = accept_as(secret, person, at=timezone.now())
    messages.success(request, _("Welcome."))
    return redirect("workspace-home", slug=member.workspace.slug)
