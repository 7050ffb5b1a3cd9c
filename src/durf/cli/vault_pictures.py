"""The command group ``durf vault pictures``: pictures and logos to be known again."""

from __future__ import annotations

import sys
from time import monotonic
from typing import Any

import click

from durf.cli.vault_opening import format_option, vault_options

_EXAMPLES = """\b
Examples:
  durf vault pictures add logos/ --vault vault --collection logos
  durf vault pictures add floor-plan.png --vault vault --collection plans

\b
Exit status: 0 all was read; 1 a picture could not be read, the rest was;
2 it was asked wrongly, or the vault cannot be written."""


@click.group()
def pictures() -> None:
    """Register pictures and logos that must not be posted.

    \b
    Example:
      durf vault pictures add logos/ --vault vault --collection logos
    """


@pictures.command(epilog=_EXAMPLES)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@vault_options
@click.option(
    "--collection",
    required=True,
    metavar="NAME",
    help="What they belong to; a rule names it as pictures: {known: [NAME]}.",
)
@click.option(
    "--prune",
    "prunes",
    is_flag=True,
    help="Take pictures out whose files below PATH have gone.",
)
@click.option(
    "--exclude",
    multiple=True,
    metavar="GLOB",
    help="Names to leave out, such as '*.gif' or 'drafts/'; may be repeated.",
)
@click.option("--hidden", is_flag=True, help="Take files whose name starts with a dot.")
@format_option
def add(
    paths: tuple[str, ...],
    folder: str,
    key_file: str | None,
    output_format: str,
    **asked: Any,  # noqa: ANN401 one for each option
) -> None:
    """Add pictures, and the pictures in folders, to a collection.

    They are found again inside other pictures: smaller, larger, cut, turned a
    little, saved anew.  Files that have not changed are left as they are.
    """
    from pathlib import Path

    from durf.cli.policy_page import page
    from durf.cli.vault_opening import open_writer
    from durf.cli.vault_progress import IntakeProgress
    from durf.cli.vault_summary import write_summary
    from durf.intake.adding import Adding
    from durf.intake.known_pictures import add_pictures

    adding = Adding(**asked)
    sheet, began = page(), monotonic()
    progress = IntakeProgress(sys.stderr.isatty(), sheet.say)
    with open_writer(folder, key_file) as writer:
        try:
            tally = add_pictures(writer, [Path(p) for p in paths], adding, progress)
        finally:
            progress.clear()
    write_summary(sheet, tally, monotonic() - began, output_format)
    raise SystemExit(1 if tally.unreadable else 0)
