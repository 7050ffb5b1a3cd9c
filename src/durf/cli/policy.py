"""The command group ``durf policy``: everything one does with a policy file."""

from __future__ import annotations

from importlib import import_module

import click

# Each is imported when it is asked for.
COMMANDS = {
    "new": "durf.cli.policy_new:new",
    "test": "durf.cli.policy_test:test",
    "show": "durf.cli.policy_show:show",
    "render": "durf.cli.policy_render:render",
    "diff": "durf.cli.policy_diff:diff",
    "backtest": "durf.cli.policy_backtest:backtest",
}


class _Commands(click.Group):
    """A group whose commands are imported one by one."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 click's
        return list(COMMANDS)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002 click's
        cmd_name: str,
    ) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command


@click.group(cls=_Commands)
def policy() -> None:
    """Start a policy, test it, read it, compare it.

    \b
    Example:
      durf policy new --starter municipality --language nl -o policy.md
      durf policy test policy.md
      durf policy render policy.md -o handbook.html
    """
