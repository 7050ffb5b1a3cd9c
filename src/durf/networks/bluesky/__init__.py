"""Bluesky counts graphemes (Unicode UAX #29) and bytes, and links in full.

A host alone is a link too, and clients show no more than 30 signs of one.
The lexicon sets no limit to the description of a picture; Bluesky's own client does.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from durf.networks.counting import Count, Unit, count_bytes, count_clusters
from durf.networks.network import Limits, Network, Part
from durf.networks.parts import HASHTAGS, Kind, finder, is_ending, without_scheme

if TYPE_CHECKING:
    from collections.abc import Iterator

    from durf.networks.network import Piece
    from durf.networks.parts import Span

_LINK = re.compile(
    r"(?<!\S)\(?(?P<link>https?://\S+|(?P<host>[a-z][a-z0-9]*+(?:\.[a-z0-9]++)++)\S*)",
    re.IGNORECASE,
)
_MENTION = re.compile(r"@(?<![^\s(]@)(?P<host>[a-zA-Z0-9.-]*[a-zA-Z0-9])")
_CLOSING = (".", ",", ";", ":", "!", "?")
# Clients show no more of a link than this.
_SHOWN = 30
_LEXICONS = (
    "https://github.com/bluesky-social/atproto/blob/main/lexicons/app/bsky/embed/"
)
_POST = (
    "https://github.com/bluesky-social/atproto/blob/main/lexicons/app/bsky/feed/"
    "post.json"
)


def _links(text: str) -> Iterator[Span]:
    for found in _LINK.finditer(text):
        if found["host"] and not _is_known(found["host"]):
            continue
        start, end = found.span("link")
        if text[start:end].endswith(_CLOSING):
            end -= 1
        if text[start:end].endswith(")") and "(" not in text[start:end]:
            end -= 1
        yield start, end


def _mentions(text: str) -> Iterator[Span]:
    for found in _MENTION.finditer(text):
        if _is_known(found["host"]):
            yield found.span()


def _is_known(host: str) -> bool:
    name, dot, ending = host.rpartition(".")
    return bool(name and dot) and (is_ending(ending.lower()) or ending == "test")


_found = finder(
    Kind(Part.LINK, ".:", _links), Kind(Part.MENTION, "@", _mentions), HASHTAGS
)


def _pieces(text: str) -> Iterator[Piece]:
    for piece in _found(text):
        if piece.part is Part.LINK:
            yield replace(piece, shown=without_scheme(piece.shown, _SHOWN))
        else:
            yield piece


NETWORK = Network(
    name="bluesky",
    title="Bluesky",
    limits=Limits(
        text=300,
        text_bytes=3_000,
        pictures=4,
        picture_bytes=2_000_000,
        alt=2_000,
        videos=1,
        video_bytes=300_000_000,
        has_threads=True,
    ),
    count=Count(Unit.GRAPHEMES, count_clusters),
    also=((Count(Unit.BYTES, count_bytes), 3_000),),
    pieces=_pieces,
    sources={
        "count": _POST,
        "text": _POST,
        "text_bytes": _POST,
        "pictures": f"{_LEXICONS}images.json",
        "picture_bytes": f"{_LEXICONS}images.json",
        "alt": "https://github.com/bluesky-social/social-app/pull/5611",
        "videos": f"{_LEXICONS}video.json",
        "video_bytes": "https://github.com/bluesky-social/atproto/pull/5373",
    },
)
