"""Links that tell clicks apart: what is added to them, and taken away again."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, unquote_plus, urlsplit, urlunsplit

from durf.networks.network import Part
from durf.networks.plain import pieces

# For each style the parameter of each field; empty where it has none.
STYLES: dict[str, dict[str, str]] = {
    "utm": {
        "source": "utm_source",
        "medium": "utm_medium",
        "campaign": "utm_campaign",
        "content": "utm_content",
        "term": "utm_term",
    },
    "matomo": {
        "source": "mtm_source",
        "medium": "mtm_medium",
        "campaign": "mtm_campaign",
        "content": "mtm_content",
        "term": "mtm_kwd",
    },
    # It knows the same names as utm does, without their beginning, for two of them.
    "plausible": {
        "source": "source",
        "medium": "utm_medium",
        "campaign": "utm_campaign",
        "content": "utm_content",
        "term": "utm_term",
    },
}


@dataclass(frozen=True, slots=True)
class Tracking:
    """What links are to carry; what is empty is left out."""

    source: str = ""
    medium: str = ""
    campaign: str = ""
    content: str = ""
    term: str = ""


def tracked(url: str, tracking: Tracking, style: str = "utm") -> str:
    """Return a link that carries the tracking; what it carries already stays.

    Args:
        url: of the web; others come back as they are.
        tracking: what to carry.
        style: ``"utm"``, ``"matomo"`` or ``"plausible"``.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    if parts.scheme.lower() not in {"http", "https"} or not parts.netloc:
        return url
    named = STYLES[style]
    there = {name.lower() for name in _names(parts.query)}
    added = [
        f"{parameter}={quote(value, safe='')}"
        for field, parameter in named.items()
        if (value := getattr(tracking, field)) and parameter not in there
    ]
    if not added:
        return url
    query = "&".join(filter(None, (parts.query, *added)))
    return urlunsplit(parts._replace(query=query))


def untracked(url: str) -> str:
    """Return a link without any tracking of the styles known here."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    known = {name for style in STYLES.values() for name in style.values()} - {"source"}
    kept = [
        pair
        for pair in parts.query.split("&")
        if unquote_plus(pair.partition("=")[0]).lower() not in known
    ]
    query = "&".join(kept)
    return url if query == parts.query else urlunsplit(parts._replace(query=query))


def tracked_text(text: str, tracking: Tracking, style: str = "utm") -> str:
    """Return a text whose links carry the tracking."""
    if "://" not in text:
        return text
    return "".join(
        tracked(text[one.start : one.end], tracking, style)
        if one.part is Part.LINK
        else text[one.start : one.end]
        for one in pieces(text)
    )


def _names(query: str) -> list[str]:
    return [unquote_plus(pair.partition("=")[0]) for pair in query.split("&") if pair]
