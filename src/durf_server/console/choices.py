"""What somebody chooses for all pages: their language, and light or dark."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from durf_server.console.context import THEMES
from durf_server.people.models import LANGUAGES, Person

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

_YEAR = 60 * 60 * 24 * 365


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Keep a choice, and lead back to where it was made."""
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = "/"
    response = redirect(back)
    language = request.POST.get("language", "")
    if language in dict(LANGUAGES):
        _keep_language(request, response, language)
    theme = request.POST.get("theme", "")
    if theme in THEMES:
        _keep(response, settings.THEME_COOKIE_NAME, theme)
    elif theme:
        response.delete_cookie(settings.THEME_COOKIE_NAME)
    return response


def _keep_language(request: HttpRequest, response: HttpResponse, language: str) -> None:
    if request.user.is_authenticated:
        Person.objects.filter(pk=request.user.pk).update(language=language)
    _keep(response, settings.LANGUAGE_COOKIE_NAME, language)


def _keep(response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(
        name,
        value,
        max_age=_YEAR,
        secure=settings.SECURE,
        httponly=True,
        samesite="Lax",
    )
