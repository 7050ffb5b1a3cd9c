"""The signs of a text as a reader counts them, and other ways to count."""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

from durf.networks.network import Weight

if TYPE_CHECKING:
    from collections.abc import Iterator

_CLUSTER = regex.compile(r"\X")


def clusters(text: str) -> Iterator[tuple[int, int]]:
    """Yield the extended grapheme clusters of a text (Unicode UAX #29)."""
    if text.isascii() and "\r" not in text:
        # Each is a sign of its own: most texts need no table.
        yield from ((place, place + 1) for place in range(len(text)))
        return
    for found in _CLUSTER.finditer(text):
        yield found.span()


def by_cluster(text: str) -> Iterator[Weight]:
    """Count each grapheme cluster as one."""
    return (Weight(start, end, 1) for start, end in clusters(text))


def by_byte(text: str) -> Iterator[Weight]:
    """Count each grapheme cluster by its bytes in UTF-8."""
    return (
        Weight(start, end, len(text[start:end].encode("utf-8", "surrogatepass")))
        for start, end in clusters(text)
    )


def by_utf16(text: str) -> Iterator[Weight]:
    """Count each grapheme cluster by its code units in UTF-16."""
    return (
        Weight(start, end, sum(1 + (sign > "\uffff") for sign in text[start:end]))
        for start, end in clusters(text)
    )
