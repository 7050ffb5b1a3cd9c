"""Uploads pictures to X in pieces: docs.x.com/x-api/media/quickstart."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from durf.errors import BadAnswer, Refused, TryLater
from durf.networks.fields import amount, mapping, name_of, part, text
from durf.networks.talking import Purpose, Request, json_request, read_request
from durf.networks.x.answers import NUMBER, published

if TYPE_CHECKING:
    from collections.abc import Mapping

    from durf.networks.speaking import Account, Picture
    from durf.networks.talking import Answer, Talk

# A piece may be 5 MB; smaller ones are sooner sent again.
PIECE = 1_000_000
# How often it is looked, and for how long at most it waits before each look.
LOOKS = 12
_LONGEST_WAIT = 20


def upload(account: Account, picture: Picture) -> Talk[str]:
    """Upload a picture with what it shows; return its number.

    Raises:
        Refused: X cannot read it, or it is too large.
        TryLater: it takes too long to look at it.
    """
    number = yield from _begun(account, picture)
    for index, start in enumerate(range(0, len(picture.content), PIECE)):
        piece = picture.content[start : start + PIECE]
        published((yield _append(account, number, index, piece)))
    url = f"{_base(account)}/upload/{number}/finalize"
    headers = read_request(url, token=_token(account)).headers
    answer = yield Request("POST", url, headers, purpose=Purpose.PREPARE)
    yield from _finished(account, number, answer)
    if picture.alt:
        yield from _described(account, number, picture.alt)
    return number


def _begun(account: Account, picture: Picture) -> Talk[str]:
    is_moving = picture.kind == "image/gif"
    said = {
        "media_type": picture.kind,
        "media_category": "tweet_gif" if is_moving else "tweet_image",
        "total_bytes": len(picture.content),
    }
    answer = yield _preparing(account, "/upload/initialize", said)
    return name_of(_told(answer), "id", NUMBER)


def _finished(account: Account, number: str, answer: Answer) -> Talk[None]:
    """Wait until a picture can be shown; most can at once."""
    for _ in range(LOOKS):
        told = _told(answer)
        if name_of(told, "id", NUMBER) != number:
            raise BadAnswer(reason="it speaks of something else")
        doing = part(told, "processing_info")
        state = text(doing, "state")
        if state in ("succeeded", ""):
            return
        if state == "failed":
            raise Refused(status=answer.status, reason="it cannot read the picture")
        answer = yield _look(account, number, amount(doing, "check_after_secs"))
    raise TryLater(seconds=60)


def _look(account: Account, number: str, wait: int | None) -> Request:
    asked = urlencode({"command": "STATUS", "media_id": number})
    url = f"{_base(account)}/upload?{asked}"
    headers = read_request(url, token=_token(account)).headers
    seconds = min(max(wait or 1, 1), _LONGEST_WAIT)
    return Request("GET", url, headers, wait=seconds)


def _described(account: Account, number: str, alt: str) -> Talk[None]:
    """Say what a picture shows (docs.x.com/x-api/media/create-media-metadata)."""
    said = {"id": number, "metadata": {"alt_text": {"text": alt}}}
    published((yield _preparing(account, "/metadata", said)))


def _append(account: Account, number: str, index: int, piece: bytes) -> Request:
    # Nothing that is parted by its own hash has that hash in it.
    edge = f"part-{hashlib.sha256(piece).hexdigest()[:40]}"
    body = (
        f"--{edge}\r\nContent-Disposition: form-data; "
        f'name="segment_index"\r\n\r\n{index}\r\n'
        f'--{edge}\r\nContent-Disposition: form-data; name="media"; '
        f'filename="piece"\r\nContent-Type: application/octet-stream\r\n\r\n'
    )
    url = f"{_base(account)}/upload/{number}/append"
    headers = dict(read_request(url, token=_token(account)).headers)
    headers["content-type"] = f"multipart/form-data; boundary={edge}"
    whole = body.encode() + piece + f"\r\n--{edge}--\r\n".encode()
    return Request("POST", url, headers, whole, Purpose.PREPARE)


def _preparing(account: Account, path: str, said: Mapping[str, Any]) -> Request:
    url = f"{_base(account)}{path}"
    token = _token(account)
    return json_request("POST", url, said, token=token, purpose=Purpose.PREPARE)


def _told(answer: Answer) -> Mapping[str, Any]:
    return mapping(mapping(published(answer).json()).get("data"))


def _base(account: Account) -> str:
    return f"{account.server}/2/media"


def _token(account: Account) -> str:
    return account.secrets.get("token", "")
