"""The headers that keep a browser from doing what no page of ours asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

# Pictures as data: the code to scan for a second factor.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "object-src 'none'",
    )
)


def security_headers(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Add the headers to every answer, unless the view set its own."""

    def respond(request: HttpRequest) -> HttpResponse:
        # A thread keeps the zone of the workspace that it showed last.
        timezone.deactivate()
        response = get_response(request)
        response.setdefault("Content-Security-Policy", POLICY)
        response.setdefault(
            "Permissions-Policy", "camera=(), microphone=(), geolocation=()"
        )
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.setdefault("X-Frame-Options", "DENY")
        # What a shared computer or a proxy keeps, the next one reads.
        response.setdefault("Cache-Control", "no-store")
        return response

    return respond
