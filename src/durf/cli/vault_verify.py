"""The command ``durf vault verify``: is every byte as it was written?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from durf.cli.vault_opening import format_option, vault_options

if TYPE_CHECKING:
    from collections.abc import Iterator

_EXAMPLES = """\b
Example:
  durf vault verify --vault vault

\b
Exit status: 0 the vault is whole; 1 a file is damaged; 2 it cannot be opened."""


@click.command(epilog=_EXAMPLES)
@vault_options
@format_option
def verify(folder: str, key_file: str | None, output_format: str) -> None:
    """Read every byte of a vault, and name the files that are damaged."""
    from durf.cli.policy_page import page, write_json

    damaged = sorted(set(_damaged(folder, key_file)))
    if output_format == "json":
        write_json({"whole": not damaged, "damaged": damaged})
        raise SystemExit(1 if damaged else 0)
    sheet = page()
    if not damaged:
        sheet.write([sheet.good(sheet.say("the vault is whole"))])
        return
    said = sheet.say("{0} is damaged")
    sheet.write(sheet.bad(said.format(name)) for name in damaged)
    raise SystemExit(1)


def _damaged(folder: str, key_file: str | None) -> Iterator[str]:
    from durf.cli.vault_opening import open_vault
    from durf.errors import BrokenVault

    try:
        vault = open_vault(folder, key_file)
    except BrokenVault as broken:
        # What does not even open is as damaged as can be.
        yield str(broken.arguments["path"])
        return
    yield from vault.faults()
