"""Cut a long text into the posts of a thread."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import regex

from durf.errors import BadUse
from durf.networks.network import Part

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from durf.networks.network import Network

MOST_POSTS = 99
_SENTENCE = regex.compile(r"(?<=[.!?…]['\")\]]*)\s+|\n+")
_WORD = regex.compile(r"\s+")
# The share of a post that must be filled before a sentence's end is good enough.
_FILLED = 0.5


def split(
    text: str,
    network: Network,
    settings: Mapping[str, Any] | None = None,
    *,
    numbered: bool = False,
) -> tuple[str, ...]:
    """Cut a text into posts that each fit.

    Cuts are made at the end of a paragraph or sentence, else between words, and
    inside a word only where one word is longer than a post; never inside a link, a
    mention, a hashtag or a sign.

    Args:
        text: all of it.
        network: that the posts are for.
        settings: of the account.
        numbered: end each post with its number, as in ``2/5``.

    Raises:
        BadUse: it takes more posts than a thread should have, or a link does not
            fit a post.
    """
    text = text.strip()
    if not text or network.measure(text, settings).fits:
        return (text,)
    longest = network.longest(settings)
    # Two digits, a stroke, two digits and a space.
    room = longest - 6 if numbered else longest
    posts = list(_posts(text, network, room))
    if len(posts) > MOST_POSTS:
        raise BadUse(
            what="the text takes more than {most} posts",
            mend="make it shorter",
            most=MOST_POSTS,
        )
    if not numbered:
        return tuple(posts)
    return tuple(f"{post} {n}/{len(posts)}" for n, post in enumerate(posts, 1))


def _posts(text: str, network: Network, room: int) -> Iterator[str]:
    while text:
        end = _reach(text, network, room)
        if end == len(text):
            yield text
            return
        cut = _cut(text, end, network)
        yield text[:cut].rstrip()
        text = text[cut:].lstrip()


def _reach(text: str, network: Network, room: int) -> int:
    """Return how far one post can reach, in code points."""
    measures = [(room, network.weights), *((most, w) for _, most, w in network.also)]
    end = len(text)
    for most, weights in measures:
        used = 0
        for one in weights(text):
            used += one.weight
            if used > most:
                end = min(end, one.start)
                break
    if end == 0:
        raise _too_long()
    return end


def _cut(text: str, end: int, network: Network) -> int:
    whole = [
        (piece.start, piece.end)
        for piece in network.pieces(text)
        if piece.part is not Part.PLAIN
    ]
    for expression, least in ((_SENTENCE, int(end * _FILLED)), (_WORD, 0)):
        places: list[int] = [
            found.start()
            for found in expression.finditer(text, 0, min(end + 1, len(text)))
            if max(least, 1) <= found.start() <= end
        ]
        free = [place for place in places if not _inside(place, whole)]
        if free:
            return free[-1]
    for start, stop in whole:
        if start < end < stop:
            if start == 0:
                raise _too_long()
            return start
    return end


def _too_long() -> BadUse:
    return BadUse(
        what="a link or a hashtag is longer than a post", mend="make it shorter"
    )


def _inside(place: int, whole: list[tuple[int, int]]) -> bool:
    return any(start < place < end for start, end in whole)
