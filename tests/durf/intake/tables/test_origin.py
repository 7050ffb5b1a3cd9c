"""What is kept of where rows come from."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from durf.errors import BadUse
from durf.intake.tables.opening import open_table
from durf.intake.tables.origin import Origin

if TYPE_CHECKING:
    from pathlib import Path

PASSWORD = "Kanarie-9"


def rows_of(origin: Origin) -> list[tuple[str, ...]]:
    with closing(origin.open()) as table:
        return [
            row
            for batch in table.batches(table.columns)
            for row in zip(*batch.columns, strict=True)
        ]


def again(origin: Origin) -> Origin:
    return Origin.from_json(json.loads(json.dumps(origin.to_json())))


def test_a_file_is_found_again_from_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "rows.csv").write_text("Piet~Ede\nAnna~Lutten\n")
    monkeypatch.chdir(tmp_path)
    kept = again(Origin("rows.csv", delimiter="~", has_header=False))
    monkeypatch.chdir("/")
    assert rows_of(kept) == [("Piet", "Ede"), ("Anna", "Lutten")]
    assert kept.name == "rows.csv"


def test_a_database_in_a_file_is_found_again_from_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("sqlalchemy")
    with closing(sqlite3.connect(tmp_path / "rows.db")) as base:
        base.execute("create table t (naam text)")
        base.execute("insert into t values ('Piet')")
        base.commit()
    monkeypatch.chdir(tmp_path)
    kept = again(Origin("sqlite:///rows.db", "select naam from t"))
    monkeypatch.chdir("/")
    assert rows_of(kept) == [("Piet",)]


def test_a_password_is_neither_kept_nor_shown() -> None:
    pytest.importorskip("sqlalchemy")
    url = (
        f"postgresql://me:{PASSWORD}@base.example:5433/klanten"
        f"?sslmode=require&sslpassword={PASSWORD}&password={PASSWORD}"
    )
    origin = Origin(url, "select 1")
    kept = origin.to_json()
    assert PASSWORD not in json.dumps(kept) + origin.name
    assert kept["source"] == "postgresql://me@base.example:5433/klanten?sslmode=require"
    assert origin.name == "postgresql://base.example/klanten"


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql:/me:{PASSWORD}@host/base",
        f"postgresql:me:{PASSWORD}@host/base",
        f"postgresql+x y://me:{PASSWORD}@host/base",
    ],
)
def test_a_url_written_wrongly_is_not_taken_for_a_file(url: str) -> None:
    pytest.importorskip("sqlalchemy")
    with pytest.raises(BadUse, match="URL of a database") as wrong:
        open_table(url, "select 1")
    assert PASSWORD not in str(wrong.value)
