"""``durf vault records``: rows of a table come in, are found, and are replaced."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from durf.text.view import View
from durf.vault.vault import Vault

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ROWS = """\
Voornaam;Achternaam;E-mail;Tel.;Geboortedatum;Klantnr;Opmerking
Pieter;Jansen;p.jansen@mail.example;06-12345678;12-03-1980;KL-1001;belt graag
Anna;de Boer;anna@boer.example;+31 20 555 0123;1975-11-02;KL-1002;
"""
POLICY = """\
---
policy: Northwind
version: "1"
language: en
---

# How we post

## Customers

```rule customers
action: block
records: [customers]
because: Customers are nobody's business.
```
"""


@pytest.fixture(autouse=True)
def made(
    run: Callable, desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A vault, a key of its own, and a table."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    (desk / "rows.csv").write_text(ROWS, "utf-8")
    assert run("vault", "init", "vault").status == 0


def add(run: Callable, *more: str, source: str = "rows.csv"):
    wanted = ("--vault", "vault", "--collection", "customers")
    return run("vault", "records", "add", source, *wanted, *more)


def found(text: str) -> set[str]:
    return {one.field for one in Vault.open("vault").row_values(View(text))}


def test_what_is_guessed_is_said_so_that_it_can_be_repeated(run: Callable) -> None:
    ran = add(run, "--country", "NL")
    assert ran.status == 0
    fields = (
        "name=Voornaam+Achternaam,email=E-mail,phone=Tel.,birthdate=Geboortedatum,"
        "id=Klantnr"
    )
    assert f'--fields "{fields}"' in ran.err
    assert "left out: Opmerking" in ran.err
    assert found("bel 0612345678") == {"phone"}
    again = add(run, "--country", "NL", "--fields", fields)
    assert (again.status, again.err) == (0, "")
    assert found("Jansen, Pieter (12 maart 1980)") == {"name", "birthdate"}


def test_a_rule_bites_on_what_was_added(run: Callable, desk: Path) -> None:
    assert add(run, "--country", "NL").status == 0
    (desk / "policy.md").write_text(POLICY)
    check = ("check", "post.txt", "--policy", "policy.md", "--vault", "vault")
    (desk / "post.txt").write_text("Happy birthday Pieter Jansen, 12 March 1980!")
    bitten = run(*check)
    assert bitten.status == 1
    assert "customers" in bitten.out
    (desk / "post.txt").write_text("Happy birthday Pieter Jansen!")
    assert run(*check).status == 0


def test_a_field_bites_as_was_asked(run: Callable) -> None:
    fields = "name=Voornaam+Achternaam,email=E-mail,id:customer=Klantnr"
    assert add(run, "--fields", fields, "--bites", "customer; name+email").status == 0
    assert found("mail p.jansen@mail.example") == set()
    assert found("klant KL-1001") == {"customer"}
    assert found("Pieter Jansen, p.jansen@mail.example") == {"name", "email"}


def test_countries_may_be_repeated(run: Callable) -> None:
    assert add(run, "--country", "BE", "--country", "nl").status == 0
    assert found("bel 06 12 34 56 78") == {"phone"}


def test_what_will_not_count_is_said(run: Callable) -> None:
    ran = add(run, "--fields", "phone=Tel.,name=Achternaam")
    assert "durf: 50% of the first values of phone have no country code" in ran.err
    assert "durf: 50% of the first values of name are one word" in ran.err


def test_rows_that_are_left_out_are_named_and_counted(
    run: Callable, desk: Path
) -> None:
    (desk / "rows.csv").write_text(ROWS + "kort;rij\n" * 7, "utf-8")
    ran = add(run, "--format", "json")
    assert ran.status == 1
    values = json.loads(ran.out)
    assert values["rows"] == 2
    assert list(values["skipped"].values()) == [7]
    assert "durf: rows.csv, line 4: left out" in ran.err
    assert ran.err.endswith("durf: and 2 more\n")
    assert "kort" not in ran.err
    assert "7 row(s) left out" in add(run).out


def test_new_rows_take_the_place_of_all_old_ones(run: Callable, desk: Path) -> None:
    assert add(run).status == 0
    (desk / "rows.csv").write_text("e-mail,naam\nnew@mail.example,Jan Bos\n", "utf-8")
    assert add(run).status == 0
    assert found("p.jansen@mail.example") == set()
    assert found("new@mail.example") == {"email"}


def test_a_database_is_asked(run: Callable, desk: Path) -> None:
    pytest.importorskip("sqlalchemy")
    with closing(sqlite3.connect(desk / "base.db")) as base:
        base.execute("create table client (email text, name text)")
        base.execute("insert into client values ('a@b.example', 'Anna Smit')")
        base.commit()
    url = "sqlite:///base.db"
    ran = add(run, "--query", "select email, name from client", source=url)
    assert ran.status == 0, ran.err
    assert found("a@b.example") == {"email"}
    assert "without a query" in add(run, source=url).err


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (("--fields", "email=E-mial"), "did you mean 'E-mail'?"),
        (("--fields", "mail=E-mail"), "no kind of field 'mail'"),
        (("--bites", "ssn"), "no field 'ssn' to bite"),
        (("--country", "ZZ"), "no country 'ZZ'"),
        (("--delimiter", "::"), "'::' cannot stand between cells"),
        (("--query", "select 1"), "a file answers no query"),
    ],
)
def test_what_is_asked_wrongly_is_one_sentence(
    run: Callable, more: tuple[str, ...], says: str
) -> None:
    ran = add(run, *more)
    assert (ran.status, ran.out) == (2, "")
    assert says in ran.err
    assert all(line.startswith("durf: ") for line in ran.err.splitlines())
    assert Vault.open("vault").collections == ()


def test_a_table_without_rows_changes_nothing(run: Callable, desk: Path) -> None:
    assert add(run).status == 0
    (desk / "rows.csv").write_text(ROWS.splitlines()[0] + "\n", "utf-8")
    assert "the table has no rows" in add(run).err
    assert found("p.jansen@mail.example") == {"email"}


def test_documents_and_rows_have_collections_of_their_own(
    run: Callable, desk: Path
) -> None:
    (desk / "plan.txt").write_text("The mill is sold to its own millers after Easter.")
    documents = ("vault", "add", "plan.txt", "--vault", "vault", "--collection")
    assert run(*documents, "customers").status == 0
    assert "customers does not hold records" in add(run).err
    gone = run("vault", "remove", "--collection=customers", "--yes", "--vault=vault")
    assert gone.status == 0
    assert add(run).status == 0
    assert "customers does not hold documents" in run(*documents, "customers").err


def test_a_sign_between_cells_may_be_said(run: Callable, desk: Path) -> None:
    text = "a@b.example\tAnna Smit\nc@d.example\tJan Bos\n"
    (desk / "rows.csv").write_text(text, "utf-8")
    given = ("--delimiter", "tab", "--no-header", "--fields", "email=1,name=2")
    assert add(run, *given).status == 0
    assert found("a@b.example") == {"email"}


def test_list_and_stats_tell_of_the_table(run: Callable) -> None:
    assert add(run, "--country", "NL").status == 0
    listed = run("vault", "list", "--vault", "vault").out.splitlines()
    assert listed[:3] == [
        "customers",
        "  2 rows  rows.csv",
        "    name: Voornaam + Achternaam",
    ]
    (table,) = json.loads(run("vault", "list", "--vault=vault", "--format=json").out)[
        "tables"
    ]
    assert (table["collection"], table["rows"]) == ("customers", 2)
    assert table["countries"] == ["31"]
    assert table["fields"][1] == {
        "name": "email",
        "kind": "email",
        "columns": ["E-mail"],
    }
    values = json.loads(run("vault", "stats", "--vault=vault", "--format=json").out)
    counts = values["collections"]["customers"]
    assert (counts["rows"], counts["documents"]) == (2, 0)
    # A value may be kept in more than one way of writing it.
    assert counts["values"] == table["values"] >= 10
    assert "  2 rows, " in run("vault", "stats", "--vault", "vault").out


def test_no_file_of_the_vault_says_anything_of_the_table(
    run: Callable, desk: Path
) -> None:
    assert add(run, "--country", "NL").status == 0
    told = [
        b"Jansen",
        b"anna",
        b"612345678",
        b"1980",
        b"KL-1001",
        b"E-mail",
        b"rows.csv",
    ]
    for file in (desk / "vault").rglob("*"):
        content = file.read_bytes() if file.is_file() else b""
        assert not [one for one in told if one.lower() in content.lower()]


def test_rows_go_for_good(run: Callable, desk: Path) -> None:
    assert add(run).status == 0
    gone = run("vault", "remove", "--collection", "customers", "--yes", "--vault=vault")
    assert gone.out == "2 row(s) removed\n"
    assert found("p.jansen@mail.example") == set()
    assert list((desk / "vault").rglob("*.segment")) == []
    assert Vault.open("vault").collections == ()


def test_a_new_key_reads_the_table_again(
    run: Callable, desk: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert add(run, "--country", "NL").status == 0
    (desk / "rows.csv").write_text(ROWS.replace("p.jansen", "piet"), "utf-8")
    monkeypatch.chdir(tmp_path)
    ran = run("vault", "rotate-key", "--vault", "desk/vault")
    assert ran.status == 0, ran.err
    monkeypatch.chdir(desk)
    assert found("bel 0612345678") == {"phone"}
    assert found("p.jansen@mail.example") == set()
    assert found("piet@mail.example") == {"email"}


@pytest.mark.parametrize("more", [(), ("--drop-missing",)])
@pytest.mark.parametrize("change", ["gone", "renamed"])
def test_a_table_that_cannot_be_read_again_keeps_its_key(
    run: Callable, desk: Path, change: str, more: tuple[str, ...]
) -> None:
    assert add(run).status == 0
    if change == "gone":
        (desk / "rows.csv").unlink()
    else:
        (desk / "rows.csv").write_text(ROWS.replace("E-mail", "E-post"), "utf-8")
    ran = run("vault", "rotate-key", "--vault", "vault", *more)
    assert ran.status == 2
    assert ("rows.csv" if change == "gone" else "no column E-mail") in ran.err
    assert found("p.jansen@mail.example") == {"email"}
