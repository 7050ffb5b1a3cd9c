"""Ask for something to be done later, in the transaction of why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from durf_server.work.models import Job

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from durf_server.people.models import Workspace


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
    if key:
        waiting = Job.objects.filter(
            kind=kind,
            key=key,
            done_at__isnull=True,
            given_up_at__isnull=True,
        ).first()
        if waiting is not None and waiting.token is None:
            return waiting
        if waiting is not None:
            # It is being done: what it saw may be old, so it is done once more.
            key = f"{key}+"
            return ask(kind, arguments, workspace=workspace, key=key, at=at)
    return Job.objects.create(
        kind=kind,
        arguments=dict(arguments),
        workspace=workspace,
        key=key,
        due_at=at,
    )
