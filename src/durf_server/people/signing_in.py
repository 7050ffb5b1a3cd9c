"""Sign in who came through a door of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from django.shortcuts import redirect

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from durf_server.people.models import Person


def sign_in_by_link(request: HttpRequest, person: Person) -> HttpResponse:
    """Sign a person in who used a link up; it counts as having just signed in.

    Their second factor is passed by: they may have lost it, and take it off now.
    """
    adapter = get_adapter()
    if request.user.is_authenticated:
        adapter.logout(request)
    adapter.login(request, person)
    record_authentication(request, person, "link", reauthenticated=True)
    return redirect("home")
