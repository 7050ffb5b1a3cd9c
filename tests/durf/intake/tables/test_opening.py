"""Whatever people point at is opened, or they are told what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from durf.errors import BadUse, TableProblem
from durf.intake.tables.delimited import DelimitedTable
from durf.intake.tables.json_lines import JsonLinesTable
from durf.intake.tables.opening import open_table

if TYPE_CHECKING:
    from pathlib import Path


def test_it_knows_formats_by_their_names(tmp_path: Path) -> None:
    for name, content, kind in (
        ("a.csv", "naam,stad\nPiet,Ede\n", DelimitedTable),
        ("a.txt", "naam;stad\nPiet;Ede\n", DelimitedTable),
        ("a.JSONL", '{"naam": "Piet", "stad": "Ede"}\n', JsonLinesTable),
    ):
        (tmp_path / name).write_text(content)
        table = open_table(str(tmp_path / name))
        assert isinstance(table, kind)
        assert next(iter(table.batches(["stad"]))).columns == [["Ede"]]
        table.close()


def test_it_knows_parquet_by_its_first_bytes(tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    parquet.write_table(pyarrow.table({"stad": ["Ede"]}), tmp_path / "a")
    table = open_table(str(tmp_path / "a"))
    assert next(iter(table.batches(["stad"]))).columns == [["Ede"]]
    table.close()


@pytest.mark.parametrize(
    ("start", "mend"),
    [
        (b"PK\x03\x04", "as CSV"),
        (b"\xd0\xcf\x11\xe0", "as CSV"),
        (b"\x1f\x8b", "unpack"),
        (b"SQLite format 3\0", "sqlite:///"),
    ],
)
def test_a_foreign_file_comes_with_what_to_do(
    tmp_path: Path, start: bytes, mend: str
) -> None:
    (tmp_path / "a.csv").write_bytes(start + bytes(100))
    with pytest.raises(TableProblem, match=mend):
        open_table(str(tmp_path / "a.csv"))


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TableProblem, match="directory"):
        open_table(str(tmp_path))


def test_a_file_answers_no_query(tmp_path: Path) -> None:
    with pytest.raises(BadUse, match="no query"):
        open_table(str(tmp_path / "a.csv"), "select 1")
