"""Rows of the log, written without the ORM: an append may take a thousandth second."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection

from durf.evidence.merkle import leaf_hash
from durf.evidence.tiles import WIDTH
from durf_server.records.models import Entry, Tile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from durf.evidence.tiles import Tile as TreeTile

# Seven values a row, and old builds of SQLite take 999 in one statement.
_ROWS = 100


@dataclass(frozen=True, slots=True)
class Held:
    """A log whose row this transaction holds."""

    id: int
    origin: str
    size: int
    edge: bytes


@dataclass(frozen=True, slots=True)
class NewEntry:
    """An entry that has its place, but no row yet."""

    index: int
    leaf: bytes
    kind: str
    subject: str
    at: datetime
    act: bytes


def hold_log(workspace_id: UUID) -> Held | None:
    """Lock the log of a workspace, if it has begun."""
    sql = "SELECT id, origin, size, edge FROM records_log WHERE workspace_id = %s"
    # SQLite's transactions held everything from their beginning.
    lock = " FOR UPDATE" if connection.features.has_select_for_update else ""
    row = next(iter(_fetched(sql + lock, [workspace_id.hex])), None)
    return None if row is None else Held(row[0], row[1], row[2], bytes(row[3]))


def save_log(log: Held, size: int, edge: bytes, checkpoint: str) -> None:
    """Store what a log has become."""
    sql = "UPDATE records_log SET size = %s, edge = %s, checkpoint = %s WHERE id = %s"
    with connection.cursor() as cursor:
        cursor.execute(sql, [size, edge, checkpoint, log.id])


def read_keys(
    workspace_id: UUID, people: Sequence[UUID]
) -> list[tuple[UUID, UUID, bytes]]:
    """Return the rows of people's keys: number, person, and the locked key."""
    places = ", ".join(["%s"] * len(people))
    sql = (
        "SELECT id, person_id, sealed FROM records_subjectkey "  # noqa: S608 only %s
        f"WHERE workspace_id = %s AND person_id IN ({places})"
    )
    rows = _fetched(sql, [workspace_id.hex, *[person.hex for person in people]])
    return [(_uuid(row[0]), _uuid(row[1]), bytes(row[2])) for row in rows]


def write_entries(log_id: int, entries: Sequence[NewEntry]) -> list[int]:
    """Insert entries of one log, and return the numbers of their rows."""
    numbers: list[int] = []
    for first in range(0, len(entries), _ROWS):
        numbers += _insert(log_id, entries[first : first + _ROWS])
    return numbers


def write_parts(parts: Iterable[tuple[int, UUID, bytes]]) -> None:
    """Insert parts: the number of the entry's row, the key, and what it encrypts."""
    rows = [(entry, key.hex, sealed) for entry, key, sealed in parts]
    if rows:
        sql = "INSERT INTO records_part (entry_id, key_id, sealed) VALUES (%s, %s, %s)"
        with connection.cursor() as cursor:
            cursor.executemany(sql, rows)


def write_tiles(log_id: int, tiles: Iterable[TreeTile]) -> None:
    """Store tiles, in the place of those that they grew from."""
    for tile in tiles:
        Tile.objects.update_or_create(
            log_id=log_id,
            level=tile.level,
            index=tile.index,
            defaults={"hashes": tile.hashes},
        )


def tile_reader(log_id: int) -> Callable[[int, int], bytes]:
    """Return what reads a stored tile of a log, as far as it is filled.

    The last tile of level 0 is not stored: it is made from its entries.
    """

    def read(level: int, index: int) -> bytes:
        hashes = stored_tile(log_id, level, index)
        return hashes if hashes or level else leaf_hashes(log_id, index)

    return read


def stored_tile(log_id: int, level: int, index: int) -> bytes:
    """Return the hashes of a tile's row; none if there is no such row."""
    row = Tile.objects.filter(log_id=log_id, level=level, index=index)
    return bytes(row.values_list("hashes", flat=True).first() or b"")


def leaf_hashes(log_id: int, index: int) -> bytes:
    """Return the hashes of the entries that a tile of level 0 is of."""
    first = index * WIDTH
    rows = Entry.objects.filter(
        log_id=log_id, index__gte=first, index__lt=first + WIDTH
    )
    leaves = rows.order_by("index").values_list("leaf", flat=True)
    return b"".join(leaf_hash(bytes(leaf)) for leaf in leaves)


def _insert(log_id: int, entries: Sequence[NewEntry]) -> list[int]:
    row = "(%s, %s, %s, %s, %s, %s, %s)"
    sql = (
        "INSERT INTO records_entry "  # noqa: S608 only %s
        '(log_id, "index", leaf, kind, subject, at, act) '
        f"VALUES {', '.join([row] * len(entries))} "
        'RETURNING "index", id'
    )
    adapt = connection.ops.adapt_datetimefield_value
    values: list[Any] = []
    for entry in entries:
        values += [log_id, entry.index, entry.leaf, entry.kind]
        values += [entry.subject, adapt(entry.at), entry.act]
    # In whatever order the database returns them.
    numbers = dict(_fetched(sql, values))
    return [numbers[entry.index] for entry in entries]


def _fetched(sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _uuid(value: UUID | str) -> UUID:
    """Return a number as it is; SQLite has it as text."""
    return value if isinstance(value, UUID) else UUID(hex=value)
