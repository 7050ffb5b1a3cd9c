"""Cut a long text into the posts of a thread."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import regex

from durf.errors import BadUse
from durf.networks.network import Part

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from durf.networks.counting import Count
    from durf.networks.network import Network

MOST_POSTS = 99
NUMBER = len(" 99/99")
LONGEST_LINK = 4096
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
    limits = [(network.count, network.longest(settings)), *network.also]
    # Two digits, a stroke, two digits and a space.
    taken = NUMBER if numbered else 0
    posts: list[str] = []
    for post in _posts(
        text, network, [(count, most - taken) for count, most in limits]
    ):
        if len(posts) == MOST_POSTS:
            raise BadUse(
                what="the text takes more than {most} posts",
                mend="make it shorter",
                most=MOST_POSTS,
            )
        posts.append(post)
    if not numbered:
        return tuple(posts)
    return tuple(f"{post} {n}/{len(posts)}" for n, post in enumerate(posts, 1))


def _posts(
    text: str, network: Network, limits: Sequence[tuple[Count, int]]
) -> Iterator[str]:
    # More than this does not fit a post, whatever it is; a longer text is not read
    # again and again.
    window = 8 * min(most for _, most in limits) + LONGEST_LINK
    while text:
        ahead = text[:window]
        end = _reach(ahead, limits)
        if end == len(text):
            yield text
            return
        cut = _cut(ahead, end, network)
        # A cut can make a link of what was a part of a word, and links may be long.
        while _reach(ahead[:cut].rstrip(), limits) < len(ahead[:cut].rstrip()):
            cut = _cut(ahead, cut - 1, network)
        yield text[:cut].rstrip()
        text = text[cut:].lstrip()


def _reach(text: str, limits: Sequence[tuple[Count, int]]) -> int:
    """Return how far one post can reach, in code points."""
    ends = (count.measure(text, most)[1] for count, most in limits)
    end = min(len(text) if end is None else end for end in ends)
    if end == 0 and text:
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
