"""Links that tell clicks apart: what is added to them, and taken away again."""

from __future__ import annotations

from bisect import bisect_right
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


@dataclass(frozen=True, slots=True)
class TrackedText:
    """A text whose links carry the tracking, and the way back to the one before.

    Attributes:
        text: with longer links.
        parts: of each part its start in ``text`` and before, and its length before.
    """

    text: str
    parts: tuple[tuple[int, int, int], ...]

    def before(self, place: int) -> int:
        """Return where a place of the text was, in code points."""
        number = bisect_right(self.parts, place, key=lambda part: part[0]) - 1
        if number < 0:
            return place
        now, then, length = self.parts[number]
        return then + min(place - now, length)


def track(text: str, tracking: Tracking, style: str = "utm") -> TrackedText:
    """Let the links of a text carry the tracking."""
    if "://" not in text:
        return TrackedText(text, ())
    written, parts, length = [], [], 0
    for piece in pieces(text):
        said = text[piece.start : piece.end]
        if piece.part is Part.LINK:
            said = tracked(said, tracking, style)
        parts.append((length, piece.start, piece.end - piece.start))
        written.append(said)
        length += len(said)
    return TrackedText("".join(written), tuple(parts))


def _names(query: str) -> list[str]:
    return [unquote_plus(pair.partition("=")[0]) for pair in query.split("&") if pair]
