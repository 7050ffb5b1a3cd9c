"""What workers do for deliveries, beside delivering."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from durf.networks.speakers import speakers
from durf_server.channels.connecting import PLAN_ALL
from durf_server.deliveries.planning import plan
from durf_server.drafts.leaving import PLAN
from durf_server.drafts.models import Draft
from durf_server.drafts.states import State
from durf_server.errors import NotThere
from durf_server.work.tasks import Recurring, Task

if TYPE_CHECKING:
    from datetime import datetime

    from durf_server.work.models import Job


def plan_draft(job: Job, at: datetime) -> None:
    """Plan the deliveries of a draft, or take them back."""
    plan(UUID(job.arguments["draft"]), speakers(), at=at)


def plan_workspace(job: Job, at: datetime) -> None:
    """Plan what was cleared before a channel was connected."""
    if job.workspace is None:
        raise NotThere(what="workspace")
    cleared = Draft.objects.filter(workspace=job.workspace, state=State.CLEARED)
    for number in cleared.values_list("pk", flat=True).iterator():
        plan(number, speakers(), at=at)


TASKS = {PLAN: Task(plan_draft), PLAN_ALL: Task(plan_workspace)}
RECURRING: dict[str, Recurring] = {}
