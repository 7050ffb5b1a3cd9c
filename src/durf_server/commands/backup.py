"""``durf backup`` and ``durf restore``: a whole installation in one file, and back."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from durf.errors import BadUse, FileProblem
from durf_server.commands import ready

if TYPE_CHECKING:
    from durf_server.backup.archive import Reader

_KEY = "keys/master.key"


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--with-key",
    is_flag=True,
    help="Put the master key in too: then the file alone opens everything.",
)
def backup(file: Path, *, with_key: bool) -> None:
    """Write database, pictures, vaults and keys to FILE, while everything goes on.

    Without --with-key the file cannot be used without the master key: keep that in
    another place.

    \b
    Example:
      durf backup monday.durfbackup
    """
    if file.exists():
        raise FileProblem(verb="write", path=str(file), reason="it is there already")
    ready()
    from django.utils.timezone import now

    from durf.cli.version import version_number
    from durf_server.backup.making import make

    made = make(file, with_key=with_key, durf=version_number(), at=now())
    click.echo(f"{file}: {made.rows:,} rows, {made.files:,} files")
    for digest in made.missing:
        click.echo(f"durf: a picture was gone: {digest}", err=True)


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
def restore(file: Path) -> None:
    """Put the backup FILE back, into a new folder and an empty database.

    DURF_DATA_DIR and DURF_DATABASE say where; the database may be of another kind
    than the one that the backup was made from.  All of it is verified, the evidence
    entry by entry, before anything counts.

    \b
    Example:
      DURF_DATABASE=postgresql://durf@db/durf durf restore monday.durfbackup
    """
    from durf_server.backup.archive import reading

    with reading(file) as found:
        _place_key(found)
    ready()
    from django.core.management import call_command

    from durf_server.backup.restoring import restore as put_back

    call_command("migrate", verbosity=0, interactive=False)
    restored = put_back(file)
    click.echo(
        f"{restored.rows:,} rows, {restored.files:,} files; "
        f"{restored.entries:,} entries of evidence verified"
    )
    for digest in restored.missing:
        click.echo(f"durf: a picture was gone before the backup: {digest}", err=True)


def _place_key(found: Reader) -> None:
    """Put the master key in its place before durf makes one of its own.

    Raises:
        BadUse: the backup was made without it, and it is not here.
    """
    folder = os.environ.get("DURF_DATA_DIR") or "durf-data"
    place = Path(folder).expanduser() / _KEY
    given = os.environ.get("DURF_MASTER_KEY") or os.environ.get("DURF_MASTER_KEY_FILE")
    if given or place.exists():
        return
    if _KEY not in found.manifest.members:
        raise BadUse(
            what="the backup was made without its master key",
            mend=f"put the key at {place}, or set DURF_MASTER_KEY_FILE",
        )
    found.copy(_KEY, place)
