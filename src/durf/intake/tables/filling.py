"""Fill a collection of the vault with the rows of a table."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from durf.errors import BadUse
from durf.intake.adding import require_name
from durf.vault.kernel import SHAPES
from durf.vault.manifest import Role
from durf.vault.records.batch import RecordsBatch
from durf.vault.records.mapping import MOST_FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from durf.intake.tables.table import Skips, Table
    from durf.vault.manifest import SegmentEntry
    from durf.vault.records.mapping import Mapping
    from durf.vault.writer import Writer

# What a collection of rows comes from, as its settings say it.
TABLE = "table"
# Fingerprints that are sorted at a time: 16 bytes each, and as many again to sort.
_AT_A_TIME = 1 << 23


class Watch(Protocol):
    """Who wants to know how far it is."""

    def rows(self, done: float | None, count: int) -> None:
        """Hear how much has been read, from 0 to 1 if that is known; and how many."""
        ...


@dataclass(frozen=True, slots=True)
class Filled:
    """What came of it.

    Attributes:
        rows: that were taken.
        values: fingerprints of them.
        skips: rows that were not taken.
    """

    rows: int
    values: int
    skips: Skips


def fill(
    writer: Writer,
    table: Table,
    mapping: Mapping,
    collection: str,
    watch: Watch,
    **settings: Any,  # noqa: ANN401
) -> Filled:
    """Replace the rows of a collection by those of a table, all at once, and close it.

    Whoever is interrupted leaves the rows that were there before.

    Args:
        writer: of the vault.
        table: to read.
        mapping: what its columns are.
        collection: whose rows they become.
        watch: who is told of the progress.
        settings: to keep with the collection beside its mapping and counts, such as
            where the table comes from.

    Raises:
        BadUse: the collection cannot have that name, or holds something else; or
            the table has no rows.
        DurfError: the table cannot be read, or the vault not written.
        OSError: the disk cannot.
    """
    known = writer.manifest.collections
    shapes = [0] * (MOST_FIELDS * SHAPES)
    parts = []
    with closing(table):
        _require_room(collection, known)
        for part, some in _parts(writer, table, mapping, collection, watch):
            parts.append(part)
            shapes = [one | other for one, other in zip(shapes, some, strict=True)]
    if not parts or not sum(part.count for part in parts):
        raise BadUse(
            what="the table has no values in these columns",
            mend="check the columns that --fields names",
        )
    merged = writer.merge_values(collection, parts)
    before = {
        one.name
        for one in writer.manifest.segments
        if one.role is Role.RECORDS and one.collection == collection
    }
    about = {
        "source": TABLE,
        "mapping": mapping.to_json(),
        "shapes": shapes,
        "rows": merged.span,
        "values": merged.count,
    }
    collections = known | {collection: about | settings}
    writer.commit([merged], dropped=before, collections=collections)
    return Filled(merged.span, merged.count, table.skips)


def _require_room(collection: str, known: dict[str, dict[str, Any]]) -> None:
    require_name(collection)
    if known.get(collection, {}).get("source", TABLE) != TABLE:
        raise BadUse(
            what="the collection {name} does not hold records",
            mend="give the records a collection of their own",
            name=collection,
        )


def _parts(
    writer: Writer, table: Table, mapping: Mapping, collection: str, watch: Watch
) -> Iterator[tuple[SegmentEntry, list[int]]]:
    """Write the values of a table as they come, with their shapes."""
    batch = RecordsBatch(writer.secret, mapping)

    def written() -> tuple[SegmentEntry, list[int]]:
        entries, count, rows = batch.entries, batch.count, batch.rows
        return writer.write_values(collection, entries, count, rows), batch.shapes

    for some in table.batches(mapping.columns):
        batch.add(some.columns)
        watch.rows(some.done, batch.rows)
        if batch.count >= _AT_A_TIME:
            yield written()
            batch = RecordsBatch(writer.secret, mapping, batch.rows)
    if batch.count:
        yield written()
