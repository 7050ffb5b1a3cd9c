"""How much there is to do, for operators."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Min, Q

from durf_server.work.models import Job

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Status:
    """The open jobs of one kind, and those that were given up.

    Attributes:
        waiting: are not due yet.
        due: could be done now.
        claimed: are being done.
        given_up: need somebody to look.
        oldest: since when the longest waiting one is due.
        trouble: the last code of what went wrong.
    """

    kind: str
    waiting: int
    due: int
    claimed: int
    given_up: int
    oldest: datetime | None
    trouble: str


def status(*, at: datetime) -> list[Status]:
    """Return what there is to do, by kind."""
    is_open = Q(given_up_at__isnull=True)
    is_claimed = is_open & Q(lease_ends_at__gt=at)
    is_due = is_open & Q(due_at__lte=at) & ~Q(lease_ends_at__gt=at)
    # A database knows no true or false of a lease that is not there.
    free = is_open & Q(due_at__lte=at) & Q(lease_ends_at__isnull=True)
    rows = (
        Job.objects.filter(done_at__isnull=True)
        .values("kind")
        .annotate(
            waiting=Count("pk", filter=is_open & Q(due_at__gt=at)),
            due=Count("pk", filter=is_due | free),
            claimed=Count("pk", filter=is_claimed),
            given_up=Count("pk", filter=Q(given_up_at__isnull=False)),
            oldest=Min("due_at", filter=is_due | free),
        )
        .order_by("kind")
    )
    return [Status(**row, trouble=_last_trouble(row["kind"])) for row in rows]


def _last_trouble(kind: str) -> str:
    troubled = Job.objects.filter(kind=kind, done_at__isnull=True).exclude(trouble="")
    return troubled.order_by("-due_at").values_list("trouble", flat=True).first() or ""
