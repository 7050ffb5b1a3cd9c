"""Browsers that somebody signed in with before: strangers cannot use up their tries."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.core import signing
from django.utils.crypto import salted_hmac

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

    from durf_server.people.models import Person

LASTS = timedelta(days=365)
_SALT = "durf.known-device"
# A shared machine knows a few people; the cookie stays small.
_MOST_PEOPLE = 5


@dataclass(frozen=True, slots=True)
class Device:
    """A browser, and for whom it was signed in with success."""

    number: str
    people: tuple[str, ...]

    def knows(self, email: str) -> bool:
        """Whether whoever has this address signed in here before."""
        return _mark(email) in self.people


def cookie_name() -> str:
    """Return the name of the cookie; over HTTPS no other host may set it."""
    return "__Host-durf-device" if settings.SECURE else "durf-device"


def device_of(request: HttpRequest) -> Device | None:
    """Return the known device that a request comes from."""
    try:
        said = signing.loads(
            request.COOKIES.get(cookie_name(), ""), salt=_SALT, max_age=LASTS
        )
    except signing.BadSignature:
        return None
    return Device(said["number"], tuple(said["people"]))


def remember(request: HttpRequest, response: HttpResponseBase, person: Person) -> None:
    """Let the browser show, from now on, that this person signed in with it."""
    known = device_of(request)
    number = known.number if known else secrets.token_urlsafe(16)
    earlier = known.people if known else ()
    everyone = dict.fromkeys([_mark(person.email), *earlier])
    people = list(everyone)[:_MOST_PEOPLE]
    response.set_cookie(
        cookie_name(),
        signing.dumps({"number": number, "people": people}, salt=_SALT),
        max_age=LASTS,
        secure=settings.SECURE,
        httponly=True,
        samesite="Lax",
    )


def _mark(email: str) -> str:
    """Return what stands for an address in the cookie, and tells nobody which it is."""
    mark = salted_hmac(_SALT, email.strip().lower(), algorithm="sha256")
    return mark.hexdigest()[:32]
