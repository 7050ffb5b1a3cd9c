"""What an address asks for; networks that are made up are asked the same a lot."""

from __future__ import annotations

from functools import cache
from urllib.parse import parse_qsl, urlsplit


@cache
def parted(url: str) -> tuple[str, dict[str, str]]:
    """Return the path of an address, and what is asked there."""
    parts = urlsplit(url)
    return parts.path, dict(parse_qsl(parts.query, keep_blank_values=True))
