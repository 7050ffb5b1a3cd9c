"""What a person decides of a delivery: whether it is out, and whether it goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from durf_server.deliveries.models import Delivery
from durf_server.deliveries.stages import Stage
from durf_server.errors import BadInput, NotNow
from durf_server.people.access import require
from durf_server.people.roles import May
from durf_server.records.append import Fact, append

if TYPE_CHECKING:
    from datetime import datetime

    from durf_server.people.models import Member

LONGEST_URL = 2_000


@transaction.atomic
def it_is_out(delivery: Delivery, by: Member, url: str, *, at: datetime) -> Delivery:
    """Note that somebody saw it stand there, where durf could not tell.

    Raises:
        NotAllowed: the member does not manage channels.
        NotNow: nobody was asked.
        BadInput: this is no address of a page.
    """
    url = url.strip()
    if url and (not url.startswith(("https://", "http://")) or len(url) > LONGEST_URL):
        raise BadInput(field="url", reason="it is no address of a page")
    row = _asked(delivery, by)
    row.sent_url, row.sent_at = url, at
    _go(row, Stage.SENT)
    row.followed_by.filter(stage=Stage.PLANNED).update(next_at=at)
    _record("delivery.sent", row, by, at)
    return row


@transaction.atomic
def it_is_not_out(delivery: Delivery, by: Member, *, at: datetime) -> Delivery:
    """Note that somebody saw that it does not stand there: it waits for their word.

    Raises:
        NotAllowed: the member does not manage channels.
        NotNow: nobody was asked.
    """
    row = _asked(delivery, by)
    row.asked_at = None
    # Nothing goes out by surprise: it is let go on by a decision of its own.
    row.stage = Stage.PLANNED
    _go(row, Stage.HELD)
    _record("delivery.absent", row, by, at)
    return row


@transaction.atomic
def let_go_on(delivery: Delivery, by: Member, *, at: datetime) -> Delivery:
    """Send what was held or refused; it is judged once more before that.

    Raises:
        NotAllowed: the member does not manage channels.
        NotNow: it is not held.
    """
    require(by, May.MANAGE_CHANNELS)
    row = _locked(delivery)
    if row.stage not in (Stage.HELD, Stage.REFUSED):
        raise NotNow(reason="it is not held", mend="look at it again")
    before = row.follows
    row.attempts = row.looks = 0
    is_next = before is None or before.stage == Stage.SENT
    _go(row, Stage.PLANNED)
    row.next_at = max(at, row.due_at) if is_next else None
    row.save(update_fields=["next_at", "attempts", "looks"])
    _record("delivery.released", row, by, at)
    return row


@transaction.atomic
def take_back(delivery: Delivery, by: Member, *, at: datetime) -> Delivery:
    """Let it not go out any more, with what follows on it in the thread.

    Raises:
        NotAllowed: the member does not manage channels.
        NotNow: it is out, or may be.
    """
    require(by, May.MANAGE_CHANNELS)
    row = _locked(delivery)
    if row.stage not in (Stage.PLANNED, Stage.HELD, Stage.REFUSED):
        raise NotNow(reason="it is out, or may be", mend="look at it again")
    rows = Delivery.objects.select_for_update().filter(
        version=row.version, channel=row.channel, place__gte=row.place
    )
    for one in rows:
        if one.stage in (Stage.PLANNED, Stage.HELD, Stage.REFUSED):
            _go(one, Stage.WITHDRAWN)
            _record("delivery.withdrawn", one, by, at)
    row.refresh_from_db()
    return row


def _asked(delivery: Delivery, by: Member) -> Delivery:
    require(by, May.MANAGE_CHANNELS)
    row = _locked(delivery)
    if row.stage != Stage.UNKNOWN or row.asked_at is None:
        raise NotNow(reason="nobody was asked about it", mend="look at it again")
    return row


def _locked(delivery: Delivery) -> Delivery:
    rows = Delivery.objects.select_for_update(of=("self",))
    return rows.select_related("workspace", "follows").get(pk=delivery.pk)


def _go(row: Delivery, stage: Stage) -> None:
    row.stage, row.next_at, row.token, row.trouble = stage, None, None, ""
    row.save()


def _record(kind: str, row: Delivery, by: Member, at: datetime) -> None:
    append(
        row.workspace,
        Fact(
            kind=kind,
            subject=f"draft/{row.draft_id}",
            at=at,
            act={
                "by": str(by.pk),
                "delivery": str(row.pk),
                "channel": str(row.channel_id),
                "place": row.place,
                "url": row.sent_url,
            },
            personal={by.person_id: {"name": str(by.person)}},
        ),
    )
