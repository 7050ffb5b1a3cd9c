"""The text in the XML of office files, whoever may see it on the screen."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from durf.intake.extract.limits import Piece
from durf.intake.extract.markup import Markup, value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from durf.intake.extract.limits import Reading
    from durf.intake.extract.markup import Attributes
    from durf.intake.extract.zipped import Zipped

TEXTS = frozenset(["t", "delText", "v"])
BLOCKS = frozenset(["p", "text"])
BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
OLD = frozenset(["del", "moveFrom"])
NEW = frozenset(["ins", "moveTo"])
PROPERTIES = frozenset(
    ["title", "subject", "description", "keywords", "keyword", "category", "lpwstr"]
)
_INSIDE = re.compile(r"/(embeddings|media|Pictures)/|^(Pictures|media)/")
_OBJECT = re.compile(r"\.(docx|docm|xlsx|xlsm|pptx|pptm|od[tsp]|pdf|eml|txt|csv)$")


@dataclass(slots=True)
class Block:
    """A paragraph that is open: as it is now, and as it was before the changes."""

    now: list[str] = field(default_factory=list)
    before: list[str] = field(default_factory=list)
    style: str = ""
    was_changed: bool = False


class Paragraphs(Markup):
    """The paragraphs of a part of DOCX, PPTX or XLSX (ECMA-376 part 1).

    A paragraph in a text box stands inside another one; each comes out whole.
    Tracked changes come out twice: the text as it is, and as it was.

    Args:
        label: of the pieces, until a heading gives another.
        headings: the styles that are headings.
    """

    def __init__(self, label: str = "", headings: frozenset[str] = frozenset()) -> None:
        self.pieces: list[Piece] = []
        self._headings = headings
        self._label = label
        self._lines: list[str] = []
        self._old: list[Piece] = []
        self._blocks: list[Block] = []
        self._says = self._doubled = self._gone = self._fresh = 0

    def started(self, name: str, attributes: Attributes) -> None:
        """Take the start of an element."""
        if name in TEXTS:
            self._says += 1
        elif name in BLOCKS:
            self._blocks.append(Block())
            self._says += name == "text"
        elif name in BREAKS:
            # A tab stop has the same name as a tab, and attributes.
            if name != "tab" or not attributes:
                self._write(BREAKS[name])
        elif name == "Fallback":
            self._doubled += 1
        elif attributes or name in OLD or name in NEW:
            self._note(name, attributes)

    def _note(self, name: str, attributes: Attributes) -> None:
        """Take what only colours the text around it."""
        if name in OLD:
            self._gone += 1
        elif name in NEW:
            self._fresh += 1
        elif name in ("docPr", "cNvPr"):
            self._lines += filter(None, [value(attributes, "descr")])
        elif self._blocks and name == "pStyle":
            self._blocks[-1].style = value(attributes, "val")
        elif self._blocks and name == "outlineLvl" and value(attributes, "val") < "9":
            self._blocks[-1].style = next(iter(self._headings), "")

    def ended(self, name: str) -> None:
        """Take the end of an element."""
        if name in TEXTS:
            self._says -= 1
            if not self._blocks:
                self._lines.append("\n")
        elif name in BLOCKS:
            self._says -= name == "text"
            self._close(self._blocks.pop())
        elif name == "Fallback":
            self._doubled -= 1
        elif name in OLD:
            self._gone -= 1
        elif name in NEW:
            self._fresh -= 1

    def said(self, text: str) -> None:
        """Take a run of text."""
        if self._says:
            self._write(text)

    def done(self) -> list[Piece]:
        """Return what was found; last what was taken out of it."""
        self._cut()
        return [*self.pieces, *self._old]

    def _write(self, text: str) -> None:
        if self._doubled:
            return
        if not self._blocks:
            self._lines.append(text)
            return
        block = self._blocks[-1]
        if self._gone:
            block.was_changed = True
        else:
            block.now.append(text)
        if not self._fresh:
            block.before.append(text)

    def _close(self, block: Block) -> None:
        text = "".join(block.now)
        if block.style in self._headings and text.strip():
            self._cut()
            self._label = f"§ {' '.join(text.split())}"
        if text:
            self._lines.append(text)
        if block.was_changed:
            label = f"{self._label}, deleted" if self._label else "deleted"
            self._old.append(Piece("".join(block.before), label))

    def _cut(self) -> None:
        if self._lines:
            self.pieces.append(Piece("\n".join(self._lines), self._label))
        self._lines = []


class Properties(Markup):
    """Title, subject and the like, as office programs keep them."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._is_told = False

    def started(self, name: str, attributes: Attributes) -> None:
        """Take the start of an element."""
        del attributes
        self._is_told = name in PROPERTIES
        if self._is_told:
            self.lines.append("")

    def ended(self, name: str) -> None:
        """Take the end of an element."""
        del name
        self._is_told = False

    def said(self, text: str) -> None:
        """Take a run of text."""
        if self._is_told:
            self.lines[-1] += text


def properties(zipped: Zipped, *names: str) -> Iterator[Piece]:
    """Yield what the properties of a file say."""
    found = Properties()
    for name in names:
        if name in zipped:
            zipped.feed(name, found)
    if any(found.lines):
        yield Piece("\n".join(found.lines), "properties")


def side_part(zipped: Zipped, name: str, label: str) -> Iterator[Piece]:
    """Yield the text of a part that stands beside the main ones."""
    found = Paragraphs(label)
    if zipped.feed(name, found):
        yield from found.done()


def inside(
    zipped: Zipped, reading: Reading, is_said: Callable[[], bool]
) -> Iterator[Piece]:
    """Yield the text of embedded files; of pictures only if nothing else was said."""
    for name in zipped.names:
        if _INSIDE.search(name) and (_OBJECT.search(name.lower()) or not is_said()):
            yield from reading.inner(zipped.read(name), name.rpartition("/")[2])
