"""What workers do for the jobs themselves."""

from __future__ import annotations

from datetime import timedelta

from durf_server.work.tasks import Recurring, Task
from durf_server.work.worker import forget_settled

TASKS: dict[str, Task] = {}
RECURRING = {"forget-settled-jobs": Recurring(forget_settled, timedelta(hours=6))}
