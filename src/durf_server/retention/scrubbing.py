"""Leave no byte behind of what was erased: the database's own files, too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.cache import cache
from django.db import connection

from durf_server.errors import NotNow
from durf_server.retention.journal import write_journal

if TYPE_CHECKING:
    from datetime import datetime

    from durf_server.work.models import Job

# The large ones, which hold nothing that is ever taken out.
_WHOLE = {"records_entry", "records_tile"}


def scrub() -> None:
    """Write the database anew without what was deleted from it.

    It takes as long as copying the database, in which others wait; not to be called
    within a transaction.

    Raises:
        NotNow: somebody kept reading what was there before.
    """
    cache.clear()
    if connection.vendor == "sqlite":
        _scrub_sqlite()
    else:
        _scrub_postgresql()


def scrub_job(job: Job, at: datetime) -> None:  # noqa: ARG001 as workers call it
    """Scrub, when a worker gets to it."""
    write_journal()
    scrub()


def _scrub_postgresql() -> None:
    tables = set(connection.introspection.table_names()) - _WHOLE
    with connection.cursor() as cursor:
        for table in sorted(tables):
            name = connection.ops.quote_name(table)
            cursor.execute(f"VACUUM (FULL, ANALYZE) {name}")
        # Samples of what stood in the columns, for the planner.
        cursor.execute("VACUUM (FULL) pg_catalog.pg_statistic")


def _scrub_sqlite() -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA secure_delete=ON")
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (is_busy, *_) = cursor.fetchone()
    if is_busy:
        raise NotNow(reason="the database is being read", mend="try again in a minute")
