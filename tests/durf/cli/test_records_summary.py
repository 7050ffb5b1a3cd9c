"""What a person sees of a table that is being read."""

from __future__ import annotations

import time
from itertools import count
from typing import TYPE_CHECKING

import pytest

from durf.cli import progress
from durf.cli.records_summary import RowsProgress, say_skips
from durf.intake.tables.table import Skips

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock on which ten seconds pass whenever somebody looks."""
    seconds = count(time.monotonic() + 10, 10)
    monkeypatch.setattr(progress, "monotonic", lambda: float(next(seconds)))


@pytest.mark.usefixtures("clock")
def test_it_shows_how_much_has_been_read(capsys: pytest.CaptureFixture[str]) -> None:
    shown = RowsProgress(True, str)
    shown.rows(0.25, 1000)
    shown.rows(0.5, 2000)
    shown.clear()
    first, second, *_ = capsys.readouterr().err.split("\x1b[K")
    assert "25%" in first
    assert "1,000 rows, " in first
    assert "50%" in second
    assert "2,000 rows" in second


@pytest.mark.usefixtures("clock")
def test_where_nobody_knows_how_much_there_is_it_only_counts(
    capsys: pytest.CaptureFixture[str],
) -> None:
    shown = RowsProgress(True, str)
    shown.rows(None, 500)
    said = capsys.readouterr().err
    assert "500 rows" in said
    assert "%" not in said


@pytest.mark.usefixtures("clock")
def test_in_a_pipe_it_shows_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    shown = RowsProgress(False, str)
    shown.rows(0.5, 500)
    shown.clear()
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("rows", "lines", "last"),
    [(0, 0, ""), (5, 5, "line 5"), (6, 6, "and 1 more"), (1200, 6, "and 1,195 more")],
)
def test_it_names_the_first_rows_that_were_left_out(
    capsys: pytest.CaptureFixture[str], rows: int, lines: int, last: str
) -> None:
    skips = Skips()
    for line in range(1, rows + 1):
        skips.add(line, "it is short")
    translate: Callable[[str], str] = str
    say_skips("rows.csv", skips, translate)
    said = capsys.readouterr().err.splitlines()
    assert len(said) == lines
    assert last in "".join(said[-1:])
