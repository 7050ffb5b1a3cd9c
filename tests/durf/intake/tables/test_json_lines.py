"""JSONL, with all that goes wrong in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from durf.errors import TableProblem
from durf.intake.tables.json_lines import JsonLinesTable

if TYPE_CHECKING:
    from pathlib import Path


def table(folder: Path, content: str | bytes) -> JsonLinesTable:
    file = folder / "rows.jsonl"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return JsonLinesTable(file)


def rows_of(source: JsonLinesTable, *columns: str) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    for batch in source.batches(columns):
        found += zip(*batch.columns, strict=True)
    source.close()
    return found


def test_its_columns_are_all_keys_of_the_first_objects(tmp_path: Path) -> None:
    source = table(tmp_path, '{"naam": "Piet"}\n{"naam": "Anna", "stad": "Ede"}\n')
    assert source.columns == ("naam", "stad")
    assert rows_of(source, "stad", "naam") == [("", "Piet"), ("Ede", "Anna")]


def test_values_are_written_as_people_write_them(tmp_path: Path) -> None:
    line = '{"nr": 12345.0, "tel": 612345678, "leeg": null, "in": {"x": 1}}\n'
    source = table(tmp_path, line)
    assert rows_of(source, "nr", "tel", "leeg", "in") == [
        ("12345", "612345678", "", "")
    ]


def test_it_names_the_lines_that_are_no_objects_and_goes_on(tmp_path: Path) -> None:
    deep = "[" * 100_000
    content = f'{{"a": "1"}}\n[1]\n\nkapot\n{deep}\n{{"a": {"9" * 5000}}}\n{{"a": "2"}}'
    source = table(tmp_path, content)
    assert rows_of(source, "a") == [("1",), ("2",)]
    assert [skip.line for skip in source.skips.first] == [2, 4, 5, 6]


def test_a_mark_and_wrong_bytes_do_not_stop_it(tmp_path: Path) -> None:
    content = b'\xef\xbb\xbf{"a": "Zo\xc3\xab"}\n'
    assert rows_of(table(tmp_path, content), "a") == [("Zoë",)]
    assert rows_of(table(tmp_path, '{"a": "Zoë"}\n'.encode("cp1252")), "a") == [
        ("Zoë",)
    ]


def test_a_line_that_never_ends_is_skipped(tmp_path: Path) -> None:
    source = table(
        tmp_path, '{"a": "1"}\n{"a": "' + "x" * 2_500_000 + '"}\n{"a": "2"}\n'
    )
    assert rows_of(source, "a") == [("1",), ("2",)]
    assert "too long" in source.skips.first[0].reason


@pytest.mark.parametrize("content", ["", "[1]\n", "naam,stad\n"])
def test_a_file_without_objects_is_refused(tmp_path: Path, content: str) -> None:
    with pytest.raises(TableProblem, match="no JSON objects"):
        table(tmp_path, content)


def test_progress_ends_at_the_whole(tmp_path: Path) -> None:
    source = table(tmp_path, '{"a": "1"}\n' * 15_000)
    done = [batch.done for batch in source.batches(["a"])]
    source.close()
    assert len(done) == 2
    assert done[-1] == 1.0
