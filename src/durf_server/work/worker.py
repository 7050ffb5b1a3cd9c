"""The one worker loop: claim a due job, do it, settle it."""

from __future__ import annotations

import logging
import random
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import (
    InterfaceError,
    OperationalError,
    close_old_connections,
    transaction,
)

from durf.errors import DurfError
from durf_server.errors import BadInput, NotThere
from durf_server.work.asking import ask
from durf_server.work.claiming import LEASE, claim, finish, give_up, put_off
from durf_server.work.models import Job
from durf_server.work.tasks import Recurring, Task, wait_before

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from threading import Event

log = logging.getLogger("durf.work")
# Trying again does not mend these.
_HOPELESS = (BadInput, NotThere)
_KEPT = timedelta(days=30)
_IDLE = 1.0


@dataclass(slots=True)
class Worker:
    """Does what is due, one thing after another.

    Attributes:
        tasks: what can be asked for, by name.
        recurring: what is done again and again, by name.
        lease: how long a job is this worker's.
        chance: spreads what is tried again, from 0 to 1.
    """

    tasks: Mapping[str, Task]
    recurring: Mapping[str, Recurring] = field(default_factory=dict)
    lease: timedelta = LEASE
    chance: Callable[[], float] = random.random

    def plan(self, *, at: datetime) -> None:
        """Ask for what recurs and is not waiting already."""
        waiting = set(
            Job.objects.filter(
                kind__in=self.recurring, done_at__isnull=True, given_up_at__isnull=True
            ).values_list("kind", flat=True)
        )
        for name in self.recurring:
            if name not in waiting:
                ask(name, {}, key=name, at=at)

    def turn(self, *, at: datetime) -> bool:
        """Do one job that is due; False where there is none."""
        job = claim([*self.tasks, *self.recurring], at=at, lease=self.lease)
        if job is None:
            return False
        if self._is_lost(job):
            give_up(job, "lost", at=at)
            return True
        trouble, is_hopeless = self._trouble_with(job, at)
        if not trouble:
            self._settle(job, at)
            return True
        log.warning("job %s (%s): %s", job.pk, job.kind, trouble)
        self._try_later(job, trouble, at, is_hopeless=is_hopeless)
        return True

    def run(self, stop: Event, now: Callable[[], datetime]) -> None:
        """Work until told to stop; what was begun is finished."""
        planned = False
        while not stop.is_set():
            try:
                if not planned:
                    self.plan(at=now())
                    planned = True
                if self.turn(at=now()):
                    continue
            except (InterfaceError, OperationalError) as error:
                # The database restarts or is full: what was claimed comes back.
                log.error("no database: %s", type(error).__name__)
            close_old_connections()
            stop.wait(_IDLE)

    def _is_lost(self, job: Job) -> bool:
        """Tell whether every attempt ended with its worker: it may be what kills."""
        task = self.tasks.get(job.kind)
        return task is not None and job.attempts > task.attempts

    def _trouble_with(self, job: Job, at: datetime) -> tuple[str, bool]:
        """Do a job; return the code of what went wrong, and whether it stays so."""
        try:
            if job.kind in self.recurring:
                self.recurring[job.kind].do(at)
            else:
                self.tasks[job.kind].do(job, at)
        except _HOPELESS as error:
            return error.code, True
        except DurfError as error:
            return error.code, False
        except Exception as error:
            # The edge of the loop: one bad job must not end the worker.
            return f"unexpected: {type(error).__name__}", False
        return "", False

    @transaction.atomic
    def _settle(self, job: Job, at: datetime) -> None:
        if finish(job, at=at) and job.kind in self.recurring:
            next_time = at + self.recurring[job.kind].every
            ask(job.kind, {}, key=job.kind, at=next_time)

    def _try_later(
        self, job: Job, trouble: str, at: datetime, *, is_hopeless: bool
    ) -> None:
        if job.kind in self.recurring:
            put_off(job, at + self.recurring[job.kind].every, trouble)
            return
        task = self.tasks[job.kind]
        if is_hopeless or job.attempts >= task.attempts:
            give_up(job, trouble, at=at)
            return
        put_off(job, at + wait_before(task, job.attempts, self.chance()), trouble)


def forget_settled(at: datetime) -> None:
    """Delete the jobs that were done long ago."""
    Job.objects.filter(done_at__lt=at - _KEPT).delete()
