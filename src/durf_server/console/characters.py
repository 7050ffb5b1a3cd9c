"""What no field of ours can hold comes no further than here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import BadRequest

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse, QueryDict

_NUL = "\0"


class no_nul:  # noqa: N801 a middleware is named like the function it is
    """Refuse the character NUL in addresses and forms.

    PostgreSQL takes it in no text; what SQLite took could never move there.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> None:
        """Look before any view does.

        Raises:
            BadRequest: there is one.
        """
        if _NUL in request.path or _has_nul(request.GET) or _has_nul(request.POST):
            # Said by Django as a page, and to programs in their own shape.
            raise BadRequest("NUL")


def _has_nul(sent: QueryDict) -> bool:
    return any(
        _NUL in name or any(_NUL in value for value in values)
        for name, values in sent.lists()
    )
