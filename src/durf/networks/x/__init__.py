"""X counts Latin signs as 1, others and each emoji as 2, and a link as 23.

So does its published parser (twitter-text 3, configuration v3), in the text's NFC.
A host with a known ending is a link without https:// too, even in "zin.De".
Longer posts of paying accounts are not reckoned with.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING

import regex

from durf.networks.counting import Count, Unit, Weight, joined
from durf.networks.network import Limits, Network, Part
from durf.networks.parts import (
    HASHTAGS,
    Grammar,
    Kind,
    finder,
    known_links,
    matches,
    parts,
    without_scheme,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from durf.networks.network import Piece
    from durf.networks.parts import Span

LINK_LENGTH = 23
EMOJI_WEIGHT = 2
# Signs of four ranges count for one, all others for two.
_HEAVY = re.compile(r"[^\x00-\u10ff\u2000-\u200d\u2010-\u201f\u2032-\u2037]+")
_PICTURE = r"\p{Extended_Pictographic}"
_STYLED = r"(?:\ufe0f|\p{Emoji_Modifier}|[\U000e0020-\U000e007f]+)"
_JOINED = rf"\u200d{_PICTURE}"
_EMOJI = regex.compile(
    rf"\p{{RI}}{{2}}|[#*0-9]\ufe0f?\u20e3|"
    rf"{_PICTURE}(?:{_STYLED}|(?={_JOINED}))(?:{_JOINED}{_STYLED}?)*"
)
_MARKED = (
    r"\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0300-\u036f\u0400-\u04ff\u1e00-\u1eff"
)
_any_link = known_links(
    Grammar(
        path=rf"[a-z0-9!*';:=+,.$/%#\[\]_~@|&\u2013{_MARKED}-]",
        path_end=r"[!*';:,.$%\[\]~@|&\u2013]",
        query=r"[a-z0-9!?*'@();:&=+$/%#\[\]_.,~|-]",
        query_end=r"[!?*'@();:+$%\[\].,~|]",
    ),
    bare=True,
)
# What X made of a link itself ends after letters and digits.
_SHORTENED = re.compile(r"https?://t\.co/[a-z0-9]+", re.IGNORECASE)


def _links(text: str) -> Iterator[Span]:
    for start, end in _any_link(text):
        shortened = _SHORTENED.match(text, start, end)
        yield start, shortened.end() if shortened else end


_LINKS = Kind(Part.LINK, ".", _links)
_MENTIONS = Kind(
    Part.MENTION,
    "@＠",
    matches(r"[@＠](?<![\w!#$%&*@＠][@＠])[A-Za-z0-9_]{1,20}+(?![@＠\w]|://)"),
)
_CASHTAGS = Kind(
    Part.HASHTAG, "$", matches(r"\$(?<!\S\$)[A-Za-z]{1,6}(?:[._][A-Za-z]{1,2})?(?!\w)")
)
_found = finder(_LINKS, _MENTIONS, HASHTAGS, _CASHTAGS)
_SHOWN = 26
_COUNTING = "https://docs.x.com/fundamentals/counting-characters"
_MEDIA = "https://docs.x.com/x-api/media/quickstart/best-practices"


def _pieces(text: str) -> Iterator[Piece]:
    for piece in _found(text):
        if piece.part is Part.LINK:
            yield replace(piece, shown=without_scheme(piece.shown, _SHOWN))
        else:
            yield piece


def _fixed(text: str) -> Iterator[Weight]:
    for start, end, _ in parts(text, (_LINKS,)):
        yield Weight(start, end, LINK_LENGTH)


def _weight(text: str) -> int:
    """Count the signs of a text, each emoji as one sign."""
    if text.isascii():
        return len(text)
    text = unicodedata.normalize("NFC", text)
    total = _of_signs(text)
    for some in joined(text):
        for emoji in _EMOJI.findall(some):
            total += EMOJI_WEIGHT - _of_signs(emoji)
    return total


def _of_signs(text: str) -> int:
    return len(text) + sum(map(len, _HEAVY.findall(text)))


NETWORK = Network(
    name="x",
    title="X",
    limits=Limits(
        text=280,
        pictures=4,
        picture_bytes=5_000_000,
        alt=1_000,
        videos=1,
        video_bytes=8_000_000_000,
        video_seconds=1_200,
        has_threads=True,
    ),
    count=Count(Unit.WEIGHTED, _weight, _fixed),
    pieces=_pieces,
    sources={
        "count": "https://github.com/twitter/twitter-text/blob/master/config/v3.json",
        "text": _COUNTING,
        "pictures": _MEDIA,
        "picture_bytes": _MEDIA,
        "alt": "https://docs.x.com/x-api/media/create-media-metadata",
        "videos": _MEDIA,
        "video_bytes": _MEDIA,
        "video_seconds": _MEDIA,
    },
)
