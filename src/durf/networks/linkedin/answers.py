"""Reads what LinkedIn answers, and believes none of it unseen."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from durf.errors import AlreadyThere, BadAnswer, CannotTell, Refused
from durf.networks.fields import (
    amount,
    entries,
    epoch,
    mapping,
    name_of,
    part,
    text,
    too_many,
)
from durf.networks.linkedin.rendered import plain
from durf.networks.speaking import Counts, Reply, Sent
from durf.networks.talking import require_fine

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from durf.networks.talking import Answer

URN = re.compile(r"urn:li:(?:share|ugcPost|activity):[0-9]{1,25}")
AUTHOR = re.compile(r"urn:li:(?:person:[A-Za-z0-9_-]{1,64}|organization:[0-9]{1,20})")
IMAGE = re.compile(r"urn:li:(?:image|digitalmediaAsset):[A-Za-z0-9_-]{1,200}")
_ANYBODY = re.compile(r"urn:li:[A-Za-z]{1,40}:[A-Za-z0-9_-]{1,64}")
_COMMENT = re.compile(r"urn:li:comment:\([A-Za-z0-9:_,-]{1,200}\)|[0-9]{1,25}")
_LONGEST_BODY = 20_000


@dataclass(frozen=True, slots=True)
class Post:
    """A post, as LinkedIn tells it.

    Attributes:
        number: its URN.
        text: made plain.
        alts: of its pictures.
        at: when it was published, or made.
        is_public: it is out, and no draft.
        is_edited: somebody changed it.
        repeats: it is somebody's post, shown again.
    """

    number: str
    text: str
    alts: tuple[str, ...]
    at: datetime
    is_public: bool
    is_edited: bool
    repeats: bool


def published(answer: Answer) -> Answer:
    """Return an answer to a request to publish that says yes.

    Raises:
        AlreadyThere: 422 says so, and which post it is
            (github.com/Arisamiga/Linkedin-RSS/issues/5).  That one may have been
            deleted a day or two ago (github.com/ComposioHQ/composio/issues/2710).
        Refused: it does nothing with it, or not any more in this version (426).
        Unauthorised, TryLater, BadAnswer: as ``require_fine``.
    """
    if answer.status in (400, 409, 422):
        said = answer.body[:_LONGEST_BODY].decode("utf-8", "replace")
        if "DUPLICATE_POST" in said or "duplicate of urn:li:" in said:
            found = URN.search(said)
            raise AlreadyThere(number=found[0] if found else "")
    if answer.status == 426:
        raise Refused(status=426, reason="it does not know this version any more")
    if answer.status == 429:
        raise too_many(answer)
    return require_fine(answer)


def read(answer: Answer) -> Answer:
    """Return an answer to a question that says yes.

    Raises:
        CannotTell: members may publish, but what stands there is told to few apps
            (``r_member_social`` is restricted: learn.microsoft.com/linkedin/marketing
            /community-management/shares/posts-api#permissions).
        Unauthorised: the token has expired or was revoked.
        TryLater, BadAnswer: as ``require_fine``.
    """
    if answer.status == 403:
        raise CannotTell(reason="it may not be read with this account")
    if answer.status == 429:
        raise too_many(answer)
    if not answer.is_fine and answer.status != 401:
        raise BadAnswer(reason=f"it answered with {answer.status}")
    return require_fine(answer)


def sent(urn: str) -> Sent:
    """Return how a post is named, and where people see it."""
    return Sent(urn, f"https://www.linkedin.com/feed/update/{urn}/")


def made(answer: Answer) -> Sent:
    """Return what was published: its URN stands in a header (…/posts-api).

    Raises:
        BadAnswer: no such header, or it holds no URN of a post.
    """
    for name in ("x-restli-id", "x-linkedin-id"):
        written = answer.headers.get(name, "").strip().replace("%3A", ":")
        if URN.fullmatch(written):
            return sent(written)
    raise BadAnswer(reason="it lacks what it should say")


def post(value: object) -> Post:
    """Return the post that LinkedIn tells of (…/posts-api#post-schema).

    Raises:
        BadAnswer: it tells of none.
    """
    told = mapping(value)
    when = "publishedAt" if told.get("publishedAt") is not None else "createdAt"
    changed = part(told, "lifecycleStateInfo").get("isEditedByAuthor")
    return Post(
        number=name_of(told, "id", URN),
        text=plain(text(told, "commentary")),
        alts=_alts(part(told, "content")),
        at=epoch(told, when),
        is_public=text(told, "lifecycleState") == "PUBLISHED",
        is_edited=changed is True,
        repeats=bool(told.get("reshareContext")),
    )


def _alts(content: Mapping[str, Any]) -> tuple[str, ...]:
    several = entries(part(content, "multiImage").get("images"))
    one = part(content, "media")
    pictures = map(mapping, several or ([one] if one else []))
    return tuple(text(picture, "altText") for picture in pictures)


def counts(told: Mapping[str, Any]) -> Counts:
    """Return how often people did something with a post (…/social-metadata-api)."""
    reactions = [
        amount(mapping(one), "count") or 0
        for one in part(told, "reactionSummaries").values()
    ]
    likes = sum(reactions) if told.get("reactionSummaries") is not None else None
    return Counts(likes=likes, replies=amount(part(told, "commentSummary"), "count"))


def reply(value: object, about: Sent) -> Reply:
    """Return what somebody answered (…/comments-api).

    Raises:
        BadAnswer: it tells of no answer.
    """
    told = mapping(value)
    name = "commentUrn" if told.get("commentUrn") is not None else "id"
    return Reply(
        number=name_of(told, name, _COMMENT),
        url=about.url,
        author=name_of(told, "actor", _ANYBODY),
        text=text(part(told, "message"), "text"),
        at=epoch(part(told, "created"), "time"),
    )
