"""The same request twice does its work once.

As the draft standard of the header ``Idempotency-Key`` says
(draft-ietf-httpapi-idempotency-key-header): a repeat gets the first answer, a
repeat while the first is still at work is told to wait, and the same key with
another request is a mistake.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.utils import timezone

from durf_server.api.models import Answered
from durf_server.errors import BadInput, NotNow

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.http import HttpRequest

    from durf_server.people.models import Token

KEPT = timedelta(days=1)
# A worker that died left its request unanswered: after this, another may try.
LONGEST = timedelta(minutes=2)
LONGEST_KEY = 200
FIRST_NOT_DONE = 300


def once(
    request: HttpRequest, token: Token, act: Callable[[], HttpResponse]
) -> HttpResponse:
    """Answer a request, or give the answer that it got before.

    Raises:
        BadInput: the key is too long, or was used for another request.
        NotNow: the first request with this key is still at work.
    """
    key = request.headers.get("Idempotency-Key", "")
    if not key:
        return act()
    if len(key) > LONGEST_KEY or not key.isascii() or not key.isprintable():
        raise BadInput(field="Idempotency-Key", reason="it is too long, or no ASCII")
    digest = _digest(request)
    kept = _claim(token, key, digest, timezone.now())
    if kept is not None:
        return kept
    return _kept_answer(token, key, act)


def forget_old(*, at: datetime) -> int:
    """Forget answers that nobody will ask for again; return how many."""
    return Answered.objects.filter(at__lt=at - KEPT).delete()[0]


def _kept_answer(
    token: Token, key: str, act: Callable[[], HttpResponse]
) -> HttpResponse:
    claimed = Answered.objects.filter(token=token, key=key)
    try:
        response = act()
    except BaseException:
        # Nothing was done, or nobody knows: the next one finds out.
        claimed.delete()
        raise
    if response.status_code < FIRST_NOT_DONE:
        claimed.update(status=response.status_code, body=response.content)
    else:
        # Nothing was done, so a mended request may come with the same key.
        claimed.delete()
    return response


def _claim(token: Token, key: str, digest: str, at: datetime) -> HttpResponse | None:
    """Take the key for this request, or return the answer it has already."""
    try:
        with transaction.atomic():
            Answered.objects.filter(
                token=token, key=key, status=0, at__lt=at - LONGEST
            ).delete()
            Answered.objects.create(token=token, key=key, request=digest, at=at)
    except IntegrityError:
        pass
    else:
        return None
    before = Answered.objects.filter(token=token, key=key).first()
    if before is None or before.status == 0:
        raise NotNow(reason="the first request is at work", mend="ask again soon")
    if before.request != digest:
        raise BadInput(
            field="Idempotency-Key", reason="it was used for another request"
        )
    response = HttpResponse(
        bytes(before.body), status=before.status, content_type="application/json"
    )
    response["Idempotent-Replayed"] = "true"
    return response


def _digest(request: HttpRequest) -> str:
    what = f"{request.method} {request.get_full_path()}\n".encode() + request.body
    return hashlib.sha256(what).hexdigest()
