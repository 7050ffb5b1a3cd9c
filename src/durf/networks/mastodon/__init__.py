"""Mastodon counts graphemes, a link as 23 and of a mention only the name.

What stands before the text as a content warning counts too.
A link begins with https:// or http://, and its host has a known ending.
A server may take longer texts: `max_characters` of the channel says so.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from durf.networks.counting import Count, Unit, Weight, count_clusters
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

LINK_LENGTH = 23
_NAME = r"[A-Za-z0-9_]++(?:[.-]++[A-Za-z0-9_]++)*+"
_MENTION = rf"@(?<![=/\w]@){_NAME}(?:@\w++(?:[.-]++\w++)*+)?(?![@＠]|://)"
_LINKS = Kind(
    Part.LINK,
    ":",
    known_links(
        Grammar(
            path=r"[^\s<>()?]",
            path_end=r"""[!*"'「」<>;:=,.$%\[\]~&|@]""",
            query=r"[a-z0-9!?*'();:&=+$/%#\[\]_.,~|@^\u00a1-\U0010fffd-]",
            query_end=r"[!?*'();:+$%\[\].,~|@^]",
        ),
        bare=False,
    ),
)
_MENTIONS = Kind(Part.MENTION, "@", matches(_MENTION))
_found = finder(_LINKS, _MENTIONS, HASHTAGS)
_SHOWN = 30
_DOCS = "https://docs.joinmastodon.org/"
_CODE = "https://github.com/mastodon/mastodon/blob/main/app/"


def _pieces(text: str) -> Iterator[Piece]:
    for piece in _found(text):
        if piece.part is Part.LINK:
            yield replace(piece, shown=without_scheme(piece.shown, _SHOWN))
        elif piece.part is Part.MENTION:
            yield replace(piece, shown=_local(piece.shown))
        else:
            yield piece


def _fixed(text: str) -> Iterator[Weight]:
    """Count a link as 23, and of a mention only the name."""
    for start, end, part in parts(text, (_LINKS, _MENTIONS)):
        if part is Part.LINK:
            yield Weight(start, end, LINK_LENGTH)
        else:
            yield Weight(start, end, len(_local(text[start:end])))


def _local(mention: str) -> str:
    return "@" + mention[1:].partition("@")[0]


NETWORK = Network(
    name="mastodon",
    title="Mastodon",
    limits=Limits(
        text=500,
        pictures=4,
        picture_bytes=16 * 1024 * 1024,
        picture_pixels=33_177_600,
        alt=1_500,
        videos=1,
        video_bytes=99 * 1024 * 1024,
        has_threads=True,
        has_edits=True,
    ),
    count=Count(Unit.CHARACTERS, count_clusters, _fixed),
    pieces=_pieces,
    settings={"max_characters": 500},
    sources={
        "count": f"{_CODE}validators/status_length_validator.rb",
        "text": f"{_DOCS}user/posting/#text",
        "pictures": f"{_DOCS}user/posting/#media",
        "picture_bytes": f"{_DOCS}user/posting/#media",
        "picture_pixels": "https://github.com/mastodon/mastodon/discussions/26709",
        "alt": f"{_CODE}models/media_attachment.rb",
        "videos": f"{_DOCS}user/posting/#media",
        "video_bytes": f"{_DOCS}user/posting/#media",
        "has_edits": f"{_DOCS}methods/statuses/#edit",
    },
)
