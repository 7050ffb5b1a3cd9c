"""Uploads pictures to LinkedIn (…/community-management/shares/images-api)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from durf.errors import BadAnswer, Refused, TryLater
from durf.networks.fields import mapping, name_of, part, text
from durf.networks.linkedin import answers
from durf.networks.linkedin.asking import escaped, reading, writing
from durf.networks.talking import Purpose, Request

if TYPE_CHECKING:
    from durf.networks.speaking import Account, Picture
    from durf.networks.talking import Talk

# Seconds before each look; after the last one it is tried again later.
_WAITS = (0, 1, 2, 4, 8, 8)


def upload(account: Account, picture: Picture) -> Talk[str]:
    """Upload a picture; return its URN.

    Raises:
        Refused: LinkedIn cannot read it.
        TryLater: it takes too long to look at it.
    """
    said = {"initializeUploadRequest": {"owner": account.number}}
    answer = yield writing(
        account,
        "/rest/images?action=initializeUpload",
        said,
        purpose=Purpose.PREPARE,
    )
    told = part(mapping(answers.published(answer).json()), "value")
    image = name_of(told, "image", answers.IMAGE)
    url = _address(account, text(told, "uploadUrl"))
    headers = {
        "authorization": f"Bearer {account.secrets.get('token', '')}",
        "content-type": "application/octet-stream",
    }
    answer = yield Request("PUT", url, headers, picture.content, Purpose.PREPARE)
    answers.published(answer)
    yield from _finished(account, image)
    return image


def _finished(account: Account, image: str) -> Talk[None]:
    """Wait until a picture can be shown, where it may be looked at."""
    for wait in _WAITS:
        asked = reading(account, f"/rest/images/{escaped(image)}")
        answer = yield Request(asked.method, asked.url, asked.headers, wait=wait)
        if answer.status in (403, 404):
            # Not every account may look; whoever waited would wait for ever.
            return
        state = text(mapping(answers.read(answer).json()), "status")
        if state == "PROCESSING_FAILED":
            raise Refused(status=answer.status, reason="it cannot read the picture")
        if state not in ("PROCESSING", "WAITING_UPLOAD"):
            return
    raise TryLater(seconds=60)


def _address(account: Account, url: str) -> str:
    """Return where to upload, if it is LinkedIn's: the token goes along.

    Raises:
        BadAnswer: it is somebody else's.
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        is_own = parts.netloc == urlsplit(account.server).netloc
    except ValueError:
        raise BadAnswer(reason="its address for pictures is not its own") from None
    is_theirs = parts.scheme == "https" and f".{host}".endswith(".linkedin.com")
    if not (is_own or is_theirs) or not url.isascii() or not url.isprintable():
        raise BadAnswer(reason="its address for pictures is not its own")
    return url
