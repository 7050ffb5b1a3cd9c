"""Links, mentions and hashtags in a text, found the way networks find them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import regex

from durf.networks.network import Part, Piece

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Span = tuple[int, int]
# What closes a sentence or a bracket stands after a link, not in it.
_END = r"""[^\s<>"'\u201c\u201d\u2018\u2019\u00ab\u00bb.,;:!?)\]}*_~…]"""
_PLAIN_LINK = regex.compile(
    rf"(?<![\w/@#$&.-])https?://[^\s<>\"\u201c\u201d\u00ab\u00bb]*{_END}\)?",
    regex.IGNORECASE,
)
_HASHTAG = regex.compile(r"[#＃](?<![\w&/#@][#＃])(?=\w*[\p{L}_])[\w\u00b7\u200c]+")
# A label of a host: letters and digits of any script, with dashes between.
_LETTER = (
    r"[^\x00-\x2f\x3a-\x40\x5b-\x60\x7b-\xa0\s"
    r"\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]"
)
_HOST = rf"(?:{_LETTER}++(?:[_-]++{_LETTER}++)*+\.)++{_LETTER}++(?:[_-]++{_LETTER}++)*+"
_LATIN = r"[a-z0-9\u00c0-\u024f]"
_LATIN_HOST = rf"{_LATIN}++(?:-++{_LATIN}++)*+(?:\.{_LATIN}++(?:-++{_LATIN}++)*+)++"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of part.

    Attributes:
        part: what it is.
        triggers: signs of which each such part has one: a cheap way to say no.
        spans: finds them.
    """

    part: Part
    triggers: str
    spans: Callable[[str], Iterable[Span]]


class Grammar(NamedTuple):
    """What may follow the host of a link, as classes of expressions.

    Attributes:
        path: signs of a path.
        path_end: those of them that a path does not end with.
        query: signs of a query.
        query_end: those of them that a query does not end with.
    """

    path: str
    path_end: str
    query: str
    query_end: str


HASHTAGS = Kind(Part.HASHTAG, "#＃", lambda text: _spans(_HASHTAG, text))


def finder(*kinds: Kind) -> Callable[[str], Iterator[Piece]]:
    """Return a function that parts a text; what begins first counts."""

    def pieces(text: str) -> Iterator[Piece]:
        place = 0
        for start, end, part in parts(text, kinds):
            if start > place:
                yield Piece(place, start, Part.PLAIN, text[place:start])
            yield Piece(start, end, part, text[start:end])
            place = end
        if place < len(text):
            yield Piece(place, len(text), Part.PLAIN, text[place:])

    return pieces


def parts(text: str, kinds: Iterable[Kind]) -> Iterator[tuple[int, int, Part]]:
    """Yield where parts of these kinds are, none inside another."""
    found = [
        (start, -end, kind.part)
        for kind in kinds
        if any(sign in text for sign in kind.triggers)
        for start, end in kind.spans(text)
    ]
    place = 0
    for start, end, part in sorted(found):
        if start >= place:
            yield start, -end, part
            place = -end


def plain_links(text: str) -> Iterator[Span]:
    """Find links that begin with http:// or https://, of any host."""
    for found in _PLAIN_LINK.finditer(text):
        yield found.start(), found.start() + len(_balanced(found[0]))


def known_links(grammar: Grammar, *, bare: bool) -> Callable[[str], Iterator[Span]]:
    """Return a finder of links whose host ends as hosts do.

    Args:
        grammar: of what follows the host.
        bare: whether ``durf.nl`` is one, without https://.
    """
    inner = rf"{grammar.path}*+"
    brackets = rf"\({inner}(?:\({inner}\){inner})?\)"
    rest = re.compile(
        rf"(?P<port>:\d++)?(?P<path>/(?:{grammar.path}++|{brackets})*+)?"
        rf"(?P<query>\?{grammar.query}*+)?",
        re.IGNORECASE,
    )
    path_end = re.compile(rf"{grammar.path_end}+\Z", re.IGNORECASE)
    query_end = re.compile(rf"{grammar.query_end}+\Z", re.IGNORECASE)

    def end(text: str, place: int) -> int:
        after = rest.match(text, place)
        if after is None:
            return place
        if after["path"]:
            path = path_end.sub("", after["path"])
            if len(path) < len(after["path"]):
                return after.start("path") + len(path)
        query = query_end.sub("", after["query"] or "")
        return after.end() - len(after["query"] or "") + len(query)

    def spans(text: str) -> Iterator[Span]:
        if "://" in text:
            for found in _WEB.finditer(text):
                host = _host_end(found["host"])
                if host:
                    place = found.start("host") + host
                    whole = host == len(found["host"])
                    yield found.start(), end(text, place) if whole else place
        if bare and _DOTTED.search(text):
            for found in _BARE.finditer(text):
                host = _host_end(found[0])
                if host and _begins(text, found.start(), found[0]):
                    place = found.start() + host
                    path = text.startswith(("/", ":"), place)
                    yield found.start(), end(text, place) if path else place

    return spans


_WEB = re.compile(
    rf"[hH](?<![A-Za-z0-9@＠$#＃][hH])[tT]{{2}}[pP][sS]?://(?P<host>{_HOST})(?![@+])"
)
_BARE = re.compile(
    rf"(?<![a-z0-9\u00c0-\u024f@＠$#＃./-]){_LATIN_HOST}(?![@+-])", re.IGNORECASE
)
_DOTTED = re.compile(r"\.(?=[A-Za-z])")


def _begins(text: str, start: int, host: str) -> bool:
    """Say whether a host may begin here: only a subdomain has underscores in it."""
    if not text.endswith("_", 0, start):
        return True
    return host.count(".") > 1 and text[max(start - 2, 0)].isalnum()


def _host_end(host: str) -> int:
    """Return where a host ends: with its last label that hosts end with, or 0."""
    end = len(host)
    while (dot := host.rfind(".", 0, end)) > 0:
        label = host[dot + 1 : end].lower()
        for one in (label, _beginning(label)):
            if is_ending(one):
                name = host[host.rfind(".", 0, dot) + 1 : dot]
                return 0 if "_" in name else dot + 1 + len(one)
        end = dot
    return 0


def _beginning(label: str) -> str:
    """Return what a label has before signs of other scripts, as in com日本."""
    for place, sign in enumerate(label):
        if not sign.isascii():
            return label[:place]
    return label


def is_ending(label: str) -> bool:
    """Say whether addresses end with this label, in small letters."""
    return label in _endings() or label.startswith("xn--")


@cache
def _endings() -> frozenset[str]:
    lines = Path(__file__).with_name("endings.txt").read_text("utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))


def _spans(expression: regex.Pattern[str], text: str) -> Iterator[Span]:
    for found in expression.finditer(text):
        yield found.span()


def matches(expression: str, group: int | str = 0) -> Callable[[str], Iterator[Span]]:
    """Return a finder of what an expression matches, or one group of it."""
    compiled = re.compile(expression)

    def spans(text: str) -> Iterator[Span]:
        for found in compiled.finditer(text):
            yield found.span(group)

    return spans


def _balanced(link: str) -> str:
    """Return a link without a bracket that was opened before it."""
    if link.endswith(")") and link.count("(") < link.count(")"):
        return link[:-1].rstrip(".,;:!?")
    return link


def without_scheme(link: str, longest: int) -> str:
    """Return a link as networks show it: without https:// and cut short."""
    shown = link.split("://", 1)[-1].removeprefix("www.").rstrip("/")
    return shown if len(shown) <= longest else shown[: longest - 1] + "…"
