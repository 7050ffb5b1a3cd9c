"""Read DOCX: body, headers, notes, comments, text boxes and tracked changes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from durf.intake.extract.markup import Markup, parse, value
from durf.intake.extract.office import Paragraphs, inside, properties, side_part
from durf.intake.extract.trouble import Reason, Trouble
from durf.intake.extract.zipped import Zipped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from durf.intake.extract.limits import Piece, Reading
    from durf.intake.extract.markup import Attributes

SIDES = re.compile(
    r"word/(?:(header|footer|footnotes|endnotes|comments)\d*|charts/(chart)\d*"
    r"|diagrams/(data)\d*)\.xml"
)
LABELS = {"data": "diagram"}
_HEADING = re.compile(r"(?i)(heading [1-9]|title)")


def read_word(content: bytes, reading: Reading) -> Iterator[Piece]:
    """Yield the text of a document, a piece for each heading, then its sides."""
    zipped = Zipped(content, reading)
    body = Paragraphs(headings=headings(zipped))
    parse(zipped.read(main_part(zipped)), body)
    found = body.done()
    yield from found
    for name in zipped.names:
        if match := SIDES.fullmatch(name):
            side = next(filter(None, match.groups()))
            yield from side_part(zipped, name, LABELS.get(side, side))
    yield from properties(zipped, "docProps/core.xml", "docProps/custom.xml")
    yield from inside(zipped, reading, lambda: bool(found))


def main_part(zipped: Zipped) -> str:
    """Return the name of the part that holds the body."""
    for kind, target in zipped.related("").values():
        if kind == "officeDocument" and target in zipped:
            return target
    found = [name for name in zipped.names if re.match(r"word/document\d*\.xml", name)]
    if not found:
        raise Trouble(Reason.DAMAGED)
    return found[0]


def headings(zipped: Zipped) -> frozenset[str]:
    """Return which styles are headings; their ids are in the writer's language."""
    found = Styles()
    if "word/styles.xml" in zipped:
        zipped.feed("word/styles.xml", found)
    return frozenset(found.headings or {"Heading1", "Heading2", "Heading3", "Title"})


class Styles(Markup):
    """The styles of a document that are headings."""

    def __init__(self) -> None:
        self.headings: set[str] = set()
        self._id = ""

    def started(self, name: str, attributes: Attributes) -> None:
        """Take a style and its name."""
        if name == "style":
            self._id = value(attributes, "styleId")
        elif name == "name" and _HEADING.fullmatch(value(attributes, "val")):
            self.headings.add(self._id)
