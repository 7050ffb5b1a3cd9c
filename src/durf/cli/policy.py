"""The command group ``durf policy``: everything one does with a policy file."""

from __future__ import annotations

import click

from durf.cli.lazy import LazyGroup

# Each is imported when it is asked for.
COMMANDS = {
    "new": "durf.cli.policy_new:new",
    "test": "durf.cli.policy_test:test",
    "show": "durf.cli.policy_show:show",
    "render": "durf.cli.policy_render:render",
    "diff": "durf.cli.policy_diff:diff",
    "backtest": "durf.cli.policy_backtest:backtest",
}


@click.group(cls=LazyGroup, homes=COMMANDS)
def policy() -> None:
    """Start a policy, test it, read it, compare it.

    \b
    Example:
      durf policy new --starter municipality --language nl -o policy.md
      durf policy test policy.md
      durf policy render policy.md -o handbook.html
    """
