"""The command group ``durf vault records``: rows of tables that must not leak."""

from __future__ import annotations

import click

from durf.cli.lazy import LazyGroup

# Each is imported when it is asked for.
COMMANDS = {"add": "durf.cli.vault_records_add:add"}


@click.group(cls=LazyGroup, homes=COMMANDS)
def records() -> None:
    """Keep fingerprints of tables: customers, patients, projects, people.

    \b
    Example:
      durf vault records add customers.csv --vault vault --collection customers
    """
