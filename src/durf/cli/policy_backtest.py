"""The command ``durf policy backtest``: a policy over past posts."""

from __future__ import annotations

import click

_EXAMPLES = """\b
Examples:
  durf policy backtest policy.md --posts archive.jsonl
  durf policy backtest old.md new.md --posts archive.jsonl

\b
Exit status: 0 all posts were judged; 2 some lines could not be read."""


@click.command(epilog=_EXAMPLES)
@click.argument("policy")
@click.argument("second", required=False, metavar="[POLICY2]")
@click.option(
    "--posts",
    multiple=True,
    required=True,
    metavar="FILE",
    help="JSONL with a post on each line, or - for standard input; may be repeated.",
)
@click.option(
    "--format",
    "output_format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
)
def backtest(
    policy: str, second: str | None, posts: tuple[str, ...], output_format: str
) -> None:
    """Say what POLICY would have said of past posts.

    With POLICY2 also which posts would be judged differently, and how.
    A post that says no time is judged as if it went out now.
    """
    from durf.cli.backtesting import run

    policies = [policy, second] if second else [policy]
    raise SystemExit(run(policies, posts, output_format))
