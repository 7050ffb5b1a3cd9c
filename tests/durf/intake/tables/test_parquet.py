"""Parquet, as data people keep it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from durf.errors import BadUse, TableProblem
from durf.intake.tables.parquet import ParquetTable

pyarrow = pytest.importorskip("pyarrow")
from pyarrow import parquet  # noqa: E402

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    rows = 25_000
    content = {
        "naam": ["Piet Jansen", None] + ["Anna"] * (rows - 2),
        "geboren": [date(1980, 3, 12)] * rows,
        "nr": list(range(rows)),
        "tel": [612345678.0] * rows,
        "saldo": [Decimal("1.50")] * rows,
        "in": [{"x": 1}] * rows,
    }
    parquet.write_table(pyarrow.table(content), tmp_path / "a", row_group_size=7000)
    return tmp_path / "a"


def test_it_reads_every_row_whatever_the_groups(path: Path) -> None:
    source = ParquetTable(path)
    batches = list(source.batches(["nr"]))
    source.close()
    values = [value for batch in batches for value in batch.columns[0]]
    assert values == [str(number) for number in range(25_000)]
    assert batches[-1].done == 1.0


def test_values_are_written_as_people_write_them(path: Path) -> None:
    source = ParquetTable(path)
    columns = ["naam", "geboren", "tel", "saldo", "in"]
    first = next(source.batches(columns))
    source.close()
    found = [column[0] for column in first.columns]
    assert found == ["Piet Jansen", "1980-03-12", "612345678", "1.50", ""]
    assert first.columns[0][1] == ""


def test_an_unknown_column_is_wrong_use(path: Path) -> None:
    source = ParquetTable(path)
    with pytest.raises(BadUse, match="no column straat"):
        next(source.batches(["straat"]))
    source.close()


def test_a_damaged_file_is_refused(path: Path) -> None:
    content = bytearray(path.read_bytes())
    path.write_bytes(content[: len(content) // 2])
    with pytest.raises(TableProblem, match="damaged"):
        ParquetTable(path)


def test_damage_inside_is_refused_where_it_stands(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[2000:9000] = bytes(7000)
    path.write_bytes(content)
    source = ParquetTable(path)
    with pytest.raises(TableProblem, match="damaged"):
        list(source.batches(source.columns))
    source.close()


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TableProblem, match="no such file"):
        ParquetTable(tmp_path / "none.parquet")
