"""The command ``durf policy render``: make the handbook."""

from __future__ import annotations

import click

_EXAMPLES = """\b
Examples:
  durf policy render policy.md -o handbook.html
  durf policy render policy.md --language en > handbook.html"""


@click.command(epilog=_EXAMPLES)
@click.argument("file", default="policy.md", envvar="DURF_POLICY")
@click.option(
    "-o", "--output", metavar="FILE", help="Where to put it.  [standard output]"
)
@click.option(
    "--language",
    type=click.Choice(["nl", "en"]),
    help="Of the sentences around your prose.  [the policy's]",
)
def render(file: str, output: str | None, language: str | None) -> None:
    """Make the handbook of a policy: one HTML file to read, print or publish.

    It asks for nothing else: no network, no script, no fonts.
    """
    from durf.cli.files import write_whole
    from durf.cli.output import write_out
    from durf.policy.model import Policy
    from durf.policy.render import render as rendered

    html = rendered(Policy.read(file), language or "")
    if output and output != "-":
        write_whole(output, html)
        return
    write_out(html)
