"""``durf backup`` and ``durf restore``: a whole installation in one file, and back."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from durf.errors import BadUse, FileProblem
from durf_server.commands import prepared, ready

if TYPE_CHECKING:
    from durf_server.backup.archive import Reader
    from durf_server.backup.restoring import Restored

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
@click.option(
    "--erased",
    type=click.Path(path_type=Path),
    help="The erased.jsonl of the lost data folder: erase those people again.",
)
def restore(file: Path, erased: Path | None) -> None:
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
        key = _place_key(found)
    try:
        restored = _restored(file, erased)
    except BaseException:
        # Or it would stand in the way of another backup.
        if key is not None:
            key.unlink()
        raise
    _tell(restored, erased)


def _restored(file: Path, erased: Path | None) -> Restored:
    prepared()
    from django.utils.timezone import now

    from durf_server.backup.restoring import restore as put_back
    from durf_server.retention.journal import read_journal

    people = read_journal(erased) if erased else []
    return put_back(file, people, at=now())


def _tell(restored: Restored, erased: Path | None) -> None:
    click.echo(
        f"{restored.rows:,} rows, {restored.files:,} files; "
        f"{restored.entries:,} entries of evidence verified"
    )
    for digest in restored.missing:
        click.echo(f"durf: a picture was gone before the backup: {digest}", err=True)
    if erased is None:
        click.echo(
            f"durf: the backup is of {restored.made_at}: whoever was erased after that "
            "is back; erase them again in the console, under Records, or restore with "
            "--erased and the erased.jsonl of the data folder that was lost",
            err=True,
        )
        return
    click.echo(f"{restored.again.erased:,} people erased again")
    for person in restored.again.held:
        click.echo(f"durf: a legal hold keeps this person: {person}", err=True)


def _place_key(found: Reader) -> Path | None:
    """Put the master key in its place before durf makes one of its own.

    Returns:
        Where it was put, if it was not there.

    Raises:
        BadUse: the backup was made without it, and it is not here.
    """
    folder = os.environ.get("DURF_DATA_DIR") or "durf-data"
    place = Path(folder).expanduser() / _KEY
    given = os.environ.get("DURF_MASTER_KEY") or os.environ.get("DURF_MASTER_KEY_FILE")
    if given or place.exists():
        return None
    if _KEY not in found.manifest.members:
        raise BadUse(
            what="the backup was made without its master key",
            mend=f"put the key at {place}, or set DURF_MASTER_KEY_FILE",
        )
    found.copy(_KEY, place)
    return place
