"""``durf serve``: the console and the API, until told to stop."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from durf_server.commands import prepared

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8800, show_default=True)
@click.option(
    "--bind",
    default="127.0.0.1",
    show_default=True,
    help="Address of this machine to listen on; 0.0.0.0 for all.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=2,
    show_default=True,
    help="Processes that answer, of four threads each.",
)
def serve(*, port: int, bind: str, workers: int) -> None:
    """Serve the console and the API, until Ctrl-C.

    Everything is kept in the folder durf-data, or where DURF_DATA_DIR says.  With
    SQLite the work that is due is done too; with PostgreSQL, run 'durf work' beside.

    \b
    Example:
      durf serve --port 8800
    """
    from durf_server.commands.ports import listen

    run(listen(bind, port), workers, _tell)


def run(listener: socket.socket, workers: int, tell: Callable[[str], None]) -> None:
    """Bring the database up to date, say where it is, and answer until told to stop.

    Args:
        listener: an open socket.
        workers: how many processes answer.
        tell: says what there is to say once all is ready, given the address.
    """
    port = listener.getsockname()[1]
    os.environ.setdefault("DURF_URL", f"http://localhost:{port}")
    prepared()
    from django.conf import settings
    from django.db import connection, connections

    from durf_server.commands.answering import Desk
    from durf_server.commands.beside import worker

    tell(settings.BASE_URL)
    beside = worker() if connection.vendor == "sqlite" else None
    # No connection may be shared with the processes that answer.
    connections.close_all()
    if beside is not None:
        beside.start()
    Desk(listener, workers, beside.stop if beside else _nothing).run()


def _nothing() -> None:
    """Leave the worker alone: another command runs it."""


def _tell(address: str) -> None:
    from django.utils.timezone import now

    from durf_server.people.first_run import one_time_link

    click.echo(f"durf: {address}/")
    link = one_time_link(now())
    if link:
        click.echo(f"durf: nobody can sign in yet; begin here, once: {link}")
