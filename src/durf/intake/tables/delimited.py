"""Read CSV and its relatives, whatever stands between the cells."""

from __future__ import annotations

import csv
import re
from functools import partial
from io import TextIOWrapper
from itertools import islice
from typing import TYPE_CHECKING, Any

from durf.errors import TableProblem
from durf.intake.tables.encoding import encoding_of
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
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_DELIMITERS = ",;\t|"
_SAMPLE = 1 << 16
_SAMPLE_ROWS = 50
# A longer line is cut, so that a file without line ends does not fill the memory.
_LONGEST_LINE = 1 << 20
_LINE_END = re.compile(r"\r\n|\r|\n")
# What stands in cells and hardly ever in the name of a column.
_VALUE = re.compile(
    r"[^@\s]+@[^@\s]+\.\w+|\+?[\d\s./:-]{4,}|[a-zA-Z]{2}\d{2}[\w ]{10,}"
)


class DelimitedTable:
    """A CSV file: encoding, delimiter and header are found out.

    Args:
        path: of the file.
        delimiter: between the cells, if known.
        has_header: whether the first row names the columns, if known.

    Raises:
        TableProblem: it cannot be read, or it is empty.
    """

    def __init__(
        self, path: Path, delimiter: str = "", has_header: bool | None = None
    ) -> None:
        self._path = path
        self.skips = Skips()
        try:
            self._size = max(path.stat().st_size, 1)
            self.encoding = encoding_of(path)
            # csv itself knows where lines end inside quotation marks.
            self._bytes = path.open("rb")
            self._file = TextIOWrapper(self._bytes, self.encoding, "replace", "")
            sample = self._file.read(_SAMPLE)
        except OSError as error:
            raise file_problem(path, error) from None
        self.delimiter = delimiter or delimiter_of(sample)
        first = next((row for row in self._reader(sample) if any(row)), [])
        if not first or len(first) > MOST_COLUMNS:
            self._file.close()
            raise TableProblem(
                path=path,
                reason="it is empty" if not first else "it has too many columns",
                mend="give a file with a row of column names and rows below it",
            )
        self.has_header = looks_like_names(first) if has_header is None else has_header
        self._width = len(first)
        self.columns = named(first if self.has_header else [""] * len(first))

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _reader(self, sample: str) -> Iterator[list[str]]:
        try:
            yield from csv.reader(_lines(sample), delimiter=self.delimiter)
        except csv.Error:
            return

    def head(self) -> list[list[str]]:
        """Return the first values of every column."""
        found = first_of(self.batches(self.columns))
        self.skips = Skips()
        return found

    def batches(self, columns: Sequence[str]) -> Iterator[Batch]:
        """Yield all rows but those that are not whole; see ``Table``."""
        places = places_of(columns, self.columns)
        self._file.seek(0)
        lines = iter(partial(self._file.readline, _LONGEST_LINE), "")
        reader = csv.reader(lines, delimiter=self.delimiter)
        is_header = self.has_header
        taken = 0
        while True:
            line = reader.line_num
            rows = self._some(reader)
            if reader.line_num == line:
                return
            whole = self._whole(rows, line)
            if is_header and whole:
                del whole[0]
                is_header = False
            taken += len(whole)
            if taken > MOST_ROWS:
                raise too_many(self._path)
            if whole:
                across = list(zip(*whole, strict=True))
                picked = [list(across[place]) for place in places]
                yield Batch(picked, len(whole), self._done())

    def _some(self, reader: Any) -> list[list[str]]:  # noqa: ANN401
        rows: list[list[str]] = []
        try:
            rows.extend(islice(reader, IN_A_BATCH))
        except csv.Error:
            # What was read before it stays, and the reader starts with the next line.
            self.skips.add(
                reader.line_num,
                reason="a cell is too long, or its quotation mark is never closed",
            )
        except OSError as error:
            raise file_problem(self._path, error) from None
        return rows

    def _whole(self, rows: list[list[str]], line: int) -> list[list[str]]:
        """Return the rows that have all cells; note the others by their lines."""
        if set(map(len, rows)) <= {self._width}:
            return rows
        whole = []
        for row in rows:
            line += 1
            begins = line
            line += sum(len(_LINE_END.findall(cell)) for cell in row)
            if len(row) > self._width and not any(row[self._width :]):
                # Spreadsheets leave empty cells at the end of a row.
                del row[self._width :]
            if len(row) == self._width:
                whole.append(row)
            elif row:
                self.skips.add(
                    begins, reason="it has more or fewer cells than the header"
                )
        return whole

    def _done(self) -> float:
        return min(self._bytes.tell() / self._size, 1.0)


def delimiter_of(sample: str) -> str:
    """Tell what stands between the cells of a table.

    It is the sign that parts most rows into the same number of cells, and of those
    the one that makes most cells.
    """
    best, most = ",", (0.0, 0)
    for delimiter in _DELIMITERS:
        widths = []
        try:
            reader = csv.reader(_lines(sample), delimiter=delimiter)
            widths = [len(row) for row in islice(reader, _SAMPLE_ROWS) if row]
        except csv.Error:
            continue
        if not widths or widths[0] < 2:
            continue
        share = widths.count(widths[0]) / len(widths)
        if (round(share, 1), widths[0]) > most:
            best, most = delimiter, (round(share, 1), widths[0])
    return best


def looks_like_names(row: Sequence[str]) -> bool:
    """Tell whether a first row names the columns and is not a row itself."""
    cells = [cell.strip() for cell in row if cell.strip()]
    return not any(_VALUE.fullmatch(cell) for cell in cells)


def _lines(sample: str) -> list[str]:
    return sample.splitlines(keepends=True)[:1000]
