"""What workers know how to do; each app lists its own in its ``jobs.py``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from durf_server.work.models import Job


@dataclass(frozen=True, slots=True)
class Task:
    """How a kind of job is done.

    Attributes:
        do: does it, at a time; it may be called again for the same job after a
            crash, so doing it twice must be as good as once.
        attempts: how often it is tried before it is given up.
        first_wait: how long after the first failure it is tried again; each time
            twice as long.
        longest_wait: no longer than this.
    """

    do: Callable[[Job, datetime], None]
    attempts: int = 8
    first_wait: timedelta = timedelta(seconds=10)
    longest_wait: timedelta = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Recurring:
    """What is done again and again, by one worker at a time.

    Attributes:
        do: does it, at a time.
        every: how long after it was done it is done again.
    """

    do: Callable[[datetime], None]
    every: timedelta


def wait_before(task: Task, attempt: int, chance: float) -> timedelta:
    """Return how long to wait after an attempt failed.

    Args:
        task: that failed.
        attempt: its number, from 1.
        chance: from 0 to 1; what failed together does not come back together.
    """
    doubled = task.first_wait * (1 << min(attempt - 1, 30))
    return min(doubled, task.longest_wait) * (0.5 + chance / 2)
