"""Rows of the log, written without the ORM: an append may take a thousandth second."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from durf.evidence.merkle import leaf_hash
from durf.evidence.tiles import WIDTH
from durf_server.records.models import Entry, Tile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from uuid import UUID

    from durf.evidence.tiles import Tile as TreeTile
    from durf_server.records.models import Log

# Seven values a row, and old builds of SQLite take 999 in one statement.
_ROWS = 100


def write_entries(entries: Sequence[Entry]) -> None:
    """Insert entries of one log, and give each the number of its row."""
    for first in range(0, len(entries), _ROWS):
        _insert_entries(entries[first : first + _ROWS])


def write_parts(parts: Iterable[tuple[int, UUID, bytes]]) -> None:
    """Insert parts: the number of the entry's row, the key, and what it encrypts."""
    rows = [(entry, key.hex, sealed) for entry, key, sealed in parts]
    if rows:
        sql = "INSERT INTO records_part (entry_id, key_id, sealed) VALUES (%s, %s, %s)"
        with connection.cursor() as cursor:
            cursor.executemany(sql, rows)


def write_tiles(log: Log, tiles: Iterable[TreeTile]) -> None:
    """Store tiles, in the place of those that they grew from."""
    for tile in tiles:
        Tile.objects.update_or_create(
            log=log,
            level=tile.level,
            index=tile.index,
            defaults={"hashes": tile.hashes},
        )


def tile_reader(log: Log) -> Callable[[int, int], bytes]:
    """Return what reads a stored tile of a log, as far as it is filled.

    The last tile of level 0 is not stored: it is made from its entries.
    """

    def read(level: int, index: int) -> bytes:
        row = Tile.objects.filter(log=log, level=level, index=index)
        hashes = row.values_list("hashes", flat=True).first()
        if hashes is not None:
            return bytes(hashes)
        if level:
            return b""
        leaves = Entry.objects.filter(
            log=log, index__gte=index * WIDTH, index__lt=(index + 1) * WIDTH
        ).order_by("index")
        found = leaves.values_list("leaf", flat=True)
        return b"".join(leaf_hash(bytes(leaf)) for leaf in found)

    return read


def _insert_entries(entries: Sequence[Entry]) -> None:
    row = "(%s, %s, %s, %s, %s, %s, %s)"
    sql = (
        'INSERT INTO records_entry (log_id, "index", leaf, kind, subject, at, act) '
        f'VALUES {", ".join([row] * len(entries))} RETURNING id, "index"'
    )
    adapt = connection.ops.adapt_datetimefield_value
    values: list[object] = []
    for entry in entries:
        at = adapt(entry.at)
        values += [entry.log_id, entry.index, entry.leaf, entry.kind]
        values += [entry.subject, at, entry.act]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        numbers = {index: number for number, index in cursor.fetchall()}
    for entry in entries:
        entry.pk = numbers[entry.index]
        entry._state.adding = False
