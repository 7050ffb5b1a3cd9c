"""Tells the network which parts of a text are links, mentions and hashtags.

It finds none itself: each is given with the bytes of UTF-8 that it takes
(docs.bsky.app/docs/advanced-guides/post-richtext).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from durf.networks.bluesky import NETWORK
from durf.networks.counting import count_clusters
from durf.networks.network import Part

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from durf.networks.network import Piece

_KIND = "app.bsky.richtext.facet"
# github.com/bluesky-social/atproto: lexicons/app/bsky/richtext/facet.json.
_LONGEST_TAG = 64
_LARGEST_TAG = 640


def handles(text: str) -> list[str]:
    """Return the handles that a text mentions, each once, as they are looked up."""
    found = (
        text[piece.start + 1 : piece.end].lower()
        for piece in NETWORK.pieces(text)
        if piece.part is Part.MENTION
    )
    return list(dict.fromkeys(found))


def facets(text: str, numbers: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return what the network is told of a text.

    Args:
        text: of one post.
        numbers: of the accounts it mentions, by handle; who has none stays plain.
    """
    return list(_facets(text, numbers))


def _facets(text: str, numbers: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    at = start = 0
    for piece in NETWORK.pieces(text):
        if piece.part is Part.PLAIN:
            continue
        feature = _feature(text[piece.start : piece.end], piece, numbers)
        if feature is None:
            continue
        start += _size(text[at : piece.start])
        end = start + _size(text[piece.start : piece.end])
        yield {"index": {"byteStart": start, "byteEnd": end}, "features": [feature]}
        at, start = piece.end, end


def _size(text: str) -> int:
    return len(text.encode())


def _feature(
    written: str, piece: Piece, numbers: Mapping[str, str]
) -> dict[str, str] | None:
    match piece.part:
        case Part.LINK:
            return {"$type": f"{_KIND}#link", "uri": _address(written)}
        case Part.MENTION:
            number = numbers.get(written[1:].lower())
            return {"$type": f"{_KIND}#mention", "did": number} if number else None
        case _:
            tag = written[1:]
            fits = count_clusters(tag) <= _LONGEST_TAG and _size(tag) <= _LARGEST_TAG
            return {"$type": f"{_KIND}#tag", "tag": tag} if fits else None


def _address(written: str) -> str:
    """Return the address of a link; a host alone means a safe one."""
    has_scheme = written.lower().startswith(("https://", "http://"))
    return written if has_scheme else f"https://{written}"
