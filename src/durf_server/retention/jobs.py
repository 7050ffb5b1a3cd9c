"""What workers do for the records."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from durf_server.records.publishing import publish_due
from durf_server.records.verifying import verify_and_keep
from durf_server.retention.expiring import expire_all
from durf_server.retention.scrubbing import scrub_job
from durf_server.work.tasks import Recurring, Task

if TYPE_CHECKING:
    from datetime import datetime

    from durf_server.work.models import Job


def _verify(job: Job, at: datetime) -> None:
    if job.workspace is not None:
        verify_and_keep(job.workspace, at)


TASKS = {"scrub": Task(scrub_job), "verify-log": Task(_verify, attempts=3)}
RECURRING = {
    "publish-checkpoints": Recurring(publish_due, timedelta(minutes=10)),
    "expire-records": Recurring(expire_all, timedelta(hours=24)),
}
