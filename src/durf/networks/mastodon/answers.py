"""Reads what a server answers, and believes none of it unseen."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from durf.errors import BadAnswer, TryLater
from durf.networks.mastodon.rendered import plain
from durf.networks.speaking import Sent
from durf.networks.talking import require_fine, seconds_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from durf.networks.talking import Answer

# Numbers, ULIDs (GoToSocial) and flakes (Pleroma); they become parts of addresses.
_NUMBER = re.compile(r"[A-Za-z0-9_-]{1,64}")
_ADDRESS = re.compile(r"https?://[^\s<>\"\x00-\x1f\x7f]{1,2000}")
_LONGEST = 200_000
_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Status:
    """A post, as a server tells it.

    Attributes:
        number: its own.
        url: where people see it.
        author: the number of its account.
        handle: the name of its account there, without the first sign.
        content: its HTML.
        warning: that stands before it.
        language: as far as it is told.
        follows: the number of the post it answers.
        alts: of its media.
        options: of its poll; None without one.
        names: of the accounts it mentions, by their addresses.
        at: when it was published.
        edited: when it was changed, in the server's words; empty if it was not.
        repeats: it is somebody's post, shown again.
    """

    number: str
    url: str
    author: str
    handle: str
    content: str
    warning: str
    language: str
    follows: str
    alts: tuple[str, ...]
    options: tuple[str, ...] | None
    names: Mapping[str, str]
    at: datetime
    edited: str
    repeats: bool

    @property
    def text(self) -> str:
        """What it says, made plain."""
        return plain(self.content)


def fine(answer: Answer) -> Answer:
    """Return an answer that says yes, or raise why not.

    Raises:
        Unauthorised, TryLater, Refused, BadAnswer: as ``require_fine``.
    """
    if answer.status == 429:
        raise TryLater(seconds=wait_of(answer))
    return require_fine(answer)


def read(answer: Answer) -> Answer:
    """Return an answer to a question that says yes.

    A question that is refused proves nothing about what stands there.

    Raises:
        Unauthorised, TryLater, BadAnswer: as ``require_fine``.
    """
    if answer.status != 429 and answer.status not in (401, 403) and not answer.is_fine:
        raise BadAnswer(reason=f"it answered with {answer.status}")
    return fine(answer)


def is_gone(answer: Answer) -> bool:
    """Say whether what was asked for is not there, or not any more."""
    return answer.status in (404, 410)


def wait_of(answer: Answer) -> int:
    """Return how long to wait after too many requests, in seconds.

    Mastodon tells the time at which it takes requests again, in ``X-RateLimit-Reset``
    (docs.joinmastodon.org/api/rate-limits); some tell it as a number.  By which clock
    is told by ``Date`` beside it, so no clock of ours is needed.
    """
    if seconds := seconds_of(answer):
        return seconds
    try:
        written = answer.headers.get("x-ratelimit-reset", "")
        reset = _time(written) if not written.isdigit() else _epoch(written)
        then = parsedate_to_datetime(answer.headers.get("date", ""))
        return min(max(round((reset - then).total_seconds()), 0), _DAY)
    except (ValueError, TypeError, OverflowError, BadAnswer):
        return 0


def _senseless() -> BadAnswer:
    return BadAnswer(reason="it lacks what it should say")


def _epoch(written: str) -> datetime:
    return datetime.fromtimestamp(int(written[:12]), UTC)


def mapping(value: object) -> Mapping[str, Any]:
    """Return what is a JSON object.

    Raises:
        BadAnswer: it is none.
    """
    if not isinstance(value, dict):
        raise _senseless()
    return value


def entries(value: object) -> list[Any]:
    """Return what is a JSON list; nothing is one, too.

    Raises:
        BadAnswer: it is none.
    """
    if value is None:
        return []
    if not isinstance(value, list):
        raise _senseless()
    return value


def text(found: Mapping[str, Any], name: str) -> str:
    """Return a field that holds text, or nothing.

    Raises:
        BadAnswer: it holds something else, or far too much.
    """
    value = found.get(name)
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > _LONGEST:
        raise _senseless()
    return value


def number(found: Mapping[str, Any], name: str = "id") -> str:
    """Return a field that names something over there.

    Raises:
        BadAnswer: it cannot be a name of anything.
    """
    value = found.get(name)
    if not isinstance(value, str) or not _NUMBER.fullmatch(value):
        raise _senseless()
    return value


def address(found: Mapping[str, Any], name: str = "url") -> str:
    """Return a field that holds an address; empty if it holds none."""
    value = found.get(name)
    return value if isinstance(value, str) and _ADDRESS.fullmatch(value) else ""


def amount(found: Mapping[str, Any], name: str) -> int | None:
    """Return a field that counts something; None if it does not."""
    value = found.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        return None
    return min(value, 2**63 - 1)


def status(value: object) -> Status:
    """Return the post that a server tells of (docs.joinmastodon.org/entities/Status).

    Raises:
        BadAnswer: it tells of none.
    """
    found = mapping(value)
    author = mapping(found.get("account"))
    return Status(
        number=number(found),
        url=address(found),
        author=number(author),
        handle=text(author, "acct"),
        content=text(found, "content"),
        warning=text(found, "spoiler_text"),
        language=text(found, "language"),
        follows=number(found, "in_reply_to_id") if found.get("in_reply_to_id") else "",
        alts=tuple(
            text(mapping(one), "description")
            for one in entries(found.get("media_attachments"))
        ),
        options=_options(found.get("poll")),
        names=_names(found.get("mentions")),
        at=_time(text(found, "created_at")),
        edited=text(found, "edited_at")[:64],
        repeats=found.get("reblog") is not None,
    )


def statuses(value: object) -> list[Status]:
    """Return the posts that a server tells of.

    Raises:
        BadAnswer: it tells of none, or one of them makes no sense.
    """
    if not isinstance(value, list):
        raise _senseless()
    return [status(one) for one in value]


def sent(found: Status) -> Sent:
    """Return how a post is named."""
    return Sent(found.number, found.url, found.edited)


def _options(poll: object) -> tuple[str, ...] | None:
    if poll is None:
        return None
    options = entries(mapping(poll).get("options"))
    return tuple(text(mapping(option), "title") for option in options)


def _names(mentions: object) -> dict[str, str]:
    found = [mapping(one) for one in entries(mentions)]
    return {text(one, "url"): text(one, "acct") for one in found}


def _time(written: str) -> datetime:
    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        raise _senseless() from None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
