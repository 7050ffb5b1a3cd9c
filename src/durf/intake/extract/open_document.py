"""Read ODT, ODS and ODP: text, notes, comments, hidden sheets, deleted text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from durf.intake.extract.limits import Piece
from durf.intake.extract.markup import Markup, parse, value
from durf.intake.extract.office import inside, properties
from durf.intake.extract.trouble import Reason, Trouble
from durf.intake.extract.zipped import Zipped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from durf.intake.extract.limits import Reading
    from durf.intake.extract.markup import Attributes

MANIFEST = "META-INF/manifest.xml"
BLOCKS = frozenset(["p", "h", "title", "desc"])
# Inside a paragraph, and no text of it.
UNSEEN = frozenset(["creator", "date", "date-string", "note-citation", "initials"])
BREAKS = {"tab": "\t", "line-break": "\n", "soft-page-break": ""}


def read_open_document(content: bytes, reading: Reading) -> Iterator[Piece]:
    """Yield the text of an OpenDocument file (ISO/IEC 26300)."""
    zipped = Zipped(content, reading)
    refuse_encrypted(zipped)
    found = Content(reading)
    parse(zipped.read("content.xml"), found)
    yield from found.done()
    if "styles.xml" in zipped:
        margins = Content(reading, "header")
        if zipped.feed("styles.xml", margins):
            yield from margins.done()
    for name in zipped.names:
        if name.endswith("/content.xml"):
            part = Content(reading, "object")
            if zipped.feed(name, part):
                yield from part.done()
    yield from properties(zipped, "meta.xml")
    yield from inside(zipped, reading, lambda: bool(found.pieces))


def refuse_encrypted(zipped: Zipped) -> None:
    """Raise if the parts are encrypted: the zip around them is not.

    Raises:
        Trouble: they are.
    """
    manifest = Manifest()
    if MANIFEST in zipped:
        zipped.feed(MANIFEST, manifest)
    if manifest.is_encrypted or "encrypted-package" in zipped:
        raise Trouble(Reason.ENCRYPTED)


class Manifest(Markup):
    """Says whether a part of the file is encrypted."""

    is_encrypted = False

    def started(self, name: str, attributes: Attributes) -> None:
        """Take an entry."""
        del attributes
        self.is_encrypted = self.is_encrypted or name == "encryption-data"


class Content(Markup):
    """The paragraphs of an OpenDocument file, under headings, slides or sheets."""

    def __init__(self, reading: Reading, label: str = "") -> None:
        self.pieces: list[Piece] = []
        self._reading = reading
        self._label = label
        self._kind = ""
        self._lines: list[str] = []
        self._blocks: list[list[str]] = []
        self._slides = self._unseen = 0
        self._kept = ""

    def started(self, name: str, attributes: Attributes) -> None:
        """Take the start of an element."""
        if name in BLOCKS:
            self._blocks.append([])
        elif name in UNSEEN:
            self._unseen += 1
        elif name == "s":
            # Whoever claims a million blanks gets a few.
            count = value(attributes, "c")
            self.said(" " * (min(int(count), 80) if count.isdecimal() else 1))
        elif name in BREAKS:
            self.said(BREAKS[name])
        else:
            self._enter(name, attributes)

    def _enter(self, name: str, attributes: Attributes) -> None:
        """Take the start of what holds paragraphs."""
        if name in ("text", "spreadsheet", "presentation"):
            self._kind = name
        elif name == "page" and self._kind == "presentation":
            self._slides += 1
            self._reading.page()
            self._turn(f"slide {self._slides}")
        elif name == "table" and self._kind == "spreadsheet":
            self._reading.page()
            self._turn(f"sheet {value(attributes, 'name')}")
        elif name == "tracked-changes":
            self._kept = self._label
            self._turn("deleted")

    def ended(self, name: str) -> None:
        """Take the end of an element."""
        if name in UNSEEN:
            self._unseen -= 1
        elif name == "tracked-changes":
            self._turn(self._kept)
        elif name in BLOCKS:
            text = "".join(self._blocks.pop())
            if name == "h" and text.strip() and self._kind == "text":
                self._turn(f"§ {' '.join(text.split())}")
            if text:
                self._lines.append(text)

    def said(self, text: str) -> None:
        """Take a run of text."""
        if self._blocks and not self._unseen:
            self._blocks[-1].append(text)

    def done(self) -> list[Piece]:
        """Return what was found."""
        self._turn("")
        return self.pieces

    def _turn(self, label: str) -> None:
        """End a piece, and begin one with another label."""
        if self._lines:
            self.pieces.append(Piece("\n".join(self._lines), self._label))
        self._lines, self._label = [], label
