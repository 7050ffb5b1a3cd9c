"""Reads who answered a post, as the AppView tells it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from durf.networks.bluesky import answers
from durf.networks.fields import entries, mapping, name_of, part, text, time
from durf.networks.speaking import Reply

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_MOST = 300


def others(thread: object, author: str) -> Sequence[Reply]:
    """Return what others than an author answered, oldest first, the newest few hundred.

    Answers that were taken away, or are kept from the author, have no post in them
    (github.com/bluesky-social/atproto: lexicons/app/bsky/feed/defs.json).
    """
    found = [_reply(one) for one in _answers(mapping(thread)) if _did(one) != author]
    return sorted(found, key=lambda reply: reply.at)[-_MOST:]


def _answers(thread: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    left = entries(thread.get("replies"))
    while left:
        one = mapping(left.pop())
        if post := part(one, "post"):
            yield post
        left = left + entries(one.get("replies"))


def _did(post: Mapping[str, Any]) -> str:
    return name_of(part(post, "author"), "did", answers.DID)


def _reply(post: Mapping[str, Any]) -> Reply:
    number = name_of(post, "uri", answers.URI)
    handle = name_of(part(post, "author"), "handle", answers.HANDLE)
    said = text(part(post, "record"), "text")
    # A record says any time that its author likes.
    at = time(post, "indexedAt")
    return Reply(number, answers.page(number), f"@{handle}", said, at)
