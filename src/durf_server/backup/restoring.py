"""Put a backup back where nothing is, and see that all of it is whole."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, transaction

from durf_server.backup import rows
from durf_server.backup.archive import reading
from durf_server.backup.making import MASTER, migrations
from durf_server.errors import BrokenBackup, NotEmpty
from durf_server.people.models import Workspace
from durf_server.records.verifying import verify_log

if TYPE_CHECKING:
    from pathlib import Path

    from durf_server.backup.archive import Reader

FOLDERS = ("media", "vaults", "published", "keys")


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back.

    Attributes:
        rows: of all tables.
        files: beside the database.
        entries: of the evidence logs, every one of them verified.
        missing: pictures that were gone already when the backup was made.
    """

    rows: int
    files: int
    entries: int
    missing: tuple[str, ...]


def restore(path: Path) -> Restored:
    """Put a backup into a database that was made and is empty.

    It may be of another kind than the one that the backup was made from.

    Args:
        path: of the backup.

    Raises:
        FileProblem: it cannot be read, or its files not be written.
        BrokenBackup: it is not whole, or of another version of durf.
        NotEmpty: there is something that it would replace.
    """
    _require_empty()
    with reading(path) as backup:
        manifest = backup.manifest
        _require_same_shape(manifest.migrations)
        draft = settings.DATA_DIR / ".restoring"
        shutil.rmtree(draft, ignore_errors=True)
        try:
            for folder in FOLDERS:
                for name in backup.names(folder):
                    backup.copy(name, draft / name)
            entries = _restored(backup, draft)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    files = len(manifest.members) - len(manifest.rows)
    return Restored(
        sum(manifest.rows.values()), files, entries, tuple(manifest.missing)
    )


def _restored(backup: Reader, draft: Path) -> int:
    """Put rows and files in their places, or neither; return the entries verified."""
    placed: list[Path] = []
    try:
        with transaction.atomic():
            _load(backup)
            _place(draft, placed)
            return _verified()
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
    fresh = {"sessions.key", MASTER}
    return [path for path in folder.iterdir() if path.name not in fresh]


def _require_same_shape(wanted: list[str]) -> None:
    if migrations(DEFAULT_DB_ALIAS) != wanted:
        raise BrokenBackup(reason="another version of durf made it")


def _load(backup: Reader) -> None:
    for model in rows.models():
        label = model._meta.label
        wanted = backup.manifest.rows.get(label, 0)
        lines = backup.lines(f"tables/{label}.jsonl")
        try:
            found = rows.load(model, lines, DEFAULT_DB_ALIAS)
        except (DatabaseError, ValueError, TypeError):
            raise BrokenBackup(reason="a row does not fit its table") from None
        if found != wanted:
            raise BrokenBackup(reason="rows are missing")
    rows.reset_numbers(DEFAULT_DB_ALIAS)


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
