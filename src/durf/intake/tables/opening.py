"""Open whatever holds rows: a file of any of the formats, or a database."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from durf.errors import BadUse, TableProblem
from durf.intake.tables.database import QueryTable, is_database
from durf.intake.tables.delimited import DelimitedTable
from durf.intake.tables.json_lines import JsonLinesTable
from durf.intake.tables.parquet import ParquetTable
from durf.intake.tables.table import file_problem

if TYPE_CHECKING:
    from durf.intake.tables.table import Table

_JSON = frozenset({".jsonl", ".ndjson"})
_PARQUET = frozenset({".parquet", ".pq"})
# How files begin that are no text, and what to do about each.
_PARQUET_START = b"PAR1"
_FOREIGN = {
    b"PK\x03\x04": "save the sheet as CSV (UTF-8)",
    b"\xd0\xcf\x11\xe0": "save the sheet as CSV (UTF-8)",
    b"\x1f\x8b": "unpack it first",
    b"SQLite format 3\0": "write it as sqlite:///path, with --query",
}


def open_table(
    source: str, query: str = "", *, delimiter: str = "", has_header: bool | None = None
) -> Table:
    """Open a file, or a database by its URL.

    Args:
        source: a path, or a URL such as ``sqlite:///customers.db``.
        query: what to ask of a database.
        delimiter: between the cells of a CSV file, if known.
        has_header: whether the first row of a CSV file names the columns, if known.

    Raises:
        BadUse: a query for a file, or none for a database.
        MissingExtra: a package that the format needs is not installed.
        TableProblem: there is nothing to read.
    """
    if is_database(source):
        return QueryTable(source, query)
    if query:
        raise BadUse(
            what="a file answers no query",
            mend="leave --query out, or give the URL of a database",
        )
    path = Path(source)
    start = _start_of(path)
    if start.startswith(_PARQUET_START) or path.suffix.lower() in _PARQUET:
        return ParquetTable(path)
    for sign, mend in _FOREIGN.items():
        if start.startswith(sign):
            raise TableProblem(path=path, reason="it is no table of text", mend=mend)
    if path.suffix.lower() in _JSON:
        return JsonLinesTable(path)
    return DelimitedTable(path, delimiter, has_header)


def _start_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(16)
    except OSError as error:
        raise file_problem(path, error) from None
