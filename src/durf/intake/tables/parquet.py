"""Read Parquet, one group of rows after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from durf.errors import MissingExtra, TableProblem
from durf.intake.tables.table import (
    IN_A_BATCH,
    MOST_COLUMNS,
    MOST_ROWS,
    Batch,
    Skips,
    file_problem,
    first_of,
    named,
    places_of,
    too_many,
    written,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


class ParquetTable:
    """A Parquet file; what is nested in its cells is left out.

    Args:
        path: of the file.

    Raises:
        MissingExtra: the package pyarrow is not installed.
        TableProblem: it cannot be read.
    """

    def __init__(self, path: Path) -> None:
        try:
            import pyarrow
            from pyarrow import parquet
        except ImportError:
            raise MissingExtra(what="Parquet", extra="records") from None
        self._path = path
        self._broken = (pyarrow.ArrowException, OSError)
        self.skips = Skips()
        try:
            self._bytes = path.open("rb")
        except OSError as error:
            raise file_problem(path, error) from None
        try:
            # Without a buffer all of a group's column would be read at once.
            self._file = parquet.ParquetFile(
                self._bytes, buffer_size=1 << 20, pre_buffer=False
            )
        except self._broken:
            self._bytes.close()
            raise self._damaged() from None
        self._names = self._file.schema_arrow.names
        self.columns = named(self._names)
        if len(self.columns) > MOST_COLUMNS or len(set(self._names)) < len(self._names):
            self.close()
            raise self._damaged()

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        self._bytes.close()

    def head(self) -> list[list[str]]:
        """Return the first values of every column."""
        found = first_of(self.batches(self.columns))
        self.skips = Skips()
        return found

    def batches(self, columns: Sequence[str]) -> Iterator[Batch]:
        """Yield all rows; see ``Table``."""
        places = places_of(columns, self.columns)
        total = self._file.metadata.num_rows
        if total > MOST_ROWS:
            raise too_many(self._path)
        names = [self._names[place] for place in places]
        taken = 0
        try:
            for some in self._file.iter_batches(IN_A_BATCH, columns=sorted(set(names))):
                taken += some.num_rows
                picked = [_values(some.column(name)) for name in names]
                yield Batch(picked, some.num_rows, taken / total)
        except self._broken:
            raise self._damaged() from None

    def _damaged(self) -> TableProblem:
        return TableProblem(
            path=self._path,
            reason="it is no Parquet file, or it is damaged",
            mend="write it again, or give CSV",
        )


def _values(column: Any) -> list[str]:  # noqa: ANN401
    return [
        value if type(value) is str else written(value) for value in column.to_pylist()
    ]
