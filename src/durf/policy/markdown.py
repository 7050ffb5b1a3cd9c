"""The structure of a policy file: front matter, headings, rule fences, prose."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from durf.source.place import Place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.rules_core import StateCore
    from markdown_it.token import Token

    from durf.source.faults import Faults

_FENCE_INFO = re.compile(r"rule(?:\s+(.*))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Front:
    """The YAML between the first two ``---`` lines."""

    yaml: str
    place: Place


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading, without its marks."""

    title: str
    level: int
    place: Place


@dataclass(frozen=True, slots=True)
class Fence:
    """A fenced ``rule`` block: the words after ``rule``, and the YAML in it."""

    id: str
    yaml: str
    place: Place
    id_place: Place
    yaml_place: Place


@dataclass(frozen=True, slots=True)
class Text:
    """Markdown that is neither heading nor rule."""

    markdown: str
    place: Place


Block = Heading | Fence | Text


def split_front(lines: Sequence[str], faults: Faults) -> tuple[Front | None, int]:
    """Return the front matter and the number of lines it takes."""
    start = Place(faults.file, 1, 1)
    if not lines or lines[0].rstrip() != "---":
        faults.add(start, "no-front", "a policy begins with front matter between '---'")
        return None, 0
    for number, line in enumerate(lines[1:], 1):
        if line.rstrip() in ("---", "..."):
            text = "\n".join(lines[1:number])
            return Front(text, Place(faults.file, 2, 1)), number + 1
    faults.add(start, "open-front", "the front matter has no closing '---'")
    return None, len(lines)


def split_blocks(lines: Sequence[str], skip: int, faults: Faults) -> list[Block]:
    """Split the body of a policy into headings, rule fences and prose.

    Args:
        lines: all lines of the file.
        skip: how many of them the front matter takes.
        faults: receives headings and fences that stand where they cannot count.
    """
    from markdown_it import MarkdownIt

    body = lines[skip:]
    markdown = MarkdownIt("commonmark", {"maxNesting": 40}).enable("table")
    markdown.core.ruler.at("inline", _parse_headings)
    tokens = markdown.parse("\n".join(body))
    blocks: list[Block] = []
    at = 0
    for index, token in enumerate(tokens):
        block = _block(tokens, index, lines, skip, faults)
        if block is None or token.map is None:
            continue
        first, last = token.map
        _add_text(blocks, body, at, first, skip, faults.file)
        blocks.append(block)
        at = max(at, last)
    _add_text(blocks, body, at, len(body), skip, faults.file)
    return blocks


def _parse_headings(state: StateCore) -> None:
    # What stands inside other blocks stays as it is, and may be made to take long.
    for before, token in pairwise(state.tokens):
        if before.type == "heading_open":
            assert token.children is not None
            state.md.inline.parse(token.content, state.md, state.env, token.children)


def _block(
    tokens: Sequence[Token], index: int, lines: Sequence[str], skip: int, faults: Faults
) -> Heading | Fence | None:
    token = tokens[index]
    if token.map is None:
        return None
    line = token.map[0] + skip + 1
    if token.type == "heading_open" and token.level == 0:
        inline = tokens[index + 1]
        column = len(lines[line - 1]) - len(lines[line - 1].lstrip(" #")) + 1
        title = _plain(inline)
        return Heading(title, int(token.tag[1]), Place(faults.file, line, column))
    if token.type != "fence":
        return None
    info = _FENCE_INFO.fullmatch(token.info.strip())
    if info is None:
        return None
    if token.level > 0:
        column = max(lines[line - 1].find(token.markup), 0) + 1
        place = Place(faults.file, line, column)
        faults.add(
            place, "inner-rule", "a rule may not stand inside a list or quotation"
        )
        return None
    return _fence(token, info[1] or "", line, lines[line - 1], faults)


def _fence(token: Token, words: str, line: int, shown: str, faults: Faults) -> Fence:
    indent = len(shown) - len(shown.lstrip())
    place = Place(faults.file, line, indent + 1)
    at = shown.find(words) if words else len(shown)
    if at < 0:
        # Markdown reads "&amp;" and "\\*" as other signs than stand there.
        at = len(shown) - len(shown.lstrip().lstrip("`~").lstrip()) + len("rule ")
    assert token.map is not None
    closed = token.map[1] - token.map[0] == token.content.count("\n") + 2
    # A file may end in the middle of a line, and of a block.
    if not closed or token.content[-1:] not in ("", "\n"):
        faults.add(place, "open-fence", "this rule block is not closed")
    return Fence(
        words.strip(),
        token.content,
        place,
        Place(faults.file, line, at + 1),
        Place(faults.file, line + 1, indent + 1),
    )


def _plain(inline: Token) -> str:
    parts = [
        " " if child.type in ("softbreak", "hardbreak") else child.content
        for child in inline.children or ()
        if child.type in ("text", "code_inline", "softbreak", "hardbreak")
    ]
    return "".join(parts).strip()


def _add_text(
    blocks: list[Block],
    body: Sequence[str],
    first: int,
    last: int,
    skip: int,
    file: str,
) -> None:
    while first < last and not body[first].strip():
        first += 1
    while last > first and not body[last - 1].strip():
        last -= 1
    if first < last:
        place = Place(file, skip + first + 1, 1)
        blocks.append(Text("\n".join(body[first:last]), place))


class Anchors:
    """Makes the anchors of headings as code hosts do, each once."""

    def __init__(self) -> None:
        self._taken: dict[str, int] = {}

    def of(self, title: str) -> str:
        """Return the anchor of the next heading with this title."""
        kept = (c for c in title.lower() if _stays(c))
        anchor = "".join("-" if c == " " else c for c in kept) or "clause"
        count = self._taken.get(anchor, 0)
        self._taken[anchor] = count + 1
        if count == 0:
            return anchor
        numbered = f"{anchor}-{count}"
        self._taken.setdefault(numbered, 1)
        return numbered


def _stays(character: str) -> bool:
    return character in " -_" or unicodedata.category(character)[0] in "LNM"


class Numbers:
    """Counts headings: the first ``#`` is the title, below it come 1, 1.1, 2."""

    def __init__(self) -> None:
        self._levels: list[int] = []
        self._counts: list[int] = []

    def of(self, level: int) -> str:
        """Return the number of the next heading of this level."""
        if level == 1:
            self._levels, self._counts = [], []
            return ""
        while self._levels and self._levels[-1] > level:
            self._levels.pop()
            self._counts.pop()
        if self._levels and self._levels[-1] == level:
            self._counts[-1] += 1
        else:
            self._levels.append(level)
            self._counts.append(1)
        return ".".join(map(str, self._counts))
