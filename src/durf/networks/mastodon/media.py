"""Uploads pictures, and waits until their server has looked at them."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from durf.errors import BadAnswer, TryLater
from durf.networks.mastodon import answers
from durf.networks.talking import Purpose, Request

if TYPE_CHECKING:
    from durf.networks.speaking import Account, Picture
    from durf.networks.talking import Answer, Talk

# Newest first; servers without the second version answer when all is done.
_PATHS = ("/api/v2/media", "/api/v1/media")
# Seconds before each look; after the last one it is tried again later.
_WAITS = (0, 1, 1, 2, 4, 8, 8)
_ENDINGS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/gif": "gif",
    "image/webp": "webp",
}


def upload(account: Account, picture: Picture) -> Talk[str]:
    """Upload a picture with what it shows; return its number.

    See docs.joinmastodon.org/methods/media/#v2: 202 says that it is still looked at.

    Raises:
        Refused: the server cannot read it, or it is too large.
        TryLater: it takes too long to look at it.
    """
    answer = yield _upload(account, picture, _PATHS[0])
    if answer.status in (404, 405):
        answer = yield _upload(account, picture, _PATHS[1])
    number = answers.number(answers.mapping(answers.fine(answer).json()))
    if answer.status == 202:
        yield from _finished(account, number)
    return number


def _finished(account: Account, number: str) -> Talk[None]:
    """Wait until a picture can be shown; 206 says that it cannot yet."""
    for wait in _WAITS:
        answer = answers.fine((yield _look(account, number, wait)))
        if answer.status != 206:
            _require_same(answer, number)
            return
    raise TryLater(seconds=60)


def _look(account: Account, number: str, wait: int) -> Request:
    url = f"{account.server}/api/v1/media/{number}"
    return Request("GET", url, _headers(account), wait=wait)


def _require_same(answer: Answer, number: str) -> None:
    if answers.number(answers.mapping(answer.json())) != number:
        raise BadAnswer(reason="it speaks of something else")


def _upload(account: Account, picture: Picture, path: str) -> Request:
    # Nothing that is parted by its own hash has that hash in it.
    digest = hashlib.sha256(picture.content + picture.alt.encode()).hexdigest()
    boundary = f"part-{digest[:40]}"
    headers = _headers(account)
    headers["content-type"] = f"multipart/form-data; boundary={boundary}"
    url = f"{account.server}{path}"
    return Request("POST", url, headers, _form(picture, boundary), Purpose.PREPARE)


def _form(picture: Picture, boundary: str) -> bytes:
    """Return a form of a picture and its description (RFC 7578)."""
    name = f"picture.{_ENDINGS.get(picture.kind, 'bin')}"
    edge = f"--{boundary}"
    described = (
        f'{edge}\r\nContent-Disposition: form-data; name="description"\r\n'
        f"Content-Type: text/plain; charset=utf-8\r\n\r\n{picture.alt}\r\n"
    )
    begins = (
        f"{edge}\r\nContent-Disposition: form-data; "
        f'name="file"; filename="{name}"\r\n'
        f"Content-Type: {picture.kind}\r\n\r\n"
    )
    head = (described if picture.alt else "") + begins
    return head.encode() + picture.content + f"\r\n{edge}--\r\n".encode()


def _headers(account: Account) -> dict[str, str]:
    token = account.secrets.get("token", "")
    return {"accept": "application/json", "authorization": f"Bearer {token}"}
