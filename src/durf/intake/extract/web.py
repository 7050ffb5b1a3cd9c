"""Read HTML, and other markup, as text."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from durf.intake.extract.limits import Piece
from durf.intake.extract.plain import decoded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from durf.intake.extract.limits import Reading

INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark "
    "q s samp small span strike strong sub sup time tt u var wbr".split()
)
UNSEEN = frozenset(["script", "style"])
HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
TOLD = ("alt", "title", "placeholder", "aria-label")
NAMED = frozenset(["description", "keywords", "og:title", "og:description"])
_CHARSET = re.compile(rb"""(?i)(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""")
_BLANK = re.compile(r"[ \t\r\n]+")


def read_html(content: bytes, _reading: Reading) -> Iterator[Piece]:
    """Yield the text of a page, a piece for each heading; at the end its comments."""
    yield from pieces(decoded(content, declared(content)))


def read_xml(content: bytes, reading: Reading) -> Iterator[Piece]:
    """Yield the text of XML, forgivingly: without entities there is no bomb in it."""
    yield from read_html(content, reading)


def declared(content: bytes) -> str:
    """Return the encoding that a page names itself, or nothing."""
    found = _CHARSET.search(content[:2048])
    return found[1].decode("ascii", "replace") if found else ""


def pieces(text: str) -> Iterator[Piece]:
    """Yield the text of a page, a piece for each heading; at the end its comments."""
    page = Page()
    page.feed(text)
    page.close()
    yield from page.done()


class Page(HTMLParser):
    """A page on its way to text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._found: list[Piece] = []
        self._text: list[str] = []
        self._heading: list[str] | None = None
        self._label = ""
        self._unseen = 0
        self._comments: list[str] = []

    def done(self) -> Iterator[Piece]:
        """Yield what was found."""
        self._cut()
        yield from self._found
        if self._comments:
            yield Piece("\n".join(self._comments), "comments")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take the start of an element, and what its attributes tell a reader."""
        if tag in UNSEEN:
            self._unseen += 1
        if tag in HEADINGS:
            self._cut()
            self._heading = []
        if tag not in INLINE:
            self._text.append("\n")
        self._text += (f"\n{line}\n" for line in told(tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        """Take the end of an element."""
        if tag in UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        if tag in HEADINGS and self._heading is not None:
            heading = _BLANK.sub(" ", "".join(self._heading)).strip()
            self._label = f"§ {heading}" if heading else self._label
            self._heading = None
        if tag not in INLINE:
            self._text.append("\n")

    def handle_data(self, data: str) -> None:
        """Take a run of text."""
        if self._unseen:
            return
        # A line end in the source is a blank, not the end of a line.
        data = _BLANK.sub(" ", data)
        self._text.append(data)
        if self._heading is not None:
            self._heading.append(data)

    def handle_comment(self, data: str) -> None:
        """Take a comment: nobody sees it, so nobody takes it out."""
        self._comments.append(data)

    def unknown_decl(self, data: str) -> None:
        """Take a section of plain characters of XML."""
        self.handle_data(data.removeprefix("CDATA["))

    def _cut(self) -> None:
        """End a piece."""
        text = "".join(self._text)
        self._text = []
        if text.strip():
            self._found.append(Piece(text, self._label))


def told(tag: str, attributes: dict[str, str | None]) -> Iterator[str]:
    """Yield what attributes tell a reader, or a search engine."""
    for name in TOLD:
        if found := attributes.get(name):
            yield found
    if tag == "meta":
        name = attributes.get("name") or attributes.get("property") or ""
        if name.lower() in NAMED:
            yield attributes.get("content") or ""
    if tag == "input" and attributes.get("type") != "hidden":
        yield attributes.get("value") or ""
