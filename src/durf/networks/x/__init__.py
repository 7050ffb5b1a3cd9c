"""X: 280 weighted characters, as the published configuration v3 of its parser says."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING

import regex

from durf.networks.network import Limits, Network, Part, Unit, Weight
from durf.networks.parts import HASHTAG, LINK, finder, without_scheme
from durf.networks.signs import clusters

if TYPE_CHECKING:
    from collections.abc import Iterator

    from durf.networks.network import Piece

LINK_LENGTH = 23
# Signs of these ranges count for one, all others for two.
_LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
_MENTION = r"(?<![\w@/.])[@＠][A-Za-z0-9_]{1,15}(?![\w@])"
_CASHTAG = r"(?<![\w$])\$[A-Za-z]{1,6}(?:[._][A-Za-z]{1,2})?(?!\w)"
# Written without https:// these are links too; of other endings only with a path.
_COMMON = "com|org|net|edu|gov|info|biz|app|dev|shop|blog|news|online|site|xyz|co|tv"
_NAKED = (
    rf"(?<![\w@/.\-#$])(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+"
    rf"(?:(?:{_COMMON})(?![\w.-]*\w)(?:/[^\s]*[\w/#=&-])?|[a-z]{{2}}/[^\s]*[\w/#=&-])"
)
_found = finder(
    (Part.LINK, f"(?:{LINK}|{_NAKED})"),
    (Part.MENTION, _MENTION),
    (Part.HASHTAG, f"(?:{HASHTAG}|{_CASHTAG})"),
)
_EMOJI = regex.compile(
    r"\p{Emoji_Presentation}|\p{Emoji}\ufe0f|\p{RI}{2}|[#*0-9]\ufe0f?\u20e3"
)
_SHOWN = 26


def _pieces(text: str) -> Iterator[Piece]:
    for piece in _found(text):
        if piece.part is Part.LINK:
            yield replace(piece, shown=without_scheme(piece.shown, _SHOWN))
        else:
            yield piece


def _weights(text: str) -> Iterator[Weight]:
    for piece in _found(text):
        if piece.part is Part.LINK:
            yield Weight(piece.start, piece.end, LINK_LENGTH)
            continue
        for one, other in clusters(piece.shown):
            start = piece.start
            weight = _weight(piece.shown[one:other])
            yield Weight(start + one, start + other, weight)


def _weight(cluster: str) -> int:
    if cluster.isascii():
        return len(cluster)
    if _EMOJI.search(cluster):
        return 2
    return sum(map(_of_sign, unicodedata.normalize("NFC", cluster)))


def _of_sign(sign: str) -> int:
    number = ord(sign)
    return 1 if any(first <= number <= last for first, last in _LIGHT) else 2


NETWORK = Network(
    name="x",
    title="X",
    unit=Unit.WEIGHTED,
    limits=Limits(
        text=280,
        pictures=4,
        picture_bytes=5_000_000,
        alt=1_000,
        has_threads=True,
        source="https://docs.x.com/fundamentals/counting-characters",
    ),
    pieces=_pieces,
    weights=_weights,
)
