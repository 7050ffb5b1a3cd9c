"""What every source of rows looks like, whatever it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

from durf.errors import BadUse, TableProblem
from durf.source.faults import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

# Rows of a batch: enough that Python does little for each.
IN_A_BATCH = 10_000
# The vault numbers no more rows than these.
MOST_ROWS = (1 << 28) - 1
MOST_COLUMNS = 4096
_MOST_NAMED = 100
_MOST_LISTED = 30


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows of a table, column by column.

    Attributes:
        columns: for each column that was asked for, its values; all are of the same
            length.
        rows: how many.
        done: how much of the source has been read, from 0 to 1; None if nobody knows.
    """

    columns: list[list[str]]
    rows: int
    done: float | None


@dataclass(frozen=True, slots=True)
class Skip:
    """A row that is not taken.

    Attributes:
        line: of the file, from 1; for Parquet and databases the row.
        reason: an English sentence without anything of the row.
    """

    line: int
    reason: str


@dataclass(slots=True)
class Skips:
    """The rows that were not taken: how many, why, and the first of them."""

    count: int = 0
    first: list[Skip] = field(default_factory=list)
    reasons: dict[str, int] = field(default_factory=dict)

    def add(self, line: int, reason: str) -> None:
        """Note a row."""
        self.count += 1
        self.reasons[reason] = self.reasons.get(reason, 0) + 1
        if len(self.first) < _MOST_NAMED:
            self.first.append(Skip(line, reason))


class Table(Protocol):
    """A source of rows, open for reading.

    Attributes:
        columns: the names of its columns.
        skips: the rows that were left out so far.
    """

    columns: tuple[str, ...]
    skips: Skips

    def head(self) -> list[list[str]]:
        """Return the first values of every column, to see what is in them."""
        ...

    def batches(self, columns: Sequence[str]) -> Iterator[Batch]:
        """Yield all rows, with these columns of them.

        Raises:
            BadUse: there is no such column.
            TableProblem: the source cannot be read any further.
        """
        ...

    def close(self) -> None:
        """Let go of the file or the connection."""
        ...


def first_of(batches: Iterator[Batch]) -> list[list[str]]:
    """Return the columns of the first batch, or nothing of an empty table."""
    batch = next(batches, None)
    return batch.columns if batch else []


def places_of(asked: Iterable[str], columns: Sequence[str]) -> list[int]:
    """Return where columns stand; letter case and blanks around do not matter.

    A number names a column too, counted from 1, if none has it for a name.

    Raises:
        BadUse: there is no such column, or two have that name.
    """
    return [_place_of(name, columns) for name in asked]


def _place_of(name: str, columns: Sequence[str]) -> int:
    if name in columns:
        return columns.index(name)
    plain = _plain(name)
    found = [n for n, column in enumerate(columns) if _plain(column) == plain]
    if not found and plain.isdecimal() and 0 < int(plain) <= len(columns):
        found = [int(plain) - 1]
    if len(found) == 1:
        return found[0]
    near = None if found else nearest(name, columns)
    message = "the table has no column {name}"
    if found:
        message = "the table has more than one column {name}"
    elif near:
        message = "the table has no column {name}; did you mean '{near}'?"
    raise BadUse(
        what=message,
        mend="name one of these, or its number: {columns}",
        name=name,
        near=near,
        columns=_some(columns),
    )


def _some(columns: Sequence[str]) -> str:
    more = ["…"] if len(columns) > _MOST_LISTED else []
    return ", ".join([*columns[:_MOST_LISTED], *more])


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()


def named(header: Iterable[object]) -> tuple[str, ...]:
    """Return names for columns: each its own, none of them empty."""
    names: list[str] = []
    for number, cell in enumerate(header, 1):
        name = " ".join(str(cell if cell is not None else "").split())
        # A column without a name has its number.
        name = name or str(number)
        while name in names:
            name += "'"
        names.append(name)
    return tuple(names)


def written(value: object) -> str:
    """Return a value as a person would write it down; empty if it is no value.

    >>> written(12345.0)
    '12345'
    """
    match value:
        case str():
            return value
        case None | bytes() | bytearray() | memoryview() | list() | dict() | tuple():
            return ""
        case float() if value.is_integer():
            return str(int(value))
        case datetime():
            return value.date().isoformat()
        case date():
            return value.isoformat()
        case _:
            return str(value)


def file_problem(path: Path, error: OSError) -> TableProblem:
    """Return the error of a file that the system does not let us read."""
    return TableProblem(
        path=path,
        reason=(error.strerror or "it is unreadable").lower(),
        mend="check the name and your rights to it",
    )


def too_many(path: object) -> TableProblem:
    """Return the error of a table with more rows than have numbers."""
    return TableProblem(
        path=path,
        reason="it has more rows than a collection can hold",
        mend="divide it over two collections",
    )
