"""The part of a text where rules bite, with the places underlined."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from durf.cli.cells import Sign, cells, sign

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from durf.check.verdict import Finding

_MARK = "^"
_MORE = "…"
_NAMES = "123456789abcdefghijklmnopqrstuvwxyz"


class Place(NamedTuple):
    """A span with all the findings that have it, and the mark it goes by."""

    start: int
    end: int
    findings: tuple[Finding, ...]


class Mark(NamedTuple):
    """An underline: its row, its first cell, its signs, and what it marks."""

    row: int
    column: int
    signs: str
    place: Place


class Excerpt(NamedTuple):
    """Part of one line of a text.

    Attributes:
        number: of the line, from 1.
        text: as it is shown, secrets masked and controls made visible.
        marks: the underlines, by row and column.
        names: the sign that each place goes by in its underline; "" for an only one
            and for an empty place, which is about the text as a whole.
    """

    number: int
    text: str
    marks: tuple[Mark, ...]
    names: tuple[tuple[str, Place], ...]


def excerpts(text: str, findings: Sequence[Finding], width: int) -> Iterator[Excerpt]:
    """Yield what to show of a text for its findings, at most ``width`` cells wide."""
    secrets = _secrets(findings)
    waiting = _places(findings)
    while waiting:
        first = waiting[0]
        line = _line(text, first.start)
        shown = _window(text, line, first, secrets, width)
        here = [
            place for place in waiting if place is first or _is_inside(place, shown)
        ]
        waiting = [place for place in waiting if place not in here]
        yield _excerpt(text.count("\n", 0, line[0]) + 1, shown, here, line)


def _places(findings: Sequence[Finding]) -> list[Place]:
    by_span: dict[tuple[int, int], list[Finding]] = {}
    for finding in findings:
        by_span.setdefault(finding.span, []).append(finding)
    return [Place(*span, tuple(by_span[span])) for span in sorted(by_span)]


def _secrets(findings: Sequence[Finding]) -> list[tuple[int, int, str]]:
    """Return the spans that may not be shown, apart from each other, with masks."""
    masked: list[tuple[int, int, str]] = []
    for finding in sorted(findings, key=lambda f: f.span):
        if not finding.masked:
            continue
        if masked and finding.start < masked[-1][1]:
            start, end, mask = masked[-1]
            masked[-1] = (start, max(end, finding.end), mask)
        else:
            masked.append((finding.start, finding.end, finding.masked))
    return masked


def _line(text: str, at: int) -> tuple[int, int]:
    """Return the span of the line that a code point is on."""
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    end = len(text) if end < 0 else end
    if end > start and text[end - 1] == "\r":
        end -= 1
    return start, end


def _window(
    text: str,
    line: tuple[int, int],
    place: Place,
    secrets: list[tuple[int, int, str]],
    width: int,
) -> list[Sign]:
    """Return the signs of the line that fit, with the place among them."""
    room = max(width - 2, 8)
    # Every sign stands for one code point at least, so more is never needed.
    left = max(line[0], place.start - room)
    right = min(line[1], place.start + 2 * room)
    signs = list(_signs(text, left, right, secrets))
    total = sum(one.cells for one in signs)
    if left == line[0] and right == line[1] and total <= width:
        return signs
    marked = sum(s.cells for s in signs if _overlaps(s, place))
    before = sum(s.cells for s in signs if s.end <= place.start)
    margin = max(room - marked, 0) // 2
    first = min(max(before - margin, 0), max(total - room, 0), before)
    kept: list[Sign] = []
    column = 0
    for one in signs:
        if first <= column and column + one.cells <= first + room:
            kept.append(one)
        column += one.cells
    return kept


def _signs(
    text: str, start: int, end: int, secrets: list[tuple[int, int, str]]
) -> Iterator[Sign]:
    at = start
    for begin, finish, mask in secrets:
        if finish <= start or begin >= end:
            continue
        yield from (sign(text[n], n) for n in range(at, begin))
        # A mask is one sign: it is shown whole or not at all.
        yield Sign(mask, cells(mask), begin, finish)
        at = finish
    yield from (sign(text[n], n) for n in range(at, end))


def _overlaps(one: Sign, place: Place) -> bool:
    return one.start < place.end and place.start < one.end


def _is_inside(place: Place, shown: list[Sign]) -> bool:
    if not shown:
        return False
    return shown[0].start <= place.start and place.end <= shown[-1].end


def _excerpt(
    number: int, shown: list[Sign], places: list[Place], line: tuple[int, int]
) -> Excerpt:
    before = _MORE if shown and shown[0].start > line[0] else ""
    after = _MORE if shown and shown[-1].end < line[1] else ""
    underlined = [place for place in places if place.start < place.end]
    signs = _NAMES if len(underlined) > 1 else ("",)
    names = [(signs[n % len(signs)], place) for n, place in enumerate(underlined)]
    marks = tuple(_marks(shown, names, len(before)))
    names += [("", place) for place in places if place.start == place.end]
    text = f"{before}{''.join(one.shown for one in shown)}{after}"
    return Excerpt(number, text, marks, tuple(names))


def _marks(
    shown: list[Sign], names: list[tuple[str, Place]], indent: int
) -> Iterator[Mark]:
    """Yield the underlines; those that would touch go on rows of their own."""
    free: list[int] = []
    for name, place in names:
        column, count = _columns(shown, place)
        column += indent
        fits = (row for row, until in enumerate(free) if until < column)
        row = next(fits, len(free))
        free[row:] = [column + count, *free[row + 1 :]]
        yield Mark(row, column, f"{name}{_MARK * (count - len(name))}", place)


def _columns(shown: list[Sign], place: Place) -> tuple[int, int]:
    before = sum(one.cells for one in shown if one.end <= place.start)
    marked = sum(one.cells for one in shown if _overlaps(one, place))
    return before, max(marked, 1)
