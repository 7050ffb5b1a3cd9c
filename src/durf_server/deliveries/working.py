"""Send what is due, in a few threads beside the jobs, until told to stop."""

from __future__ import annotations

import logging
import random
import threading
import time
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import InterfaceError, OperationalError, close_old_connections
from django.utils.timezone import now as wall_clock

from durf.networks.speakers import speakers
from durf_server.deliveries.delivering import Deliverer
from durf_server.deliveries.gate import DeskGate
from durf_server.deliveries.outbox import DatabaseOutbox
from durf_server.deliveries.reaching import ask

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

log = logging.getLogger("durf.deliveries")
THREADS = 4
_IDLE = 0.5
# The clock of a machine is put right by less than this without anybody noticing.
JUMP = timedelta(seconds=5)
# So long nothing is sent or settled after a jump: as long as a request may live.
PAUSE = timedelta(minutes=10)


def deliverer() -> Deliverer:
    """Return what delivers from the server's database over the real internet."""
    return Deliverer(
        DatabaseOutbox(), DeskGate(speakers()), ask, wall_clock, random.random
    )


@dataclass(slots=True)
class Watch:
    """Tells when the machine's clock was set: waits are measured by it.

    Attributes:
        wall: the clock that may be set.
        steady: the one that never is, in seconds.
    """

    wall: Callable[[], datetime] = wall_clock
    steady: Callable[[], float] = time.monotonic
    _last: tuple[datetime, float] | None = None
    _until: float = 0.0

    def trusts(self) -> bool:
        """Whether the clock has not jumped ahead within the last minutes.

        Ahead only: then a quarantine would seem to be over that is not.
        """
        here, there = self.wall(), self.steady()
        if self._last is not None:
            was, since = self._last
            ahead = (here - was) - timedelta(seconds=there - since)
            if ahead > JUMP:
                log.warning("the clock was set ahead: nothing is sent for a while")
                self._until = there + PAUSE.total_seconds()
        self._last = here, there
        return there >= self._until


@dataclass(slots=True)
class Senders:
    """Threads that deliver.

    Attributes:
        make: makes what delivers; each thread has its own.
        count: how many threads.
    """

    make: Callable[[], Deliverer] = deliverer
    count: int = THREADS
    _is_over: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self) -> None:
        """Begin."""
        for number in range(self.count):
            thread = threading.Thread(target=self._run, name=f"sender-{number}")
            thread.start()
            self._threads.append(thread)

    def stop(self) -> None:
        """Finish what was begun, and end."""
        self._is_over.set()
        for thread in self._threads:
            thread.join()

    def _run(self) -> None:
        delivers, watch = self.make(), Watch()
        while not self._is_over.is_set():
            try:
                if watch.trusts() and delivers.turn():
                    continue
            except (InterfaceError, OperationalError) as error:
                log.error("no database: %s", type(error).__name__)
            except Exception as error:
                # Its claim runs out, and it is looked at again.
                log.error("unexpected: %s", type(error).__name__)
            close_old_connections()
            self._is_over.wait(_IDLE)
