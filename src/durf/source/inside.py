"""Where a part of a scalar stands in its file, however YAML laid it out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from durf.source.place import Place

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from durf.source.nodes import Scalar

_ESCAPES = {"'": "''", '"': "\\"}


def place_inside(scalar: Scalar, offset: int, lines: Sequence[str]) -> Place:
    """Return the place of a code point of a scalar's text.

    YAML folds lines and takes indents away, but what is no space stays in its
    order: so those characters are counted here and there.

    Args:
        scalar: of which ``offset`` counts in the text, from 0.
        offset: at the end of the text, the place after its last character.
        lines: of the file that the scalar stands in.
    """
    before = sum(not character.isspace() for character in scalar.text[:offset])
    is_after = not scalar.text[offset : offset + 1].strip()
    last = scalar.place
    for count, place in enumerate(_places(scalar, lines)):
        if count == before and not is_after:
            return place
        if count == before:
            break
        last = Place(place.file, place.line, place.column + 1)
    return last


def _places(scalar: Scalar, lines: Sequence[str]) -> Iterator[Place]:
    file, first, column = scalar.place.file, scalar.place.line, scalar.place.column
    shown = lines[first - 1][column - 1 :] if first <= len(lines) else ""
    if not scalar.quoted and shown[:1] in ("|", ">"):
        # The text of a block begins below its sign.
        first, column = first + 1, 1
    quote = shown[0] if scalar.quoted and shown else ""
    at = column - 1 + len(quote)
    for number in range(first, len(lines) + 1):
        line = lines[number - 1]
        while at < len(line):
            # Two signs in the file are one in the text.
            at += line.startswith(_ESCAPES.get(quote, "\n"), at)
            if at < len(line) and not line[at].isspace():
                yield Place(file, number, at + 1)
            at += 1
        at = 0
