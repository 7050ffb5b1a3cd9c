"""The command group ``durf picture``: what a picture says and tells."""

from __future__ import annotations

import click

from durf.cli.lazy import LazyGroup

# Each is imported when it is asked for.
COMMANDS = {
    "read": "durf.cli.picture_read:read",
    "clean": "durf.cli.picture_clean:clean",
}


@click.group(cls=LazyGroup, homes=COMMANDS)
def picture() -> None:
    """See what a picture says and tells, and take out what it should not.

    \b
    Example:
      durf picture read photo.jpg
      durf picture clean photo.jpg --output photo-clean.jpg
    """
