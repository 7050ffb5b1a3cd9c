"""What workers do for reviews."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from durf.errors import DurfError
from durf_server.errors import NotNow, NotThere
from durf_server.people.models import Workspace
from durf_server.policies.models import PolicyVersion
from durf_server.reviews.backtesting import backtest_and_keep
from durf_server.reviews.rejudging import judge_again, sweep
from durf_server.reviews.reminding import remind_all
from durf_server.work.tasks import Recurring, Task

if TYPE_CHECKING:
    from datetime import datetime

    from durf_server.work.models import Job

_MINUTE = timedelta(minutes=1)


def judge_workspace_again(job: Job, at: datetime) -> None:
    """Judge the drafts of a workspace by what just came into force."""
    if job.workspace is None:
        raise NotThere(what="workspace")
    judge_again(job.workspace, at=at)


def sweep_all(at: datetime) -> None:
    """Look in every workspace whether policy or vault are still the same."""
    in_force = PolicyVersion.objects.filter(state=PolicyVersion.State.IN_FORCE)
    trouble: DurfError | None = None
    for workspace in Workspace.objects.filter(policy_versions__in=in_force):
        try:
            sweep(workspace, at=at)
        except NotNow:
            # Its policy was retired this moment.
            continue
        except DurfError as error:
            # A vault that cannot be opened must not keep others from theirs.
            trouble = error
    if trouble is not None:
        raise trouble


def backtest_version(job: Job, at: datetime) -> None:
    """Judge past drafts by a version of the policy that was proposed."""
    version = PolicyVersion.objects.filter(pk=job.arguments["version"]).first()
    if version is None:
        raise NotThere(what="version of the policy")
    backtest_and_keep(version, at=at)


TASKS = {
    "judge-again": Task(judge_workspace_again),
    "backtest": Task(backtest_version, attempts=3),
}
RECURRING = {
    "remind-reviewers": Recurring(remind_all, _MINUTE),
    "sweep-drafts": Recurring(sweep_all, _MINUTE),
}
