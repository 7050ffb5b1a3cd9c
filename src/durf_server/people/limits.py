"""How often somebody may try to sign in, so that no stranger can lock others out.

A try counts for the pair of account and place, and for the place; never for an account
alone.  A known device has tries of its own, which nobody else can use up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.core import ratelimit

from durf_server.people.client import place_of
from durf_server.people.known_device import device_of

if TYPE_CHECKING:
    from django.http import HttpRequest

# The names of these limits in ACCOUNT_RATE_LIMITS.
DEVICE, PAIR, PLACE = "durf_device", "durf_pair", "durf_place"
CODES = "durf_codes"


def may_try(request: HttpRequest, email: str, what: str = "password") -> bool:
    """Count a try to sign in, and answer whether it may go on."""
    limit, key = _nearest(request, email, what)
    if not _counts(request, limit, key):
        return False
    return limit == DEVICE or _counts(request, PLACE, place_of(request))


def may_try_code(request: HttpRequest, email: str) -> bool:
    """Count a try of the code of a second factor; the password was right before it.

    A code is short: from strange devices all places together have a number of tries,
    or whoever has a password and a thousand machines would guess it.
    """
    if not may_try(request, email, "code"):
        return False
    is_known = _nearest(request, email, "code")[0] == DEVICE
    return is_known or _counts(request, CODES, _plain(email))


def forget_tries(request: HttpRequest, email: str, what: str = "password") -> None:
    """Begin to count anew for who signed in, but not for the place they are at."""
    limit, key = _nearest(request, email, what)
    ratelimit.clear(request, action=limit, key=key)


def _counts(request: HttpRequest, limit: str, key: str) -> bool:
    return bool(ratelimit.consume(request, action=limit, key=key))


def _nearest(request: HttpRequest, email: str, what: str) -> tuple[str, str]:
    """Return the limit that is nearest to who tries, and what it counts by."""
    device = device_of(request)
    if device is not None and device.knows(email):
        return DEVICE, f"{what} {_plain(email)} {device.number}"
    return PAIR, f"{what} {_plain(email)} {place_of(request)}"


def _plain(email: str) -> str:
    return email.strip().lower()
