"""Rows go into the vault all at once, or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from durf.errors import BadUse, TableProblem
from durf.intake.tables import filling
from durf.intake.tables.fields import parse_fields
from durf.intake.tables.opening import open_table
from durf.text.view import View
from durf.vault.records.mapping import Mapping
from durf.vault.secret import Secret
from durf.vault.vault import Vault
from durf.vault.writer import Writer, create_vault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SECRET = Secret(bytes(range(32)))
ROWS = "naam;mail\nPiet Jansen;piet@voorbeeld.example\nkort\nAnna Smit;anna@b.example\n"


class Listener:
    def __init__(self) -> None:
        self.heard: list[tuple[float | None, int]] = []

    def rows(self, done: float | None, count: int) -> None:
        self.heard.append((done, count))


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Writer]:
    create_vault(tmp_path / "v", SECRET)
    with Writer(tmp_path / "v", SECRET) as open_writer:
        yield open_writer


def fill(
    tmp_path: Path, writer: Writer, rows: str = ROWS, collection: str = "klanten"
) -> filling.Filled:
    (tmp_path / "rows.csv").write_text(rows)
    table = open_table(str(tmp_path / "rows.csv"))
    mapping = Mapping(parse_fields("name=naam,email=mail", table.columns))
    return filling.fill(writer, table, mapping, collection, Listener())


def found(tmp_path: Path, text: str) -> list[str]:
    return [
        one.field for one in Vault.open(tmp_path / "v", SECRET).row_values(View(text))
    ]


def test_rows_of_a_file_are_found_in_posts(tmp_path: Path, writer: Writer) -> None:
    filled = fill(tmp_path, writer)
    assert (filled.rows, filled.skips.count) == (2, 1)
    assert list(filled.skips.reasons.values()) == [1]
    assert writer.manifest.collections["klanten"]["rows"] == 2
    assert found(tmp_path, "mail naar Piet@Voorbeeld.example") == ["email"]


def test_a_table_read_in_parts_is_one(
    tmp_path: Path, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filling, "_AT_A_TIME", 1000)
    rows = "naam;mail\n" + "".join(
        f"Puk{n} Nr{n};p{n}@b.example\n" for n in range(25_000)
    )
    assert fill(tmp_path, writer, rows).rows == 25_000
    assert len(writer.manifest.segments) == 1
    for n in (0, 12_345, 24_999):
        assert found(tmp_path, f"vraag p{n}@b.example") == ["email"]


def test_new_rows_take_the_place_of_old_ones(tmp_path: Path, writer: Writer) -> None:
    fill(tmp_path, writer)
    fill(tmp_path, writer, "naam;mail\nAnna Smit;anna@b.example\n")
    assert found(tmp_path, "piet@voorbeeld.example") == []
    assert found(tmp_path, "anna@b.example") == ["email"]
    assert len(list(writer.folder.glob("*.segment"))) == 1


def test_a_table_that_breaks_off_leaves_the_old_rows(
    tmp_path: Path, writer: Writer
) -> None:
    fill(tmp_path, writer)
    (tmp_path / "rows.csv").write_text(ROWS)
    table = open_table(str(tmp_path / "rows.csv"))
    mapping = Mapping(parse_fields("name=naam,email=mail", table.columns))

    class Unplugged(Listener):
        def rows(self, *_: object) -> None:
            raise TableProblem(path="x", reason="gone", mend="plug it in")

    with pytest.raises(TableProblem):
        filling.fill(writer, table, mapping, "klanten", Unplugged())
    assert found(tmp_path, "piet@voorbeeld.example") == ["email"]


def test_documents_and_rows_do_not_share_a_collection(
    tmp_path: Path, writer: Writer
) -> None:
    writer.commit(collections={"klanten": {"source": "files"}})
    with pytest.raises(BadUse, match="does not hold records"):
        fill(tmp_path, writer)


def test_a_table_without_values_is_refused(tmp_path: Path, writer: Writer) -> None:
    with pytest.raises(BadUse, match="no values"):
        fill(tmp_path, writer, "naam;mail\n;\n")
    assert writer.manifest.collections == {}


def test_whoever_watches_hears_of_every_batch(tmp_path: Path, writer: Writer) -> None:
    (tmp_path / "rows.csv").write_text("mail;x\n" + "a@b.example;1\n" * 15_000)
    table = open_table(str(tmp_path / "rows.csv"))
    mapping = Mapping(parse_fields("email=mail", table.columns))
    listener = Listener()
    filling.fill(writer, table, mapping, "klanten", listener)
    assert [count for _, count in listener.heard] == [9_999, 15_000]
    assert listener.heard[-1][0] == 1.0
