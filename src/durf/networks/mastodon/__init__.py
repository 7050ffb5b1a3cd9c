"""Mastodon and servers that speak its API: 500 characters, a link counts as 23."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from durf.networks.network import Limits, Network, Part, Unit, Weight
from durf.networks.parts import HASHTAG, HOST, LINK, finder, without_scheme
from durf.networks.signs import clusters

if TYPE_CHECKING:
    from collections.abc import Iterator

    from durf.networks.network import Piece

LINK_LENGTH = 23
_MENTION = rf"(?<![\w@/])@[\w.-]*\w(?:@{HOST})?"
_found = finder((Part.LINK, LINK), (Part.MENTION, _MENTION), (Part.HASHTAG, HASHTAG))
_SHOWN = 30


def _pieces(text: str) -> Iterator[Piece]:
    for piece in _found(text):
        if piece.part is Part.LINK:
            yield replace(piece, shown=without_scheme(piece.shown, _SHOWN))
        elif piece.part is Part.MENTION:
            yield replace(piece, shown=_local(piece.shown))
        else:
            yield piece


def _weights(text: str) -> Iterator[Weight]:
    """Count a link as 23, of a mention only the name, and all else by cluster."""
    for piece in _found(text):
        if piece.part is Part.LINK:
            yield Weight(piece.start, piece.end, LINK_LENGTH)
        elif piece.part is Part.MENTION:
            yield Weight(piece.start, piece.end, len(_local(piece.shown)))
        else:
            start = piece.start
            yield from (
                Weight(start + one, start + other, 1)
                for one, other in clusters(piece.shown)
            )


def _local(mention: str) -> str:
    return "@" + mention[1:].partition("@")[0]


NETWORK = Network(
    name="mastodon",
    title="Mastodon",
    unit=Unit.CHARACTERS,
    limits=Limits(
        text=500,
        pictures=4,
        picture_bytes=16_777_216,
        alt=1_500,
        has_threads=True,
        source="https://docs.joinmastodon.org/user/posting/",
    ),
    pieces=_pieces,
    weights=_weights,
    settings={"max_characters": 500},
)
