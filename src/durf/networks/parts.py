"""Links, mentions and hashtags in a text, found the way networks find them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

from durf.networks.network import Part, Piece

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_BEFORE = r"(?<![\w/@#$&.-])"
# What closes a sentence or a bracket stands after a link, not in it.
_END = r"""[^\s<>"'\u201c\u201d\u2018\u2019\u00ab\u00bb.,;:!?)\]}*_~…]"""
LINK = rf"{_BEFORE}https?://[^\s<>\"\u201c\u201d\u00ab\u00bb]*{_END}\)?"
_LABEL = r"[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?"
HOST = rf"(?:{_LABEL}\.)+\p{{L}}{{2,24}}"
HASHTAG = r"(?<![\w&/#@])[#＃](?=\w*[\p{L}_])[\w\u00b7\u200c]+"


def finder(*named: tuple[Part, str]) -> Callable[[str], Iterator[Piece]]:
    """Return a function that parts a text by expressions, the first that fits."""
    groups = "|".join(f"(?P<{part.value}>{pattern})" for part, pattern in named)
    expression = regex.compile(groups, regex.IGNORECASE)

    def pieces(text: str) -> Iterator[Piece]:
        place = 0
        for found in expression.finditer(text):
            start, end = found.span()
            if found.lastgroup == Part.LINK:
                end = start + len(_balanced(found[0]))
            if start > place:
                yield Piece(place, start, Part.PLAIN, text[place:start])
            part = Part(str(found.lastgroup))
            yield Piece(start, end, part, text[start:end])
            place = end
        if place < len(text):
            yield Piece(place, len(text), Part.PLAIN, text[place:])

    return pieces


def _balanced(link: str) -> str:
    """Return a link without a bracket that was opened before it."""
    if link.endswith(")") and link.count("(") < link.count(")"):
        return link[:-1].rstrip(".,;:!?")
    return link


def without_scheme(link: str, longest: int) -> str:
    """Return a link as networks show it: without https:// and cut short."""
    shown = link.split("://", 1)[-1].removeprefix("www.").rstrip("/")
    return shown if len(shown) <= longest else shown[: longest - 1] + "…"
