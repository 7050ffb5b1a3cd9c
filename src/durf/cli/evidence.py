"""The command group ``durf evidence``: the log of what was done, and its proofs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from durf.cli.lazy import LazyGroup

if TYPE_CHECKING:
    from collections.abc import Sequence

# Each is imported when it is asked for.
COMMANDS = {
    "verify": "durf.cli.evidence_verify:verify",
    "show": "durf.cli.evidence_show:show",
    "prove": "durf.cli.evidence_prove:prove",
    # The server has the log, and is not always installed.
    "export": "durf_server.commands.evidence:export",
}


class _EvidenceGroup(LazyGroup):
    """A group of which one command is the server's."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command by its name; one that is not installed says so."""
        try:
            return super().get_command(ctx, cmd_name)
        except ModuleNotFoundError as error:
            if not (error.name or "").startswith(("django", "durf_server")):
                raise
            return _not_installed(cmd_name)


_EXAMPLES = """\b
Example:
  durf evidence export --help"""


def _not_installed(name: str) -> click.Command:
    loose = {"ignore_unknown_options": True}

    @click.command(name, context_settings=loose, epilog=_EXAMPLES)
    @click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
    def absent(arguments: Sequence[str]) -> None:  # noqa: ARG001 whatever was asked
        """Make a bundle of evidence; this needs the extra 'server'."""
        from durf.errors import MissingExtra

        raise MissingExtra(what="the log of a workspace", extra="server")

    return absent


@click.group(cls=_EvidenceGroup, homes=COMMANDS)
def evidence() -> None:
    """Prove what was done, and check such proofs.

    \b
    Example:
      durf evidence verify post.durfproof --key log.key
      durf evidence show post.durfproof
    """
