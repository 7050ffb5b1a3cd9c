"""``durf completion``: let the shell finish commands and options."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the script that lets a shell complete durf's commands.

    \b
    Example:
      durf completion bash >> ~/.bashrc
    """
    from durf.cli.main import durf

    made = get_completion_class(shell)
    if made is None:
        raise click.UsageError(f"no completion for {shell}")
    click.echo(made(durf, {}, "durf", "_DURF_COMPLETE").source())
