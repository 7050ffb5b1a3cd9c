"""Ask for something to be done later, in the transaction of why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from durf_server.work.models import Job

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from durf_server.people.models import Workspace


@transaction.atomic
def ask(
    kind: str,
    arguments: Mapping[str, Any],
    *,
    workspace: Workspace | None = None,
    key: str = "",
    at: datetime,
) -> Job:
    """Ask for a job to be done at or after a time.

    Args:
        kind: the name that a worker knows it by.
        arguments: what it needs to know: numbers, never somebody's text.
        workspace: that it is for, if it is for one.
        key: while a job of this kind with the same key is open, there is no other;
            a claimed one does not count, since it may have looked already.
        at: when it is due.
    """
    while key and (waiting := _open(kind, key)) is not None:
        if waiting.token is None:
            return _not_later(waiting, at)
        # It is being done: what it saw may be old, so it is done once more.
        key = f"{key}+"
    try:
        with transaction.atomic():
            return Job.objects.create(
                kind=kind,
                arguments=dict(arguments),
                workspace=workspace,
                key=key,
                due_at=at,
            )
    except IntegrityError:
        # Somebody asked at the same moment; theirs can be seen now.
        return ask(kind, arguments, workspace=workspace, key=key, at=at)


def _open(kind: str, key: str) -> Job | None:
    """Find and hold the open job: no worker claims it before this is committed."""
    return (
        Job.objects.select_for_update()
        .filter(kind=kind, key=key, done_at__isnull=True, given_up_at__isnull=True)
        .first()
    )


def _not_later(waiting: Job, at: datetime) -> Job:
    if at < waiting.due_at:
        waiting.due_at = at
        waiting.save(update_fields=["due_at"])
    return waiting
