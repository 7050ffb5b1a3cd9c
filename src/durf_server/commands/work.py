"""``durf work``: do what is due, and go on until told to stop."""

from __future__ import annotations

import json
import os
import signal
from dataclasses import asdict
from importlib import import_module
from threading import Event
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from durf_server.work.tasks import Recurring, Task
    from durf_server.work.worker import Worker

# The apps that ask for work; each lists in ``jobs.py`` what it can do.
APPS = (
    "work",
    "notices",
    "policies",
    "drafts",
    "reviews",
    "deliveries",
    "retention",
    "api",
)


@click.command()
@click.option("--once", is_flag=True, help="Do what is due now, and end.")
@click.option("--status", is_flag=True, help="Show what there is to do, and end.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def work(*, once: bool, status: bool, form: str) -> None:
    """Do what is due: deliveries, mails, reminders, judging again, checkpoints.

    Several may run beside each other; each job is done by one of them.

    \b
    Example:
      durf work --status
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "durf_server.settings")
    import django

    django.setup()
    if status:
        _show_status(form)
        return
    _work(once=once)


def every_task() -> tuple[dict[str, Task], dict[str, Recurring]]:
    """Return what all apps list in their ``jobs.py``."""
    tasks: dict[str, Task] = {}
    recurring: dict[str, Recurring] = {}
    for app in APPS:
        name = f"durf_server.{app}.jobs"
        try:
            jobs = import_module(name)
        except ModuleNotFoundError as error:
            if error.name != name:
                raise
            continue
        tasks |= jobs.TASKS
        recurring |= jobs.RECURRING
    return tasks, recurring


def every_worker() -> Worker:
    """Return a worker that knows all that can be asked for."""
    from durf_server.work.worker import Worker

    tasks, recurring = every_task()
    return Worker(tasks, recurring)


def _work(*, once: bool) -> None:
    from django.utils.timezone import now

    from durf_server.deliveries.working import Senders, deliverer

    worker = every_worker()
    if once:
        worker.plan(at=now())
        began = now()
        while worker.turn(at=began):
            pass
        while deliverer().turn():
            pass
        return
    stop = Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: stop.set())
    senders = Senders()
    senders.start()
    try:
        worker.run(stop, now)
    finally:
        senders.stop()


def _show_status(form: str) -> None:
    from django.utils.timezone import now

    from durf_server.work.status import status

    rows = status(at=now())
    if form == "json":
        click.echo(json.dumps([asdict(row) for row in rows], default=str))
        return
    click.echo(f"{'kind':<24}{'waiting':>8}{'due':>8}{'claimed':>8}{'given up':>9}")
    for row in rows:
        click.echo(
            f"{row.kind:<24}{row.waiting:>8}{row.due:>8}{row.claimed:>8}"
            f"{row.given_up:>9}  {row.trouble}".rstrip()
        )
