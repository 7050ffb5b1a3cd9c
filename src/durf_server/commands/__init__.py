"""The commands that need the server."""

from __future__ import annotations

import os

from durf.errors import MissingExtra


def ready() -> None:
    """Set Django up for a command.

    Raises:
        MissingExtra: the server is not installed.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "durf_server.settings")
    try:
        import django
    except ModuleNotFoundError:
        raise MissingExtra(what="this command", extra="server") from None
    django.setup()


def prepared() -> None:
    """Set Django up, and bring the database up to date.

    Raises:
        MissingExtra: the server is not installed.
        NoDatabase: it cannot be reached.
        NoSpace: its disk is full.
    """
    ready()
    from django.core.management import call_command
    from django.db import DatabaseError

    from durf_server.errors import NoDatabase, no_space

    try:
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
    except DatabaseError as error:
        # The driver's words may hold the address with its password.
        raise no_space(error) or NoDatabase(
            reason="it refuses or does not answer"
        ) from None
