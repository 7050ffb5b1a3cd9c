"""A command group whose commands are imported one by one, when asked for."""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from durf.cli.speech import language_of

if TYPE_CHECKING:
    from collections.abc import Mapping


class LazyGroup(click.Group):
    """A group that knows where its commands are.

    Args:
        homes: ``module:name`` of each command, in the order of the help text.
    """

    def __init__(self, *, homes: Mapping[str, str], **options: Any) -> None:  # noqa: ANN401 click's
        super().__init__(**options)
        self.homes = homes

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 click's
        """Return the names of the commands."""
        return list(self.homes)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002 click's
        cmd_name: str,
    ) -> click.Command | None:
        """Return a command by its name."""
        if cmd_name not in self.homes:
            return None
        module, _, name = self.homes[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return in_own_language(command)


def in_own_language(command: click.Command) -> click.Command:
    """Return a command whose help the reader can read."""
    if language_of(os.environ) == "en":
        return command
    from durf.cli.spoken import spoken

    return spoken(command)
