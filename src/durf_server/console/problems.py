"""Errors of the domain become pages, with a sentence and the right status."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.defaults import server_error

from durf.errors import DurfError
from durf.locale import translator
from durf_server.errors import ServerError, no_space

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

HEADINGS = {
    403: _("Not yours to do"),
    404: _("Not found"),
    409: _("Not now"),
    422: _("That can't be taken"),
    429: _("A moment, please"),
    502: _("No answer"),
    507: _("No space left"),
}


def sentence_of(error: DurfError) -> str:
    """Say what happened and what to do; the library's sentences are in its own list."""
    if isinstance(error, ServerError):
        said = error.sentence(gettext)
    else:
        said = error.sentence(translator(get_language() or "en"))
    return f"{said[:1].upper()}{said[1:]}."


class clear_answers:  # noqa: N801 a middleware is named like the function it is
    """Answer what a view raised with a page that says what happened and what to do."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(
        self, request: HttpRequest, error: Exception
    ) -> HttpResponse | None:
        """Make a page of an error of ours; others are the server's to tell."""
        if not isinstance(error, DurfError):
            full = no_space(error)
            if full is None:
                return None
            error = full
        status = error.http_status if isinstance(error, ServerError) else 422
        what = {
            "heading": HEADINGS.get(status, _("Something went wrong")),
            "sentence": sentence_of(error),
            "status": status,
        }
        return render(request, "console/problem.html", what, status=status)


def trouble(request: HttpRequest) -> HttpResponse:
    """Answer what went wrong outside of any view; that the disk is full is said.

    Django calls it while it has the error in hand.
    """
    error = sys.exception()
    full = no_space(error) if error else None
    if full is None:
        return server_error(request)
    what = {"heading": HEADINGS[507], "sentence": sentence_of(full)}
    page = render_to_string("console/full.html", what)
    return HttpResponse(page, status=full.http_status)
