"""Ways to write a row's values that people use, and what is found by chance only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from durf.text.view import View
from durf.vault.records.batch import RecordsBatch
from durf.vault.records.canonical import Domain, birthdate, email, name
from durf.vault.records.mapping import Field, FieldKind, Mapping
from durf.vault.vault import Vault
from durf.vault.writer import Writer, create_vault

if TYPE_CHECKING:
    from pathlib import Path

    from durf.vault.secret import Secret

FIELDS = (
    Field("name", FieldKind.NAME, ("1",)),
    Field("email", FieldKind.EMAIL, ("2",)),
    Field("birthdate", FieldKind.BIRTHDATE, ("3",)),
    Field("id", FieldKind.ID, ("4",)),
)
ROWS = (
    ("Berg, Anna van den", "anna.berg@bakker.example", "12-03-1980", "KL-20488134"),
    ("Piet Jansen", "Piet <p.j@brood.example>; pj@brood.example", "05-11-31", "123"),
    ("Lisa Eik von und zu Linde und Berkenstein", "", "1990-02-01", ""),
    ("Jan Jansen", "j.jansen@mail.example", "", ""),
)


@pytest.fixture
def vault(tmp_path: Path, secret: Secret) -> Vault:
    create_vault(tmp_path / "v", secret)
    mapping = Mapping(FIELDS)
    batch = RecordsBatch(secret, mapping)
    batch.add([list(values) for values in zip(*ROWS, strict=True)])
    with Writer(tmp_path / "v", secret) as writer:
        entry = writer.write_values("people", batch.entries, batch.count, batch.rows)
        about = {"mapping": mapping.to_json(), "shapes": batch.shapes}
        writer.commit([entry], collections={"people": about})
    return Vault.open(tmp_path / "v", secret)


def found(vault: Vault, text: str) -> dict[str, str]:
    return {
        one.field: text[one.start : one.end] for one in vault.row_values(View(text))
    }


@pytest.mark.parametrize(
    "day",
    [
        "12-03-80",
        "12 maart '80",
        "the 12th of March 1980",
        "12th of March, 1980",
        "12e maart 1980",
        "March 12th, 1980",
        "1980-03-12",
        "03/12/1980",
    ],
)
def test_a_day_is_found_however_its_year_is_written(vault: Vault, day: str) -> None:
    assert set(found(vault, f"Anna van den Berg, {day}")) == {"name", "birthdate"}


def test_a_table_s_short_year_may_be_of_either_century(vault: Vault) -> None:
    for year in ("1931", "2031", "'31"):
        assert set(found(vault, f"Piet Jansen 5-11-{year}")) == {"name", "birthdate"}
    assert found(vault, "Piet Jansen 5-11-1831") == {}


@pytest.mark.parametrize(
    "called",
    [
        "A. van den Berg",
        "van den Berg, A.",
        "Anna Maria van den Berg",
        "van den Berg, Anna Maria",
        "ANNA VAN DEN BERG",
    ],
)
def test_a_name_may_be_shorter_or_longer_than_the_table_s(
    vault: Vault, called: str
) -> None:
    assert set(found(vault, f"{called} (12-3-1980)")) == {"name", "birthdate"}


def test_a_very_long_surname_is_a_name_too(vault: Vault) -> None:
    long = "Lisa Eik von und zu Linde und Berkenstein"
    given, _, surname = long.partition(" ")
    for value in (long, f"{surname}, {given}"):
        assert set(found(vault, f"{value} (1-2-1990)")) == {"name", "birthdate"}


@pytest.mark.parametrize("called", ["B. van den Berg", "Bea van den Berg", "A. Jansen"])
def test_another_initial_is_another_person(vault: Vault, called: str) -> None:
    assert found(vault, f"{called} (12-3-1980)") == {}


@pytest.mark.parametrize(
    "address",
    [
        "anna.berg@bakker.example",
        "ANNA.BERG@Bakker.Example",
        "anna dot berg at bakker dot example",
        "anna punt berg apenstaartje bakker punt example",
        "anna[dot]berg[at]bakker[dot]example",
        "anna.berg (at) bakker (punt) example",
        "anna.berg @ bakker.example",
    ],
)
def test_an_address_is_found_in_its_place(vault: Vault, address: str) -> None:
    for text in (
        f"mail {address}.",
        f"<{address}>",
        f"_{address}_",
        f"mailto:{address}",
    ):
        assert found(vault, text).get("email") == address


def test_what_is_part_of_another_value_is_no_second_one(vault: Vault) -> None:
    assert set(found(vault, "pj@brood.example")) == {"email"}
    assert set(found(vault, "p.jansen@brood.example")) == set()
    assert set(found(vault, "j.jansen@mail.example")) == {"email"}
    said = "j.jansen@mail.example is van Jan Jansen"
    assert found(vault, said) == {"email": said[:21], "name": "Jan Jansen"}


def test_each_address_of_a_cell_counts(vault: Vault) -> None:
    assert found(vault, "p.j@brood.example") == {"email": "p.j@brood.example"}
    assert found(vault, "pj@brood.example") == {"email": "pj@brood.example"}


@pytest.mark.parametrize(
    "text",
    [
        "xanna.berg@bakker.example",
        "@anna.berg at the bakker example",
        "@@@@ a@ @b at at at dot",
        "a" * 300 + "@bakker.example",
        "a@" + "b." * 300,
    ],
)
def test_another_address_is_none(vault: Vault, text: str) -> None:
    assert "email" not in found(vault, text)


def test_only_values_of_a_length_that_the_table_has_are_looked_up(
    vault: Vault,
) -> None:
    assert found(vault, "klant KL 20488134 belt") == {"id": "KL 20488134"}
    assert found(vault, "klant KL 2048813 belt") == {}


def test_a_short_number_does_not_count_alone(vault: Vault) -> None:
    assert found(vault, "bus 123 naar Ede") == {}
    assert set(found(vault, "Piet Jansen, klant 123")) == {"name", "id"}


def test_values_are_written_down_as_the_kernel_does() -> None:
    tag = {domain: f"{chr(97 + domain)}".encode() for domain in Domain}
    assert list(email("Jan <JAN@x.example>")) == [
        tag[Domain.ADDRESS] + b"jan@x.example"
    ]
    assert list(email("jan at x dot example")) == []
    assert tag[Domain.NAME] + b"a berg den van " in list(name("Anna van den Berg"))
    days = [b"19800312", b"19801203"]
    assert list(birthdate("12-03-80")) == [tag[Domain.DAY] + day for day in days]
