"""Where a request comes from, past the proxies that are trusted."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from django.http import HttpRequest

# What a household or an office is given of IPv6 is one place.
_IPV6_PLACE = 64


def address_of(request: HttpRequest) -> str:
    """Return the address of whoever asks.

    Each trusted proxy adds one address to the end of ``X-Forwarded-For``; what stands
    before those is anybody's word, and counts for nothing.
    """
    nearest = request.META.get("REMOTE_ADDR") or "unknown"
    proxies = settings.TRUSTED_PROXIES
    if not proxies:
        return nearest
    header = request.META.get("HTTP_X_FORWARDED_FOR", "")
    hops = [hop.strip() for hop in header.split(",") if hop.strip()]
    if len(hops) < proxies:
        return nearest
    return _plain(hops[-proxies]) or nearest


def place_of(request: HttpRequest) -> str:
    """Return where a request comes from, for counting."""
    address = address_of(request)
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if found.version == 4:
        return address
    return str(ipaddress.ip_network((found, _IPV6_PLACE), strict=False))


def _plain(hop: str) -> str:
    try:
        return str(ipaddress.ip_address(hop))
    except ValueError:
        return ""
