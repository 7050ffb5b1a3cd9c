"""Read XLSX: every sheet, hidden ones too, with comments and text boxes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from durf.intake.extract.limits import Piece
from durf.intake.extract.markup import Markup, parse, value
from durf.intake.extract.office import inside, properties, side_part
from durf.intake.extract.trouble import Reason, Trouble
from durf.intake.extract.zipped import Zipped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from durf.intake.extract.limits import Reading
    from durf.intake.extract.markup import Attributes

MAIN = "xl/workbook.xml"
SIDES = frozenset(["comments", "threadedComment", "drawing"])
CHARTS = frozenset(["chart"])
MARGINS = frozenset(
    "oddHeader oddFooter evenHeader evenFooter firstHeader firstFooter".split()
)
ROWS = 500
# Fonts, places and fields in the margins (ECMA-376 part 1, 18.3.1.46).
_CODES = re.compile(r'&(?:"[^"]*"|K[0-9A-F]{6}|\d+|[A-Z])')


def read_sheets(content: bytes, reading: Reading) -> Iterator[Piece]:
    """Yield the cells of each sheet row by row, then what belongs to it."""
    zipped = Zipped(content, reading)
    if MAIN not in zipped:
        raise Trouble(Reason.DAMAGED)
    book, related = Book(), zipped.related(MAIN)
    parse(zipped.read(MAIN), book)
    shared = Shared()
    for kind, name in related.values():
        if kind == "sharedStrings" and name in zipped:
            parse(zipped.read(name), shared)
    found = [(name, related[one][1]) for name, one in book.sheets if one in related]
    for name, part in found:
        reading.page()
        if part in zipped:
            yield from sheet(zipped, part, f"sheet {name}", shared.strings)
    yield from properties(zipped, "docProps/core.xml", "docProps/custom.xml")
    yield from inside(zipped, reading, lambda: bool(shared.strings))


def sheet(zipped: Zipped, part: str, label: str, shared: list[str]) -> Iterator[Piece]:
    """Yield the text of one sheet."""
    cells = Cells(shared)
    if zipped.feed(part, cells):
        for start in range(0, len(cells.rows), ROWS):
            yield Piece("\n".join(cells.rows[start : start + ROWS]), label)
    for kind, name in zipped.related(part).values():
        if kind not in SIDES or name not in zipped:
            continue
        yield from side_part(zipped, name, label)
        for inner, chart in zipped.related(name).values():
            if inner in CHARTS and chart in zipped:
                yield from side_part(zipped, chart, label)


class Book(Markup):
    """The sheets of a workbook: name and id."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str]] = []

    def started(self, name: str, attributes: Attributes) -> None:
        """Take a sheet, whether it is hidden or not."""
        if name == "sheet":
            name = value(attributes, "name")
            self.sheets += [
                (name, found)
                for key, found in attributes.items()
                if key.endswith(":id")
            ]


class Shared(Markup):
    """The strings that cells share."""

    def __init__(self) -> None:
        self.strings: list[str] = []
        self._pieces: list[str] = []
        self._is_text = False

    def started(self, name: str, attributes: Attributes) -> None:
        """Take the start of a string or of a piece of it."""
        del attributes
        if name == "si":
            self._pieces = []
        self._is_text = name == "t"

    def ended(self, name: str) -> None:
        """Take the end of a string or of a piece of it."""
        self._is_text = False
        if name == "si":
            self.strings.append("".join(self._pieces))

    def said(self, text: str) -> None:
        """Take a run of text."""
        if self._is_text:
            self._pieces.append(text)


class Cells(Markup):
    """The rows of a sheet: the cells as they were last calculated."""

    def __init__(self, shared: list[str]) -> None:
        self.rows: list[str] = []
        self._shared = shared
        self._row: list[str] = []
        self._cell: list[str] = []
        self._kind = ""
        self._is_value = False

    def started(self, name: str, attributes: Attributes) -> None:
        """Take the start of a row, a cell or its value."""
        if name == "row":
            self._row = []
        elif name == "c":
            self._kind = attributes.get("t", "n")
            self._cell = []
        elif name in MARGINS:
            self._cell, self._is_value = [], True
        elif name in ("v", "t"):
            self._is_value = True

    def ended(self, name: str) -> None:
        """Take the end of a row, a cell or its value."""
        if name in ("v", "t"):
            self._is_value = False
        elif name == "c":
            self._row += filter(None, [self._text("".join(self._cell))])
        elif name == "row":
            self.rows += filter(None, ["\t".join(self._row)])
        elif name in MARGINS:
            self._is_value = False
            self.rows.append(_CODES.sub(" ", "".join(self._cell)).strip())
            self._cell = []

    def said(self, text: str) -> None:
        """Take a run of text."""
        if self._is_value:
            self._cell.append(text)

    def _text(self, found: str) -> str:
        """Return what a cell shows; of a number, as it is kept."""
        if self._kind == "s":
            place = int(found) if found.isdecimal() else -1
            return self._shared[place] if 0 <= place < len(self._shared) else ""
        return "" if self._kind in ("b", "e") else found
