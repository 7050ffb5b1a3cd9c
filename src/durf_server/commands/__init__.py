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
    """
    ready()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
