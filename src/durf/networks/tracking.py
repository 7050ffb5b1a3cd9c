"""Links that tell clicks apart: what is added to them, and taken away again."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from urllib.parse import quote, unquote_plus

from durf.errors import BadUse
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
    # It knows the names of utm too, and a shorter one.
    "plausible": {
        "source": "source",
        "medium": "utm_medium",
        "campaign": "utm_campaign",
        "content": "utm_content",
        "term": "utm_term",
    },
}


_UNMISTAKABLE = {name for one in STYLES.values() for name in one.values()} - {"source"}
_WEB = re.compile(r"https?://[^/?#\s]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Tracking:
    """What links are to carry; what is empty is left out."""

    source: str = ""
    medium: str = ""
    campaign: str = ""
    content: str = ""
    term: str = ""


def tracked(
    url: str, tracking: Tracking, style: str = "utm", *, replacing: bool = False
) -> str:
    """Return a link that carries the tracking; all else of it stays as it is.

    Args:
        url: of the web; others come back as they are.
        tracking: what to carry.
        style: ``"utm"``, ``"matomo"`` or ``"plausible"``.
        replacing: whether what the link carries already gives way.

    Raises:
        BadUse: there is no such style.
    """
    wanted = {
        parameter: value
        for field, parameter in parameters(style).items()
        if (value := getattr(tracking, field))
    }
    if not _WEB.match(url):
        return url
    address, pairs, fragment = _taken_apart(url)
    if replacing:
        pairs = [pair for pair in pairs if _name(pair) not in wanted]
    there = {_name(pair) for pair in pairs}
    added = [
        f"{parameter}={quote(value, safe='', errors='replace')}"
        for parameter, value in wanted.items()
        if parameter not in there
    ]
    return _put_together(address, [*pairs, *added], fragment) if added else url


def untracked(url: str, style: str = "") -> str:
    """Return a link without the tracking of a style, or of all.

    Without a style a parameter stays whose name others use too (``source``).
    """
    if not _WEB.match(url):
        return url
    known = set(parameters(style).values()) if style else _UNMISTAKABLE
    address, pairs, fragment = _taken_apart(url)
    kept = [pair for pair in pairs if _name(pair) not in known]
    if len(kept) == len(pairs):
        return url
    return _put_together(address, kept, fragment)


def parameters(style: str) -> dict[str, str]:
    """Return the parameter of each field of a style.

    Raises:
        BadUse: there is no such style.
    """
    if style not in STYLES:
        raise BadUse(
            what="there is no style of tracking {name}",
            mend="name one of {known}",
            name=style[:40],
            known=", ".join(STYLES),
        )
    return STYLES[style]


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


def _taken_apart(url: str) -> tuple[str, list[str], str]:
    # By hand: urllib writes what it has read a little differently.
    rest, mark, fragment = url.partition("#")
    address, _, query = rest.partition("?")
    return address, query.split("&") if query else [], mark + fragment


def _put_together(address: str, pairs: list[str], fragment: str) -> str:
    query = "?" + "&".join(pairs) if pairs else ""
    return address + query + fragment


def _name(pair: str) -> str:
    return unquote_plus(pair.partition("=")[0]).lower()
