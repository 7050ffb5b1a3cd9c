"""Reads fields of what a network answers, and believes none of them unseen."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from durf.errors import BadAnswer, TryLater
from durf.networks.talking import require_fine, seconds_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from durf.networks.talking import Answer

_LONGEST = 200_000
_DAY = 86_400
# NUL, and halves of pairs: no database and no file takes them.
_IN_NO_TEXT = re.compile("[\x00\ud800-\udfff]")


def require_read(answer: Answer) -> Answer:
    """Return an answer to a question that says yes.

    A question that is refused proves nothing about what stands there.

    Raises:
        Unauthorised, TryLater, BadAnswer: as ``require_fine``.
    """
    if answer.is_fine or answer.status in (401, 403, 429):
        return require_fine(answer)
    raise BadAnswer(reason=f"it answered with {answer.status}")


def senseless() -> BadAnswer:
    """Return the error for an answer that is not what was asked for."""
    return BadAnswer(reason="it lacks what it should say")


def mapping(value: object) -> Mapping[str, Any]:
    """Return what is a JSON object.

    Raises:
        BadAnswer: it is none.
    """
    if not isinstance(value, dict):
        raise senseless()
    return value


def entries(value: object) -> list[Any]:
    """Return what is a JSON list; nothing is an empty one.

    Raises:
        BadAnswer: it is none.
    """
    if value is None:
        return []
    if not isinstance(value, list):
        raise senseless()
    return value


def part(found: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return a field that holds a JSON object; nothing is an empty one.

    Raises:
        BadAnswer: it holds something else.
    """
    value = found.get(name)
    return {} if value is None else mapping(value)


def text(found: Mapping[str, Any], name: str) -> str:
    """Return a field that holds text, or nothing; what can be in no text is marked.

    Raises:
        BadAnswer: it holds something else, or far too much.
    """
    value = found.get(name)
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > _LONGEST:
        raise senseless()
    return _IN_NO_TEXT.sub("\ufffd", value)


def name_of(found: Mapping[str, Any], name: str, form: re.Pattern[str]) -> str:
    """Return a field that names something over there, in a known form.

    Raises:
        BadAnswer: it cannot be a name of anything.
    """
    value = found.get(name)
    if not isinstance(value, str) or not form.fullmatch(value):
        raise senseless()
    return value


def amount(found: Mapping[str, Any], name: str) -> int | None:
    """Return a field that counts something; None if it does not."""
    value = found.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        return None
    return min(value, 2**63 - 1)


def time(found: Mapping[str, Any], name: str) -> datetime:
    """Return a field that holds a time as ISO 8601 writes it.

    Raises:
        BadAnswer: it holds none.
    """
    try:
        at = datetime.fromisoformat(text(found, name))
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise senseless() from None


def epoch(found: Mapping[str, Any], name: str) -> datetime:
    """Return a field that holds a time in milliseconds since 1970.

    Raises:
        BadAnswer: it holds none.
    """
    value = found.get(name)
    if isinstance(value, bool) or not isinstance(value, int):
        raise senseless()
    try:
        return datetime.fromtimestamp(value / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        raise senseless() from None


def too_many(answer: Answer, *resets: str) -> TryLater:
    """Return the error for too many requests, with how long to wait.

    Some say how long in ``Retry-After``; some the time from which they take requests
    again, as Unix counts it, in a header of their own.  By which clock is told by
    ``Date`` beside it, so no clock of ours is needed.

    Args:
        answer: that says so.
        resets: names of such headers; the latest time counts.
    """
    seconds = seconds_of(answer)
    try:
        then = parsedate_to_datetime(answer.headers.get("date", ""))
        now = (then if then.tzinfo else then.replace(tzinfo=UTC)).timestamp()
    except (ValueError, TypeError, OverflowError):
        return TryLater(seconds=seconds)
    for name in resets:
        written = answer.headers.get(name, "")
        if written.isascii() and written.isdigit():
            seconds = max(seconds, min(round(int(written[:12]) - now), _DAY))
    return TryLater(seconds=seconds)
