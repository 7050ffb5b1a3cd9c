"""How networks are spoken to: requests out, answers in, and no I/O.

A *talk* is a generator: it yields a ``Request``, is sent the ``Answer``, and returns
what it was held for.  Whoever drives it (the worker, a test, an enumeration of every
crash) does the I/O, and throws ``AnswerLost`` into it where no answer came.  So the
same code runs everywhere, and nothing is sent that its driver does not see.
"""

from __future__ import annotations

import json
from collections.abc import Generator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

from durf.errors import BadAnswer, Refused, TryLater, Unauthorised

if TYPE_CHECKING:
    from collections.abc import Mapping

One = TypeVar("One")
# What is read of an answer; a network has no reason to say more.
LARGEST_ANSWER = 4_000_000


class Purpose(StrEnum):
    """What a request does over there, and so what may be done when it is lost."""

    READ = "read"
    """Changes nothing: may be repeated."""
    PREPARE = "prepare"
    """Leaves something that nobody sees, such as a picture: may be repeated."""
    PUBLISH = "publish"
    """Makes, changes or removes what people see: never repeated blindly."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be asked of a network.

    Attributes:
        method: in capitals.
        url: all of it.
        headers: to send; a secret stands in none but ``authorization``.
        body: the bytes to send.
        purpose: what it does over there.
        wait: seconds to let go by before it is asked, for what needs time over there.
    """

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = field(default=b"", repr=False)
    purpose: Purpose = Purpose.READ
    wait: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a network said.

    Attributes:
        status: the number.
        headers: by their names in small letters.
        body: the bytes, at most ``LARGEST_ANSWER``.
    """

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = field(default=b"", repr=False)

    @property
    def is_fine(self) -> bool:
        """Whether it says yes."""
        return 200 <= self.status < 300

    def json(self) -> Any:  # noqa: ANN401 any JSON
        """Return the JSON that it holds.

        Raises:
            BadAnswer: it holds none, such as a page that says sorry.
        """
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            raise BadAnswer(reason="it holds no JSON") from None


Talk = Generator[Request, Answer, One]


def require_fine(answer: Answer) -> Answer:
    """Return an answer that says yes.

    What a server says after it began to work is no proof that it did nothing: whoever
    asked it to publish treats ``BadAnswer`` as a lost answer.

    Raises:
        Unauthorised: the token has expired, was revoked, or may not do this.
        TryLater: it did nothing, because there were too many requests.
        Refused: it did nothing, and never will with this content.
        BadAnswer: it failed, redirects, or makes no sense.
    """
    if answer.is_fine:
        return answer
    if answer.status in (401, 403):
        raise Unauthorised(status=answer.status)
    if answer.status == 429:
        raise TryLater(seconds=seconds_of(answer))
    if 400 <= answer.status < 500 and answer.status != 408:
        raise Refused(status=answer.status, reason="it does not take this")
    raise BadAnswer(reason=f"it answered with {answer.status}")


def seconds_of(answer: Answer) -> int:
    """Return how long an answer asks to wait, in seconds; 0 if it does not say.

    Only ``Retry-After`` in seconds is read here (RFC 9110, 10.2.3); networks that
    say it in another way read that themselves.
    """
    written = answer.headers.get("retry-after", "")
    return min(int(written), 86_400) if written.isascii() and written.isdigit() else 0


def json_request(
    method: str,
    url: str,
    content: object,
    *,
    token: str = "",
    purpose: Purpose = Purpose.READ,
    headers: Mapping[str, str] | None = None,
) -> Request:
    """Return a request that carries JSON."""
    named = {"content-type": "application/json", "accept": "application/json"}
    if token:
        named["authorization"] = f"Bearer {token}"
    body = json.dumps(content, ensure_ascii=False).encode()
    return Request(method, url, named | dict(headers or {}), body, purpose)


def read_request(url: str, *, token: str = "") -> Request:
    """Return a request that reads JSON."""
    named = {"accept": "application/json"}
    if token:
        named["authorization"] = f"Bearer {token}"
    return Request("GET", url, named)
