"""Read plain text: txt, Markdown, tables, JSON; and the encodings they come in."""

from __future__ import annotations

import json
import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE, BOM_UTF32_LE
from itertools import islice
from typing import TYPE_CHECKING

from durf.intake.extract.limits import Piece
from durf.intake.extract.trouble import Reason, Trouble

if TYPE_CHECKING:
    from collections.abc import Iterator

    from durf.intake.extract.limits import Reading

# The longer marks first: that of UTF-32 starts as that of UTF-16.
MARKS = (
    (BOM_UTF8, "utf-8"),
    (BOM_UTF32_LE, "utf-32-le"),
    (BOM_UTF32_BE, "utf-32-be"),
    (BOM_UTF16_LE, "utf-16-le"),
    (BOM_UTF16_BE, "utf-16-be"),
)
FALLBACK = "cp1252"
ROWS = 100
_SEEN = 4096
_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(.+)$")
_FENCE = re.compile(r" {0,3}(```|~~~)")


def decoded(content: bytes, declared: str = "") -> str:
    """Return bytes as text: by their mark, as UTF-8, as declared, or as cp1252.

    Raises:
        Trouble: they are no text.
    """
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, "replace")
    if encoding := wide(content[:_SEEN]):
        return content.decode(encoding, "replace")
    if is_binary(content):
        raise Trouble(Reason.UNKNOWN)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    try:
        # Only encodings of text: Python has others, such as 'zip' and 'hex'.
        return str(content, declared or FALLBACK, "replace")
    except (LookupError, ValueError):
        return str(content, FALLBACK, "replace")


def wide(start: bytes) -> str:
    """Return which UTF-16 without a mark this is, or nothing.

    In Western text nearly every second byte is then zero.
    """
    half = len(start) // 2
    even, odd = start[0 : 2 * half : 2], start[1 : 2 * half : 2]
    if half < 4:
        return ""
    for zeros, letters, name in ((odd, even, "le"), (even, odd, "be")):
        if zeros.count(0) > 0.7 * half and not is_binary(letters):
            return f"utf-16-{name}"
    return ""


def is_binary(content: bytes) -> bool:
    """Say whether bytes are no text: zeros, or many other control bytes."""
    start = content[:_SEEN]
    control = sum(start.count(code) for code in _CONTROL)
    return 0 in start or control * 20 > len(start)


_CONTROL = [bytes([code]) for code in range(32) if code not in b"\t\n\r\f\x1b"]


def read_text(content: bytes, _reading: Reading) -> Iterator[Piece]:
    """Yield a plain text as one piece."""
    yield Piece(decoded(content))


def read_markdown(content: bytes, _reading: Reading) -> Iterator[Piece]:
    """Yield Markdown as it stands, a piece for each heading."""
    label = fence = ""
    lines: list[str] = []
    for line in decoded(content).splitlines():
        if mark := _FENCE.match(line):
            fence = "" if mark[1] == fence else fence or mark[1]
        heading = None if fence else _HEADING.match(line)
        if heading:
            yield Piece("\n".join(lines), label)
            label, lines = f"§ {heading[2].rstrip(' #')}", []
        lines.append(line)
    yield Piece("\n".join(lines), label)


def read_table(content: bytes, _reading: Reading) -> Iterator[Piece]:
    """Yield the lines of a table as they stand, a hundred a piece."""
    rows = iter(decoded(content).splitlines())
    first = 1
    while some := list(islice(rows, ROWS)):
        yield Piece("\n".join(some), f"rows {first}-{first + len(some) - 1}")
        first += len(some)


def read_json(content: bytes, _reading: Reading) -> Iterator[Piece]:
    """Yield the strings and numbers of JSON; what is no JSON goes out as it stands."""
    text = decoded(content)
    yield Piece(said(text))


def read_json_lines(content: bytes, _reading: Reading) -> Iterator[Piece]:
    """Yield the strings and numbers of JSON lines, a hundred lines a piece."""
    # Not splitlines: a string of JSON may hold other line ends as they are.
    rows = iter(decoded(content).split("\n"))
    first = 1
    while some := list(islice(rows, ROWS)):
        text = "\n".join(said(row) for row in some)
        yield Piece(text, f"lines {first}-{first + len(some) - 1}")
        first += len(some)


def said(text: str) -> str:
    """Return what a piece of JSON says, or the piece itself if it is none."""
    try:
        return "\n".join(_leaves(json.loads(text)))
    except (ValueError, RecursionError):
        return text


def _leaves(tree: object) -> Iterator[str]:
    """Yield the names and values of JSON in their order."""
    left = [tree]
    while left:
        match left.pop():
            case str(text):
                yield text
            case bool() | None:
                pass
            case dict(members):
                for name, member in reversed(members.items()):
                    left += (member, name)
            case list(members):
                left += reversed(members)
            case number:
                yield str(number)
