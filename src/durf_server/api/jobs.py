"""What workers do for the API."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from durf_server.api.idempotency import forget_old
from durf_server.api.telling import forget_old_calls, tell_all
from durf_server.work.tasks import Recurring

if TYPE_CHECKING:
    from datetime import datetime

    from durf_server.work.tasks import Task


def tell_webhooks(at: datetime) -> None:
    """Tell all webhooks what they have not been told."""
    tell_all(at=at)


def forget(at: datetime) -> None:
    """Forget answers and calls that nobody will ask for any more."""
    forget_old(at=at)
    forget_old_calls(at=at)


TASKS: dict[str, Task] = {}
RECURRING = {
    "tell-webhooks": Recurring(tell_webhooks, timedelta(seconds=2)),
    "forget-answers": Recurring(forget, timedelta(hours=1)),
}
