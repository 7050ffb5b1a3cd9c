"""Tell webhooks of the entries of the evidence log, in their order, each at least once.

A webhook has a place in the log, so nothing is queued that could be lost, and what
was told can be told again from any place.  Calls are signed as standardwebhooks.com
says.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from datetime import timedelta
from time import perf_counter
from typing import TYPE_CHECKING

from django.db import transaction

from durf_server import outward
from durf_server.api.models import Call, Webhook
from durf_server.errors import BadInput, Unreachable
from durf_server.keys import seal, unseal
from durf_server.records.append import Fact, append
from durf_server.records.models import Entry, Log

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime
    from uuid import UUID

    from durf_server.people.models import Member

SALT = 32
AT_ONCE = 50
# After this many failures in a row, about three days, it is stopped.
MOST_FAILURES = 18
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=10), timedelta(hours=6)
KEPT_CALLS = timedelta(days=30)
MOST_WEBHOOKS = 20
_PREFIX = "whsec_"


@transaction.atomic
def start(
    member: Member, url: str, kinds: Sequence[str], *, at: datetime
) -> tuple[Webhook, str]:
    """Let an address be told from now on; return it with its secret, shown once.

    Raises:
        BadInput: the address is none of the web, or there are too many already.
    """
    if not url.startswith(("https://", "http://")) or len(url) > 500:
        raise BadInput(field="url", reason="it is no address of the web")
    active = Webhook.objects.filter(workspace=member.workspace, stopped_at__isnull=True)
    if active.count() >= MOST_WEBHOOKS:
        raise BadInput(field="url", reason="there are too many webhooks already")
    key = secrets.token_bytes(32)
    webhook = Webhook(
        workspace=member.workspace,
        url=url,
        kinds=list(kinds),
        position=_size(member.workspace_id),
        made_by=member,
        made_at=at,
    )
    webhook.sealed_secret = seal(key, _place(webhook))
    webhook.save(force_insert=True)
    append(member.workspace, _fact("webhook.started", webhook, member, at))
    return webhook, _PREFIX + base64.b64encode(key).decode()


@transaction.atomic
def stop(webhook: Webhook, member: Member, *, at: datetime) -> None:
    """Tell an address nothing any more."""
    held = Webhook.objects.select_for_update().get(pk=webhook.pk)
    if held.stopped_at is None:
        held.stopped_at = at
        held.save(update_fields=["stopped_at"])
        append(held.workspace, _fact("webhook.stopped", held, member, at))


@transaction.atomic
def replay(webhook: Webhook, member: Member, *, index: int, at: datetime) -> None:
    """Tell again all entries from one on; a webhook that was stopped goes on.

    Raises:
        BadInput: the log has no such entry.
    """
    if not 0 <= index <= _size(webhook.workspace_id):
        raise BadInput(field="from", reason="the log has no such entry")
    held = Webhook.objects.select_for_update().get(pk=webhook.pk)
    held.position = index
    held.failures, held.next_try_at, held.stopped_at = 0, None, None
    held.save()
    append(held.workspace, _fact("webhook.replayed", held, member, at))


def tell_all(*, at: datetime) -> int:
    """Tell every webhook what it has not been told; return how many calls were made.

    One job at a time runs this: the place of each webhook moves after each call.
    """
    due = Webhook.objects.filter(stopped_at__isnull=True).exclude(next_try_at__gt=at)
    return sum(_tell(webhook, at) for webhook in due.select_related("workspace"))


def forget_old_calls(*, at: datetime) -> int:
    """Forget tries that nobody will look at any more; return how many."""
    return Call.objects.filter(at__lt=at - KEPT_CALLS).delete()[0]


def sign(key: bytes, number: str, moment: int, body: bytes) -> str:
    """Return the signature of a call, as its header carries it."""
    signed = f"{number}.{moment}.".encode() + body
    digest = hmac.new(key, signed, hashlib.sha256).digest()
    return "v1," + base64.b64encode(digest).decode()


def _tell(webhook: Webhook, at: datetime) -> int:
    """Tell one webhook a few entries, until it fails or knows all."""
    made = 0
    entries = Entry.objects.select_related("log").filter(
        log__workspace_id=webhook.workspace_id, index__gte=webhook.position
    )
    for entry in entries.order_by("index")[:AT_ONCE]:
        if not _wants(webhook.kinds, entry.kind):
            _move(webhook, entry.index)
            continue
        made += 1
        if not _call(webhook, entry, at):
            _wait(webhook, at)
            break
        _move(webhook, entry.index)
    return made


def _wants(kinds: Iterable[str], kind: str) -> bool:
    beginnings = tuple(kinds)
    return not beginnings or kind.startswith(beginnings)


def _call(webhook: Webhook, entry: Entry, at: datetime) -> bool:
    """Tell of one entry; return whether it was taken."""
    body = body_of(entry, webhook.workspace.slug)
    number = f"{entry.log.origin}/{entry.index}"
    key = unseal(bytes(webhook.sealed_secret), _place(webhook))
    moment = int(at.timestamp())
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "durf",
        "webhook-id": number,
        "webhook-timestamp": str(moment),
        "webhook-signature": sign(key, number, moment, body),
    }
    call = Call(webhook=webhook, index=entry.index, at=at)
    began = perf_counter()
    try:
        call.status = outward.post(webhook.url, body, headers).status_code
    except Unreachable as error:
        call.trouble = str(error.arguments["reason"])
    call.milliseconds = int((perf_counter() - began) * 1000)
    call.save(force_insert=True)
    return 200 <= call.status < 300


def body_of(entry: Entry, slug: str) -> bytes:
    """Return what a webhook is told of an entry: nothing of a person or a text."""
    told = {
        "type": entry.kind,
        "timestamp": entry.at.isoformat(),
        "data": {
            "workspace": slug,
            "index": entry.index,
            "subject": entry.subject,
            "act": json.loads(bytes(entry.act)[SALT:]),
        },
    }
    return json.dumps(told, separators=(",", ":"), sort_keys=True).encode()


def _move(webhook: Webhook, index: int) -> None:
    """Go on after an entry, unless somebody moved it elsewhere meanwhile."""
    Webhook.objects.filter(pk=webhook.pk, position=webhook.position).update(
        position=index + 1, failures=0, next_try_at=None
    )
    webhook.position, webhook.failures = index + 1, 0


def _wait(webhook: Webhook, at: datetime) -> None:
    """Try later, each time twice as late; at last, not any more."""
    failures = webhook.failures + 1
    wait = min(FIRST_WAIT * 2 ** (failures - 1), LONGEST_WAIT)
    # All that failed together must not come back together.
    wait *= 0.75 + secrets.randbelow(500) / 1000
    stopped = at if failures >= MOST_FAILURES else None
    Webhook.objects.filter(pk=webhook.pk).update(
        failures=failures, next_try_at=at + wait, stopped_at=stopped
    )


def _place(webhook: Webhook) -> str:
    return f"webhook/{webhook.pk}"


def _size(workspace_id: UUID) -> int:
    size = (
        Log.objects.filter(workspace_id=workspace_id)
        .values_list("size", flat=True)
        .first()
    )
    return size or 0


def _fact(kind: str, webhook: Webhook, member: Member, at: datetime) -> Fact:
    return Fact(
        kind=kind,
        subject=f"webhook/{webhook.pk}",
        at=at,
        act={"by": str(member.pk), "kinds": list(webhook.kinds)},
        personal={member.person_id: {"name": str(member.person)}},
    )
