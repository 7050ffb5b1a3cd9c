"""What workers do for policies."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from durf_server.policies.deciding import put_due_in_force
from durf_server.work.tasks import Recurring

if TYPE_CHECKING:
    from datetime import datetime

    from durf_server.work.tasks import Task


def put_in_force(at: datetime) -> None:
    """Put the versions in force whose day has come."""
    put_due_in_force(at=at)


TASKS: dict[str, Task] = {}
RECURRING = {"policies-in-force": Recurring(put_in_force, timedelta(seconds=30))}
