"""Make a backup while everything goes on."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from durf_server.backup import rows
from durf_server.backup.archive import Manifest, writing
from durf_server.backup.folders import held
from durf_server.errors import NotNow

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from durf_server.backup.archive import Writer

# A second connection, so that looking at one moment keeps nobody from writing.
ALIAS = "backup"
MASTER, SESSIONS = "master.key", "sessions.key"


@dataclass(frozen=True, slots=True)
class Made:
    """What went into a backup."""

    rows: int
    files: int
    missing: tuple[str, ...]


def make(path: Path, *, with_key: bool, durf: str, at: datetime) -> Made:
    """Write a backup of the whole installation as it is at one moment.

    Args:
        path: of the file; it must not be there yet.
        with_key: put the master key in too, so that the file alone is enough to
            restore and to read everything.
        durf: the version of durf.
        at: when.

    Raises:
        FileProblem: it cannot be written.
        NotNow: the database is not as this version of durf has it.
    """
    _require_same_version()
    manifest = Manifest(at.isoformat(), durf, migrations("default"))
    with writing(path, manifest) as backup:
        # First: what was published must not be newer than the log beside it.
        _folder(backup, "published", settings.DATA_DIR / "published")
        with _one_moment():
            for model in rows.models():
                label = model._meta.label
                lines = rows.lines_of(model, ALIAS)
                manifest.rows[label] = backup.lines(f"tables/{label}", lines)
            _media(backup)
        _vaults(backup)
        _keys(backup, with_key=with_key)
    files = [name for name in manifest.members if not name.startswith("tables/")]
    return Made(sum(manifest.rows.values()), len(files), tuple(manifest.missing))


def migrations(using: str) -> list[str]:
    """Return the migrations that a database has been through, in order of name."""
    applied = MigrationRecorder(connections[using]).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in applied)


def _require_same_version() -> None:
    executor = MigrationExecutor(connections["default"])
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise NotNow(
            reason="the database is not one of this version of durf",
            mend="look whether DURF_DATABASE is right, or run 'durf serve' once",
        )


@contextmanager
def _one_moment() -> Iterator[None]:
    """Hold one moment of the database in view, on a connection of its own."""
    database = dict(connections.databases["default"])
    options = dict(database["OPTIONS"])
    if database["ENGINE"].endswith("sqlite3"):
        # An immediate transaction would make all others wait.
        options["transaction_mode"] = "DEFERRED"
    else:
        from psycopg import IsolationLevel

        options["isolation_level"] = IsolationLevel.REPEATABLE_READ
    connections.databases[ALIAS] = database | {"OPTIONS": options}
    try:
        with transaction.atomic(using=ALIAS):
            # The moment is that of the first look.
            migrations(ALIAS)
            yield
    finally:
        connections[ALIAS].close()


def _media(backup: Writer) -> None:
    from durf_server.drafts.models import Medium

    found = Medium.objects.using(ALIAS).order_by("workspace_id", "digest")
    for workspace, digest in found.values_list("workspace_id", "digest"):
        try:
            source = settings.MEDIA_DIR / str(workspace) / digest
            backup.file(f"media/{workspace}/{digest}", source)
        except FileNotFoundError:
            backup.manifest.missing.append(digest)


def _vaults(backup: Writer) -> None:
    for folder in sorted(_folders(settings.VAULT_DIR)):
        _folder(backup, f"vaults/{folder.name}", folder)


def _folders(parent: Path) -> Iterator[Path]:
    if parent.is_dir():
        for path in parent.iterdir():
            if path.is_dir() and not path.name.startswith("."):
                yield path


def _folder(backup: Writer, name: str, folder: Path) -> None:
    if not folder.is_dir():
        return
    with held(folder) as copy:
        for path in sorted(copy.rglob("*")):
            if path.is_file():
                backup.file(f"{name}/{path.relative_to(copy).as_posix()}", path)


def _keys(backup: Writer, *, with_key: bool) -> None:
    folder = settings.DATA_DIR / "keys"
    found = sorted(folder.glob("*.sealed"))
    if with_key:
        # Sessions end with the installation: who was signed in signs in again.
        found += sorted(set(folder.glob("*.key")) - {folder / SESSIONS})
    for path in found:
        backup.file(f"keys/{path.name}", path)
