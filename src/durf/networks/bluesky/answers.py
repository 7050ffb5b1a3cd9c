"""Reads what a server of AT Protocol answers, and believes none of it unseen."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from durf.errors import BadAnswer, Unauthorised
from durf.networks.fields import entries, mapping, name_of, part, text, time, too_many
from durf.networks.speaking import Sent
from durf.networks.talking import require_fine

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from durf.networks.talking import Answer

POSTS = "app.bsky.feed.post"
# atproto.com/specs/did, /specs/handle, /specs/record-key, /specs/data-model.
DID = re.compile(r"did:[a-z]{1,32}:[A-Za-z0-9._:%-]{1,512}")
HANDLE = re.compile(r"[A-Za-z0-9.-]{1,253}")
CID = re.compile(r"[A-Za-z0-9]{8,128}")
_KEY = r"[A-Za-z0-9._~:-]{1,512}"
URI = re.compile(rf"at://(?P<did>{DID.pattern})/{re.escape(POSTS)}/(?P<key>{_KEY})")
_KIND = re.compile(r"[a-z]{1,32}/[A-Za-z0-9.+-]{1,64}")
# Refusals of a sign-in that come with 400 (github.com/bluesky-social/atproto:
# packages/pds/src/auth-verifier.ts, lexicons/com/atproto/server).
_SIGNED_OUT = {
    "ExpiredToken",
    "InvalidToken",
    "AuthMissing",
    "AccountTakedown",
    "AccountDeactivated",
    "AccountSuspended",
}


@dataclass(frozen=True, slots=True)
class Record:
    """A post as it stands in its author's repository.

    Attributes:
        sent: which post, and which version of it.
        value: what it says.
    """

    sent: Sent
    value: Mapping[str, Any]

    @property
    def text(self) -> str:
        """What people read."""
        return text(self.value, "text")

    @property
    def at(self) -> datetime:
        """When it was published, as it says itself."""
        return time(self.value, "createdAt")

    @property
    def alts(self) -> tuple[str, ...]:
        """What its pictures show, in words."""
        pictures = entries(part(self.value, "embed").get("images"))
        return tuple(text(mapping(one), "alt") for one in pictures)


def error(answer: Answer) -> str:
    """Return the name of what went wrong; empty if it has none."""
    try:
        named = answer.json()
    except BadAnswer:
        return ""
    name = named.get("error") if isinstance(named, dict) else None
    return name if isinstance(name, str) else ""


def fine(answer: Answer) -> Answer:
    """Return an answer that says yes, or raise why not.

    Raises:
        Unauthorised, TryLater, Refused, BadAnswer: as ``require_fine``.
    """
    _require_signed_in(answer)
    return require_fine(answer)


def read(answer: Answer) -> Answer:
    """Return an answer to a question that says yes.

    A question that is refused proves nothing about what stands there.

    Raises:
        Unauthorised, TryLater, BadAnswer: as ``require_fine``.
    """
    _require_signed_in(answer)
    if answer.is_fine or answer.status in (401, 403):
        return require_fine(answer)
    raise BadAnswer(reason=f"it answered with {answer.status}")


def _require_signed_in(answer: Answer) -> None:
    """Raise what every request may meet, in the words of this protocol.

    When requests are taken again stands in ``ratelimit-reset``
    (docs.bsky.app/docs/advanced-guides/rate-limits).
    """
    if answer.status == 429:
        raise too_many(answer, "ratelimit-reset")
    if answer.status == 400 and error(answer) in _SIGNED_OUT:
        raise Unauthorised(status=400)


def is_gone(answer: Answer) -> bool:
    """Say whether a repository surely has no such record.

    Only this name says so: 404 may be of a server that is none of these.
    See github.com/bluesky-social/atproto: lexicons/com/atproto/repo/getRecord.json.
    """
    return answer.status == 400 and error(answer) == "RecordNotFound"


def sent(found: Mapping[str, Any]) -> Sent:
    """Return how a post is called, of an answer that names it."""
    number, version = name_of(found, "uri", URI), name_of(found, "cid", CID)
    return Sent(number, page(number), version)


def page(number: str) -> str:
    """Return where people see a post, in the client that most of them use."""
    did, key = parts(number)
    return f"https://bsky.app/profile/{did}/post/{key}"


def parts(number: str) -> tuple[str, str]:
    """Return whose a post is, and its name there.

    Raises:
        BadAnswer: nothing is called that.
    """
    found = URI.fullmatch(number)
    if found is None:
        raise BadAnswer(reason="it speaks of something else")
    return found["did"], found["key"]


def record(answer: Answer, number: str) -> Record:
    """Return the post that an answer tells of."""
    found = mapping(answer.json())
    there = sent(found)
    if there.number != number:
        raise BadAnswer(reason="it speaks of something else")
    return Record(there, mapping(found.get("value")))


def blob(answer: Answer) -> dict[str, Any]:
    """Return how a server calls a file that it was given.

    See atproto.com/specs/data-model#blob-type.
    """
    found = part(mapping(answer.json()), "blob")
    size = found.get("size")
    if isinstance(size, bool) or not isinstance(size, int) or size < 1:
        raise BadAnswer(reason="it lacks what it should say")
    return {
        "$type": "blob",
        "ref": {"$link": name_of(part(found, "ref"), "$link", CID)},
        "mimeType": name_of(found, "mimeType", _KIND),
        "size": size,
    }
