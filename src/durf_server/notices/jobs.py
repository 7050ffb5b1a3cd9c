"""What workers do to tell people things."""

from __future__ import annotations

from durf_server.notices.sending import send
from durf_server.notices.telling import SEND
from durf_server.work.tasks import Recurring, Task

TASKS = {SEND: Task(send)}
RECURRING: dict[str, Recurring] = {}
