"""CSV as people's programs write it."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from durf.errors import BadUse, TableProblem
from durf.intake.tables.delimited import DelimitedTable, delimiter_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def table(path: Path, content: str | bytes, **known: object) -> DelimitedTable:
    file = path / "rows.csv"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return DelimitedTable(file, **known)  # type: ignore[arg-type]


def rows_of(
    source: DelimitedTable, columns: Sequence[str] = ()
) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    for batch in source.batches(columns or source.columns):
        found += zip(*batch.columns, strict=True)
    source.close()
    return found


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_it_finds_out_what_stands_between_cells(tmp_path: Path, delimiter: str) -> None:
    content = "naam,stad\nPiet Jansen,Lutten\nAnna Smit,Ede\n".replace(",", delimiter)
    source = table(tmp_path, content)
    assert source.delimiter == delimiter
    assert rows_of(source) == [("Piet Jansen", "Lutten"), ("Anna Smit", "Ede")]


def test_a_comma_inside_cells_is_no_delimiter() -> None:
    assert delimiter_of("naam;bedrag\nPiet;1,50\nAnna;2,75\nJan, Kees;1,00\n") == ";"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
def test_it_reads_the_encodings_that_spreadsheets_write(
    tmp_path: Path, encoding: str
) -> None:
    content = "naam,stad\n" + "Piet,Ede\n" * 50 + "Zoë,Curaçao\n"
    source = table(tmp_path, content.encode(encoding))
    assert source.columns == ("naam", "stad")
    assert rows_of(source)[-1] == ("Zoë", "Curaçao")


def test_an_accent_that_comes_late_still_tells_the_encoding(tmp_path: Path) -> None:
    content = b"naam,stad\n" + b"Piet,Ede\n" * 300_000 + "Zoë,Ede\n".encode("cp1252")
    assert rows_of(table(tmp_path, content))[-1] == ("Zoë", "Ede")


def test_a_quoted_cell_may_have_lines_and_delimiters(tmp_path: Path) -> None:
    source = table(tmp_path, 'naam,adres\nPiet,"Dam 1,\nEde"\n"A ""Ank"" S",x\n')
    assert rows_of(source) == [("Piet", "Dam 1,\nEde"), ('A "Ank" S', "x")]


def test_it_names_the_lines_of_ragged_rows_and_goes_on(tmp_path: Path) -> None:
    content = (
        'naam,stad\n"Piet\nJan",Ede\n\nte kort\nte,veel,cellen\r\nAnna,Ede,\nx,y\n'
    )
    source = table(tmp_path, content)
    assert rows_of(source) == [("Piet\nJan", "Ede"), ("Anna", "Ede"), ("x", "y")]
    assert [skip.line for skip in source.skips.first] == [5, 6]


def test_a_quotation_mark_that_is_never_closed_costs_no_other_rows(
    tmp_path: Path,
) -> None:
    content = "naam,stad\nPiet,Ede\n" + 'Jan,"' + "x" * 200_000 + "\nAnna,Ede\n"
    source = table(tmp_path, content)
    assert rows_of(source) == [("Piet", "Ede"), ("Anna", "Ede")]
    assert source.skips.count == 1


def test_a_file_without_line_ends_is_no_burden(tmp_path: Path) -> None:
    source = table(tmp_path, "naam,stad\n" + "x" * 3_000_000)
    assert rows_of(source) == []
    assert source.skips.count > 0


def test_a_table_without_header_has_numbered_columns(tmp_path: Path) -> None:
    source = table(tmp_path, "Piet Jansen,piet@voorbeeld.example\nAnna,a@b.example\n")
    assert source.columns == ("1", "2")
    assert rows_of(source, ["2"]) == [("piet@voorbeeld.example",), ("a@b.example",)]


def test_it_takes_the_user_at_their_word_about_the_header(tmp_path: Path) -> None:
    source = table(tmp_path, "Piet\nAnna\n", has_header=False)
    assert rows_of(source) == [("Piet",), ("Anna",)]


def test_columns_are_found_whatever_their_case(tmp_path: Path) -> None:
    source = table(tmp_path, "Naam , E-Mail\nPiet,p@x.example\n")
    assert rows_of(source, ["e-mail"]) == [("p@x.example",)]


def test_an_unknown_column_is_wrong_use(tmp_path: Path) -> None:
    source = table(tmp_path, "naam,stad\nPiet,Ede\n")
    with pytest.raises(BadUse, match="no column straat"):
        rows_of(source, ["straat"])
    source.close()


@pytest.mark.parametrize("content", ["", "\n\n", "\ufeff"])
def test_an_empty_file_is_refused(tmp_path: Path, content: str) -> None:
    with pytest.raises(TableProblem, match="empty"):
        table(tmp_path, content)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TableProblem, match="no such file"):
        DelimitedTable(tmp_path / "none.csv")


def test_progress_ends_at_the_whole(tmp_path: Path) -> None:
    source = table(tmp_path, "naam,stad\n" + "Piet,Ede\n" * 25_000)
    done = [batch.done for batch in source.batches(["naam"])]
    source.close()
    assert len(done) == 3
    assert done == sorted(done)  # type: ignore[type-var]
    assert done[-1] == 1.0


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=8))
def test_it_reads_what_csv_wrote(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, str]]
) -> None:
    written = io.StringIO(newline="")
    writer = csv.writer(written, quoting=csv.QUOTE_ALL)
    writer.writerows([("naam", "stad", "nr"), *rows])
    folder = tmp_path_factory.mktemp("rows")
    source = table(folder, written.getvalue(), delimiter=",", has_header=True)
    assert rows_of(source) == rows
    assert source.skips.count == 0


def test_looking_at_the_first_rows_takes_none_away(tmp_path: Path) -> None:
    source = table(tmp_path, "naam,stad\nPiet,Ede\nkort\nAnna,Ede\n")
    assert source.head() == [["Piet", "Anna"], ["Ede", "Ede"]]
    assert source.skips.count == 0
    assert rows_of(source) == [("Piet", "Ede"), ("Anna", "Ede")]
    assert source.skips.count == 1
