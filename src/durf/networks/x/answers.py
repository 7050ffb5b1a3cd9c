"""Reads what X answers, and believes none of it unseen.

Its contract changed the words for posts: ``post.fields``, ``note_post`` and
``repost_count`` in version 2.168 (github.com/xdevplatform/docs: openapi.json), where
version 2.62 had ``tweet.fields``, ``note_tweet`` and ``retweet_count``.  Both are read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from durf.errors import (
    AlreadyThere,
    BadAnswer,
    CannotTell,
    Refused,
    TryLater,
)
from durf.networks.fields import (
    amount,
    entries,
    mapping,
    name_of,
    part,
    text,
    time,
    too_many,
)
from durf.networks.sameness import replaced
from durf.networks.speaking import Counts
from durf.networks.talking import require_fine

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from durf.networks.talking import Answer

NUMBER = re.compile(r"[0-9]{1,19}")
HANDLE = re.compile(r"[A-Za-z0-9_]{1,50}")
_ESCAPED = re.compile(r"&(amp|lt|gt);")
_SIGNS = {"amp": "&", "lt": "<", "gt": ">"}
# docs.x.com/x-api/fundamentals/rate-limits: a quarter of an hour, and a day.
_RESETS = (
    ("x-rate-limit-remaining", "x-rate-limit-reset"),
    ("x-user-limit-24hour-remaining", "x-user-limit-24hour-reset"),
    ("x-app-limit-24hour-remaining", "x-app-limit-24hour-reset"),
)
_HOUR = 3_600
_NOT_FOUND = "resource-not-found"


@dataclass(frozen=True, slots=True)
class Post:
    """A post, as X tells it.

    Attributes:
        number: its own.
        versions: numbers of all its versions, its own among them.
        author: the number of its account; empty where that is not told.
        text: as readers see it: links in full, signs as they were typed.
        follows: the number of the post it answers.
        repeats: it is somebody's post, shown again.
        pictures: how many media it has.
        alts: of its media, as far as they are told.
        at: when it was published.
    """

    number: str
    versions: tuple[str, ...]
    author: str
    text: str
    follows: str
    repeats: bool
    pictures: int
    alts: tuple[str, ...]
    at: datetime


def published(answer: Answer) -> Answer:
    """Return an answer to a request to publish that says yes.

    Raises:
        AlreadyThere: 403 with these words says so, and not which post it is
            (github.com/plhery/node-twitter-api-v2/issues/469).
        TryLater: it did nothing: too many requests, or no credits left (402, see
            github.com/tryethernal/ethernal/issues/927).
        Unauthorised, Refused, BadAnswer: as ``require_fine``.
    """
    said = _detail(answer)
    if answer.status in (400, 403) and "duplicate content" in said:
        raise AlreadyThere
    if answer.status == 403 and "deleted or not visible" in said:
        raise Refused(status=403, reason="what it answers is not there")
    if answer.status == 429:
        raise _later(answer)
    if answer.status == 402:
        raise TryLater(seconds=_HOUR)
    return require_fine(answer)


def read(answer: Answer) -> Answer:
    """Return an answer to a question that says yes.

    Raises:
        CannotTell: the app may publish, but not read (docs.x.com/x-api/getting-started
            /about-x-api: what it may do depends on its plan).
        Unauthorised: the token has expired or was revoked.
        TryLater, BadAnswer: as ``require_fine``.
    """
    if answer.status in (402, 403):
        raise CannotTell(reason="it may not be read with this account")
    if answer.status == 429:
        raise _later(answer)
    if not answer.is_fine and answer.status != 401:
        raise BadAnswer(reason=f"it answered with {answer.status}")
    return require_fine(answer)


def found(answer: Answer) -> Mapping[str, Any] | None:
    """Return what was found for a number, with all that came along; None if it is gone.

    Raises:
        CannotTell, Unauthorised, TryLater, BadAnswer: as ``read``.
    """
    if answer.status == 404:
        return None
    said = mapping(read(answer).json())
    if said.get("data") is not None:
        return said
    for error in entries(said.get("errors")):
        if text(mapping(error), "type").endswith(_NOT_FOUND):
            return None
    raise BadAnswer(reason="it lacks what it should say")


def post(value: object, includes: Mapping[str, Any]) -> Post:
    """Return the post that X tells of (docs.x.com/x-api/fundamentals/data-dictionary).

    Raises:
        BadAnswer: it tells of none.
    """
    told = mapping(value)
    number = name_of(told, "id", NUMBER)
    refers = {
        text(one, "type"): name_of(one, "id", NUMBER)
        for one in map(mapping, entries(_either(told, "referenced_%ss")))
    }
    keys = entries(part(told, "attachments").get("media_keys"))
    return Post(
        number=number,
        versions=_versions(told, number),
        author=name_of(told, "author_id", NUMBER) if told.get("author_id") else "",
        text=_plain(told),
        follows=refers.get("replied_to", ""),
        repeats="retweeted" in refers,
        pictures=len(keys),
        alts=_alts(keys, includes),
        at=time(told, "created_at"),
    )


def counts(told: Mapping[str, Any]) -> Counts:
    """Return how often people did something with a post."""
    public = part(told, "public_metrics")
    reposts = amount(public, "repost_count")
    return Counts(
        likes=amount(public, "like_count"),
        reposts=amount(public, "retweet_count") if reposts is None else reposts,
        replies=amount(public, "reply_count"),
        quotes=amount(public, "quote_count"),
        views=amount(public, "impression_count"),
    )


def handles(includes: Mapping[str, Any]) -> Mapping[str, str]:
    """Return the names of accounts that came along, by their numbers."""
    users = [mapping(one) for one in entries(includes.get("users"))]
    return {
        name_of(one, "id", NUMBER): name_of(one, "username", HANDLE) for one in users
    }


def _later(answer: Answer) -> TryLater:
    """Return how long to wait: until what is used up is given anew."""
    resets = [
        reset
        for remaining, reset in _RESETS
        if answer.headers.get(remaining, "0").strip() == "0"
    ]
    return too_many(answer, *resets)


def _detail(answer: Answer) -> str:
    """Return why X refuses, in small letters; empty if it does not say."""
    if answer.is_fine:
        return ""
    try:
        return text(mapping(answer.json()), "detail").casefold()
    except BadAnswer:
        return ""


def _either(told: Mapping[str, Any], name: str) -> object:
    """Return a field in the newer words, or in the older ones."""
    newer = told.get(name % "post")
    return told.get(name % "tweet") if newer is None else newer


def _versions(told: Mapping[str, Any], number: str) -> tuple[str, ...]:
    ids = entries(_either(told, "edit_history_%s_ids"))
    return tuple(one for one in ids if isinstance(one, str)) or (number,)


def _alts(keys: list[Any], includes: Mapping[str, Any]) -> tuple[str, ...]:
    media = [mapping(one) for one in entries(includes.get("media"))]
    known = {text(one, "media_key"): text(one, "alt_text") for one in media}
    return tuple(known.get(str(key), "") for key in keys)


def _plain(told: Mapping[str, Any]) -> str:
    """Return the text of a post as its readers see it.

    X escapes three signs, writes each link as one of t.co, and adds one for the media;
    what was shortened is told beside it (docs.x.com/x-api/fundamentals/data-dictionary
    #tweet).  A longer text stands in a note.
    """
    note = _either(told, "note_%s")
    holds = told if note is None else mapping(note)
    words: dict[str, str] = {}
    for holder in (told, holds):
        for link in map(mapping, entries(part(holder, "entities").get("urls"))):
            short, long = text(link, "url"), text(link, "expanded_url")
            if short:
                words[short] = "" if _is_of_media(link, long) else long or short
    plain = _ESCAPED.sub(lambda sign: _SIGNS[sign[1]], text(holds, "text"))
    return replaced(plain, words).rstrip()


_MEDIA_LINK = re.compile(
    r"https?://(?:x|twitter)\.com/\w+/status/[0-9]+/(?:photo|video)/[0-9]+"
)


def _is_of_media(link: Mapping[str, Any], long: str) -> bool:
    return "media_key" in link or bool(_MEDIA_LINK.fullmatch(long))
