"""The command ``durf vault add``: documents that must not be quoted."""

from __future__ import annotations

import sys
from time import monotonic
from typing import TYPE_CHECKING, Any

import click

from durf.cli.vault_limits import limit_options
from durf.cli.vault_opening import format_option, vault_options

if TYPE_CHECKING:
    from durf.intake.adding import Adding

_EXAMPLES = """\b
Examples:
  durf vault add board/ --vault vault --collection board
  durf vault add board/ --vault vault --collection board --prune
  durf vault add website/ --vault vault --collection website --public

\b
Exit status: 0 all was read; 1 a file or folder could not be read, the rest was;
2 it was asked wrongly, or the vault cannot be written."""
_MOST_JOBS = 64


@click.command(epilog=_EXAMPLES)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@vault_options
@click.option(
    "--collection",
    required=True,
    metavar="NAME",
    help="What they belong to; a rule names it as leak: [NAME].",
)
@click.option(
    "--public",
    "is_public",
    is_flag=True,
    help="Everybody may quote them, also where another collection has the same.",
)
@click.option(
    "--meaning",
    "keeps_meaning",
    is_flag=True,
    help="Find them in other words, too; takes long, and needs durf[semantic].",
)
@click.option(
    "--prune",
    "prunes",
    is_flag=True,
    help="Take documents out whose files below PATH have gone.",
)
@click.option(
    "--exclude",
    multiple=True,
    metavar="GLOB",
    help="Names to leave out, such as '*.bak' or 'drafts/'; may be repeated.",
)
@click.option("--hidden", is_flag=True, help="Take files whose name starts with a dot.")
@click.option(
    "--jobs",
    type=click.IntRange(1, _MOST_JOBS),
    default=1,
    show_default=True,
    help="How many files are read at the same time.",
)
@limit_options
@format_option
def add(
    paths: tuple[str, ...],
    folder: str,
    key_file: str | None,
    output_format: str,
    **asked: Any,  # noqa: ANN401 one for each option
) -> None:
    """Add files, and the files in folders, to a collection.

    Files that have not changed are left as they are, and changed ones are read
    again.  An interrupted run goes on where it was when it is started again.  A
    file that cannot be read is named and left out.
    """
    from durf.cli.vault_limits import OPTIONS, limits_from
    from durf.intake.adding import Adding

    limits = limits_from({name: asked.pop(name) for name in OPTIONS})
    adding = Adding(limits=limits, **asked)
    raise SystemExit(_run(paths, folder, key_file, adding, output_format))


def _run(
    paths: tuple[str, ...],
    folder: str,
    key_file: str | None,
    adding: Adding,
    output_format: str,
) -> int:
    from pathlib import Path

    from durf.cli.policy_page import page
    from durf.cli.vault_opening import open_writer
    from durf.cli.vault_progress import IntakeProgress
    from durf.cli.vault_summary import write_summary
    from durf.intake.adding import add as add_files

    sheet, began = page(), monotonic()
    progress = IntakeProgress(sys.stderr.isatty(), sheet.say)
    with open_writer(folder, key_file) as writer:
        try:
            tally = add_files(writer, [Path(path) for path in paths], adding, progress)
        finally:
            progress.clear()
    write_summary(sheet, tally, monotonic() - began, output_format)
    return 1 if tally.unreadable else 0
