"""The command group ``durf vault``: everything one does with what must not leak."""

from __future__ import annotations

import click

from durf.cli.lazy import LazyGroup

# Each is imported when it is asked for.
COMMANDS = {
    "init": "durf.cli.vault_init:init",
    "add": "durf.cli.vault_add:add",
    "records": "durf.cli.vault_records:records",
    "pictures": "durf.cli.vault_pictures:pictures",
    "list": "durf.cli.vault_list:list_",
    "stats": "durf.cli.vault_stats:stats",
    "remove": "durf.cli.vault_remove:remove",
    "verify": "durf.cli.vault_verify:verify",
    "rotate-key": "durf.cli.vault_rotate:rotate_key",
}


@click.group(cls=LazyGroup, homes=COMMANDS)
def vault() -> None:
    """Keep fingerprints of what must not leak; never its text.

    \b
    Example:
      durf vault init vault
      durf vault add ~/Documents/board --vault vault --collection board
      durf check post.txt --vault vault
    """
