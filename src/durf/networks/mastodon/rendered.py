"""Makes plain text of the HTML that servers show posts in.

Links come back whole, by their address and not by what is shown of it; mentions and
hashtags as they are written; paragraphs and line breaks as lines.  Nothing in here
fails: what is no HTML is text.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# A tag that never ends takes the rest with it, as in a browser.
_TAG = re.compile(
    r"<!--[\s\S]*?(?:-->|\Z)"
    r"|<(?P<closes>/?)(?P<name>[A-Za-z][A-Za-z0-9]*+)"
    r"""(?P<rest>(?:[^>"']++|"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z))*+)(?:>|\Z)"""
    r"|<[!?/][^>]*+(?:>|\Z)"
)
_ATTRIBUTE = re.compile(
    r"""(?<![\w-])(href|class|alt)\s*+=\s*+(?:"([^"]*)|'([^']*)|([^\s"'>]++))""",
    re.IGNORECASE,
)
_BLOCKS = frozenset("p div blockquote pre ul ol h1 h2 h3 h4 h5 h6 hr".split())
_WRITTEN = frozenset(("mention", "hashtag", "u-url"))
_SCHEME = re.compile(r"\s*https?://", re.IGNORECASE)
_SCHEMES = re.compile(r"https?://(?:www\.)?", re.IGNORECASE)
_PUNYCODE = re.compile(r"\bxn--([a-z0-9-]{1,59})\b", re.IGNORECASE | re.ASCII)
_LAYOUT = re.compile(r"[\t\r\n]+")
_EMPTY_LINES = re.compile(r"\n{3,}")


def plain(rendered: str, names: Mapping[str, str] | None = None) -> str:
    """Return the text of some HTML.

    Args:
        rendered: as the server gives it.
        names: of mentioned accounts, by their addresses: what is put for their
            mentions in place of what is shown.
    """
    reading = _Reading(names or {})
    place = 0
    for found in _TAG.finditer(rendered):
        reading.read(rendered[place : found.start()])
        place = found.end()
        if found["name"] and found[0].endswith(">"):
            reading.tag(found["name"].lower(), found["rest"], bool(found["closes"]))
    reading.read(rendered[place:])
    return _tidy(reading.text())


class _Reading:
    """What was read so far, and the link that it is in."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = names
        self._pieces: list[str] = []
        self._link: tuple[int, dict[str, str]] | None = None

    def read(self, text: str) -> None:
        self._pieces.append(html.unescape(_LAYOUT.sub(" ", text)))

    def tag(self, name: str, rest: str, closes: bool) -> None:
        if name == "a":
            self._end_link()
            if not closes:
                self._link = (len(self._pieces), dict(_attributes(rest)))
        elif name in _BLOCKS:
            self._pieces.append("\n\n")
        elif name == "br":
            self._pieces.append("\n")
        elif name == "li" and not closes:
            self._pieces.append("\n- ")
        elif name == "img":
            self._pieces.append(dict(_attributes(rest)).get("alt", ""))

    def text(self) -> str:
        self._end_link()
        return "".join(self._pieces)

    def _end_link(self) -> None:
        if self._link is None:
            return
        start, attributes = self._link
        self._link = None
        shown = "".join(self._pieces[start:])
        self._pieces[start:] = [self._written(shown, attributes)]

    def _written(self, shown: str, attributes: Mapping[str, str]) -> str:
        """Return a link as its author may have written it."""
        address = attributes.get("href", "")
        if not _SCHEME.match(address):
            return shown
        kinds = attributes.get("class", "").split()
        if _WRITTEN.intersection(kinds) or shown.startswith(("@", "#", "＃")):
            name = self._names.get(address)
            return f"@{name}" if name and shown.startswith("@") else shown
        return _whole(shown, address) or f"{shown} ({address})"


def _attributes(rest: str) -> Iterator[tuple[str, str]]:
    for found in _ATTRIBUTE.finditer(rest):
        value = found[2] or found[3] or found[4] or ""
        yield found[1].lower(), html.unescape(value)


def _whole(shown: str, address: str) -> str:
    """Return an address that is shown, whole; empty if something else is shown.

    An address may have been escaped where what is shown of it was not.
    """
    bare = bare_address(address)
    if _SCHEME.match(shown) and bare == bare_address(shown):
        return shown
    # Nothing, as around a picture, is a part of any address.
    return address if bare.startswith(bare_address(shown.rstrip("…"))) else ""


def bare_address(text: str) -> str:
    """Return a text with its addresses in letters, and without what adds nothing."""
    bare = unquote(_SCHEMES.sub("", text)).rstrip("/")
    return _PUNYCODE.sub(_letters_of, bare) if "xn--" in bare.lower() else bare


def _letters_of(found: re.Match[str]) -> str:
    """Return a label of a host in its own letters (RFC 3492)."""
    try:
        return found[1].lower().encode("ascii").decode("punycode")
    except UnicodeError:
        return found[0]


def _tidy(text: str) -> str:
    lines = (line.strip(" ") for line in text.split("\n"))
    return _EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip()
