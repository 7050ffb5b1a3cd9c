"""Put a backup back where nothing is, and see that all of it is whole."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import (
    DEFAULT_DB_ALIAS,
    DatabaseError,
    OperationalError,
    connection,
    transaction,
)

from durf_server.backup import rows
from durf_server.backup.archive import reading
from durf_server.backup.making import MASTER, SESSIONS, migrations
from durf_server.errors import BrokenBackup, NoDatabase, NotEmpty, no_space
from durf_server.people.models import Workspace
from durf_server.records.verifying import verify_log
from durf_server.retention.erasing_again import erase_again
from durf_server.retention.journal import write_journal
from durf_server.retention.scrubbing import scrub

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import datetime
    from pathlib import Path

    from durf_server.backup.archive import Reader
    from durf_server.retention.erasing_again import Again
    from durf_server.retention.journal import Erased

FOLDERS = ("media", "vaults", "published", "keys")


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back.

    Attributes:
        made_at: when the backup was made, as ISO 8601 says it.
        rows: of all tables.
        files: beside the database.
        entries: of the evidence logs, every one of them verified.
        missing: pictures that were gone already when the backup was made.
        again: who was erased once more.
    """

    made_at: str
    rows: int
    files: int
    entries: int
    missing: tuple[str, ...]
    again: Again


def restore(path: Path, erased: Collection[Erased] = (), *, at: datetime) -> Restored:
    """Put a backup into a database that was made and is empty.

    It may be of another kind than the one that the backup was made from.

    Args:
        path: of the backup.
        erased: people who were erased after it was made: they do not come back.
        at: when.

    Raises:
        FileProblem: it cannot be read, or its files not be written.
        BrokenBackup: it is not whole, or of another version of durf.
        NotEmpty: there is something that it would replace.
        NoSpace: the database's disk is full.
    """
    _require_empty()
    with reading(path) as backup:
        manifest = backup.manifest
        _require_same_shape(manifest.migrations)
        draft = settings.DATA_DIR / ".restoring"
        shutil.rmtree(draft, ignore_errors=True)
        try:
            names = [name for folder in FOLDERS for name in backup.names(folder)]
            for name in names:
                backup.copy(name, draft / name)
            entries, again = _restored(backup, draft, erased, at)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    if again.erased:
        write_journal()
        scrub()
    count = sum(manifest.rows.values())
    missing = tuple(manifest.missing)
    return Restored(manifest.made_at, count, len(names), entries, missing, again)


def _restored(
    backup: Reader, draft: Path, erased: Collection[Erased], at: datetime
) -> tuple[int, Again]:
    """Put rows and files in their places, or neither.

    Returns:
        The entries verified, and who was erased again.
    """
    placed: list[Path] = []
    try:
        with transaction.atomic():
            _load(backup)
            _place(draft, placed)
            return _verified(), erase_again(erased, at)
    except BaseException:
        for path in placed:
            _remove(path)
        raise


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _require_empty() -> None:
    if any(model._base_manager.exists() for model in rows.models()):
        raise NotEmpty(what="the database")
    for folder in FOLDERS:
        if any(_kept_files(settings.DATA_DIR / folder)):
            raise NotEmpty(what=str(settings.DATA_DIR / folder))


def _kept_files(folder: Path) -> list[Path]:
    """Return what a restore would replace: keys that durf just made do not count."""
    if not folder.is_dir():
        return []
    fresh = {SESSIONS, MASTER}
    return [path for path in folder.iterdir() if path.name not in fresh]


def _require_same_shape(wanted: list[str]) -> None:
    if migrations(DEFAULT_DB_ALIAS) != wanted:
        raise BrokenBackup(reason="another version of durf made it")


def _load(backup: Reader) -> None:
    for model in rows.models():
        label = model._meta.label
        wanted = backup.manifest.rows.get(label, 0)
        with _of_a_backup():
            lines = backup.lines(f"tables/{label}")
            found = rows.load(model, lines, DEFAULT_DB_ALIAS)
        if found != wanted:
            raise BrokenBackup(reason="rows are missing")
    with _of_a_backup():
        # Or rows that lead nowhere would be found when all is done.
        connection.check_constraints()
    rows.reset_numbers(DEFAULT_DB_ALIAS)


@contextmanager
def _of_a_backup() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        raise no_space(error) or NoDatabase(reason="it fails") from None
    except (DatabaseError, ValidationError, ValueError, TypeError):
        raise BrokenBackup(reason="a row does not fit its table") from None


def _place(draft: Path, placed: list[Path]) -> None:
    """Move the files to where they belong, and note each in ``placed``.

    The key that locks the others was put there before durf began.
    """
    for folder in FOLDERS:
        source, target = draft / folder, settings.DATA_DIR / folder
        if not source.is_dir():
            continue
        target.mkdir(mode=0o700, parents=True, exist_ok=True)
        for path in source.iterdir():
            if path.name == MASTER:
                continue
            path.replace(target / path.name)
            placed.append(target / path.name)


def _verified() -> int:
    """Look through every evidence log, and return how many entries they have."""
    total = 0
    for workspace in Workspace.objects.all():
        found = verify_log(workspace)
        if not found.is_whole:
            raise BrokenBackup(reason="the evidence log does not verify")
        total += found.size
    return total
