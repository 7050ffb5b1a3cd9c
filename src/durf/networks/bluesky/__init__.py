"""Bluesky: 300 graphemes and 3,000 bytes; links count in full."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from durf.networks.network import Limits, Network, Part, Unit
from durf.networks.parts import HASHTAG, HOST, LINK, finder, without_scheme
from durf.networks.signs import by_byte, by_cluster

if TYPE_CHECKING:
    from collections.abc import Iterator

    from durf.networks.network import Piece

_MENTION = rf"(?<![\w@/.])@{HOST}"
_found = finder((Part.LINK, LINK), (Part.MENTION, _MENTION), (Part.HASHTAG, HASHTAG))
_SHOWN = 30


def _pieces(text: str) -> Iterator[Piece]:
    for piece in _found(text):
        if piece.part is Part.LINK:
            # The text is shown as it was written; clients shorten what they link.
            yield replace(piece, shown=without_scheme(piece.shown, _SHOWN))
        else:
            yield piece


NETWORK = Network(
    name="bluesky",
    title="Bluesky",
    unit=Unit.GRAPHEMES,
    limits=Limits(
        text=300,
        pictures=4,
        picture_bytes=2_000_000,
        alt=2_000,
        has_threads=True,
        source="https://github.com/bluesky-social/atproto/tree/main/lexicons/app/bsky",
    ),
    pieces=_pieces,
    weights=by_cluster,
    also=((Unit.BYTES, 3_000, by_byte),),
)
