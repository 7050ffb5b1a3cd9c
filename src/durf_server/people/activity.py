"""When each session was last seen: roughly, and never by what leaves no trace.

A keystroke's check must not cost a write, and the private check must not even show
that somebody was there.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from allauth.usersessions.models import UserSession
from django.utils import timezone

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

ROUGHLY = timedelta(minutes=5)
# Routes whose use is not noted at all.
TRACELESS = frozenset({"private-check", "open-check", "live-check", "medium"})


def seen_lately(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Note after an answer that the session is in use, once in a while."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        match = request.resolver_match
        if match is None or match.url_name in TRACELESS:
            return response
        session = getattr(request, "session", None)
        if session is None or not session.accessed or not session.session_key:
            return response
        if request.user.is_authenticated:
            now = timezone.now()
            UserSession.objects.filter(
                session_key=session.session_key, last_seen_at__lt=now - ROUGHLY
            ).update(last_seen_at=now)
        return response

    return respond
