"""What somebody wants to say, and who says it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Author:
    """Who posts: a name and the roles they hold."""

    name: str = ""
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Medium:
    """A picture, film or sound that goes with a post.

    Args:
        path: what it is known by; nothing is read from there.
        alt: its description.
        content: its bytes, for rules that look at pictures; it does not count when
            media are compared.
    """

    path: str
    alt: str = ""
    content: bytes | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Post:
    """A post as it would go out.

    Args:
        text: what is said.
        channel: the account or network it goes out on, such as ``"bluesky"``.
        id: whatever the caller knows the post by; it comes back in the verdict.
        author: who says it.
        language: an ISO 639-1 code such as ``"nl"``.
        at: when it goes out, with a time zone.
        media: pictures and films.
        links: addresses attached beside the text.
        thread: a name that the posts of one thread share.
    """

    text: str
    channel: str = ""
    id: str | None = None
    author: Author = Author()
    language: str = ""
    at: datetime | None = None
    media: tuple[Medium, ...] = ()
    links: tuple[str, ...] = ()
    thread: str = ""
