"""Claim a due job, and settle it: only whoever still holds the token may."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from django.db import connection, transaction
from django.db.models import Q

from durf_server.work.models import Job

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

# Longer than anything a job waits for: mail, webhooks, timestamps, one batch.
LEASE = timedelta(minutes=5)
_OPEN = Q(done_at__isnull=True, given_up_at__isnull=True)


@transaction.atomic
def claim(
    kinds: Iterable[str], *, at: datetime, lease: timedelta = LEASE
) -> Job | None:
    """Take the job that is due first; lease, token and attempt are committed.

    Args:
        kinds: that this worker knows how to do.
        at: now.
        lease: how long nobody else takes it; who holds it longer may have lost it.
    """
    free = Q(lease_ends_at__isnull=True) | Q(lease_ends_at__lte=at)
    due = Job.objects.filter(_OPEN, free, kind__in=list(kinds), due_at__lte=at)
    job = (
        due.select_for_update(
            of=("self",),
            skip_locked=connection.features.has_select_for_update_skip_locked,
        )
        .order_by("due_at")
        .first()
    )
    if job is None:
        return None
    job.token = uuid4()
    job.lease_ends_at = at + lease
    job.attempts += 1
    job.save(update_fields=["token", "lease_ends_at", "attempts"])
    return job


def finish(job: Job, *, at: datetime) -> bool:
    """Settle a job as done; False where the lease ran out and another took it."""
    return _settle(job, done_at=at, trouble="")


def put_off(job: Job, until: datetime, trouble: str) -> bool:
    """Let a job be tried again later."""
    return _settle(job, due_at=until, trouble=trouble)


def give_up(job: Job, trouble: str, *, at: datetime) -> bool:
    """Stop trying; an operator sees it in the status."""
    return _settle(job, given_up_at=at, trouble=trouble)


def _settle(job: Job, **values: object) -> bool:
    held = Job.objects.filter(_OPEN, pk=job.pk, token=job.token)
    return bool(held.update(token=None, lease_ends_at=None, **values))
