"""What columns are: written down, or guessed."""

from __future__ import annotations

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from durf.errors import BadUse
from durf.intake.tables.fields import (
    calling_codes,
    guess_fields,
    in_order,
    parse_bites,
    parse_fields,
    written_fields,
)
from durf.intake.tables.table import named
from durf.vault.records.mapping import MOST_FIELDS, Field, FieldKind

COLUMNS = ("Naam", "e-mail", "mobiel", "vast", "Voornaam", "Achternaam", "klantnr")


def said(fields):
    return {field.name: field.columns for field in fields}


def test_a_mapping_says_which_column_is_what() -> None:
    fields = parse_fields("name=naam, email=E-Mail,id=7", COLUMNS)
    assert said(fields) == {"name": ("Naam",), "email": ("e-mail",), "id": ("klantnr",)}


def test_a_name_may_have_several_columns_in_any_order() -> None:
    fields = parse_fields("name=achternaam+voornaam", COLUMNS)
    assert said(fields) == {"name": ("Voornaam", "Achternaam")}


def test_fields_of_one_kind_are_numbered() -> None:
    fields = parse_fields("phone=mobiel,phone=vast", COLUMNS)
    assert said(fields) == {"phone": ("mobiel",), "phone 2": ("vast",)}


def test_a_plus_may_be_in_the_name_of_a_column() -> None:
    assert said(parse_fields("id=a+b", ("a+b",))) == {"id": ("a+b",)}


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("naam", "no field"),
        ("name=", "no field"),
        ("", "no field"),
        ("naam=naam", "no kind of field"),
        ("name=straat", "no column straat"),
        ("id:=klantnr", "cannot be called"),
        ("id:a+b=klantnr", "cannot be called"),
        ("fone=mobiel", "did you mean 'phone'"),
        ("id=klantn", "no column klantn; did you mean 'klantnr'"),
        (",".join(["id=klantnr"] * (MOST_FIELDS + 1)), "too many"),
    ],
)
def test_what_is_no_mapping_is_wrong_use(written: str, says: str) -> None:
    with pytest.raises(BadUse, match=says):
        parse_fields(written, COLUMNS)


def test_a_field_of_any_kind_may_have_several_columns() -> None:
    fields = parse_fields("birthdate=dag+maand+jaar", ("jaar", "maand", "dag"))
    assert said(fields) == {"birthdate": ("dag", "maand", "jaar")}


def test_a_field_may_have_a_name_of_its_own() -> None:
    fields = parse_fields("id:customer=klantnr,id=vast,phone:id=mobiel", COLUMNS)
    assert said(fields) == {
        "customer": ("klantnr",),
        "id": ("vast",),
        "id 2": ("mobiel",),
    }
    assert parse_bites("customer+id", fields) != ()


@pytest.mark.parametrize(
    "written",
    [
        "name=Voornaam+Achternaam,email=e-mail,id:customer=klantnr",
        "phone=mobiel,phone=vast",
        "phone:phone home=vast",
        "text=1,text=3,id=4",
    ],
)
def test_a_mapping_that_is_written_down_reads_the_same(written: str) -> None:
    columns = ("a,b", "x=y", "a+b", "2", *COLUMNS) if "text" in written else COLUMNS
    fields = parse_fields(written, columns)
    assert parse_fields(written_fields(fields, columns), columns) == fields


HEADS = {
    "Naam": ["Piet Jansen", "Anna Smit"],
    "E-mailadres": ["piet@voorbeeld.example", ""],
    "Tel.": ["06-12345678", "+31 6 87654321"],
    "Geboortedatum": ["12-03-1980", "1981-04-13"],
    "Klantnr": ["100234", "100235"],
    "Woonplaats": ["Ede", "Lutten"],
    "Opmerking": ["belt graag", "geen"],
}


def test_it_guesses_from_names_of_columns() -> None:
    fields = guess_fields(list(HEADS), list(HEADS.values()))
    assert said(fields) == {
        "name": ("Naam",),
        "email": ("E-mailadres",),
        "phone": ("Tel.",),
        "birthdate": ("Geboortedatum",),
        "id": ("Klantnr",),
        "text": ("Woonplaats",),
    }


def test_it_puts_the_parts_of_a_name_together() -> None:
    columns = ["Achternaam", "Tussenvoegsel", "Voornaam", "E-mail"]
    head = [["Berg"], ["van den"], ["Anna"], ["a@b.example"]]
    assert said(guess_fields(columns, head)) == {
        "name": ("Voornaam", "Tussenvoegsel", "Achternaam"),
        "email": ("E-mail",),
    }


def test_values_tell_what_a_name_does_not() -> None:
    head = [["piet@voorbeeld.example"], ["NL91 ABNA 0417 1643 00"], ["7"]]
    fields = guess_fields(["1", "2", "3"], head)
    assert said(fields) == {"email": ("1",), "account": ("2",)}


def test_a_name_that_its_values_belie_is_not_believed() -> None:
    head = [["ja", "nee"], ["onbekend", "n.v.t."], ["Piet Jansen", "Anna"]]
    fields = guess_fields(["E-mail", "Telefoon", "Naam"], head)
    assert said(fields) == {"name": ("Naam",)}


def test_where_nothing_tells_it_asks() -> None:
    with pytest.raises(BadUse, match="nothing tells"):
        guess_fields(["x", "y"], [["1"], ["2"]])


def test_bites_name_kinds_or_fields() -> None:
    fields = parse_fields("name=naam,phone=mobiel,phone=vast,email=e-mail", COLUMNS)
    assert parse_bites("email; name+phone", fields) == (
        frozenset({"email"}),
        frozenset({"name", "phone"}),
        frozenset({"name", "phone 2"}),
    )
    assert parse_bites("phone 2", fields) == (frozenset({"phone 2"}),)
    assert parse_bites("phone+phone", fields) == (frozenset({"phone", "phone 2"}),)
    assert parse_bites("", fields) == ()


@pytest.mark.parametrize(
    ("written", "says"),
    [("name", "many people"), ("straat+name", "no field"), ("name+", "no field")],
)
def test_what_cannot_bite_is_wrong_use(written: str, says: str) -> None:
    fields = parse_fields("name=naam,email=e-mail", COLUMNS)
    with pytest.raises(BadUse, match=says):
        parse_bites(written, fields)


def test_countries_become_calling_codes() -> None:
    assert calling_codes("nl, BE,US,CA") == ("31", "32", "1")
    with pytest.raises(BadUse, match="no country"):
        calling_codes("XX")


NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=6)


@given(
    st.lists(NAMES, min_size=1, max_size=6),
    st.lists(
        st.tuples(st.sampled_from(FieldKind), st.sets(st.integers(0, 5), min_size=1)),
        min_size=1,
        max_size=4,
    ),
)
@example(["2", "1"], [(FieldKind.TEXT, {0})])
def test_any_mapping_reads_as_it_was_written_down(
    header: list[str], wanted: list[tuple[FieldKind, set[int]]]
) -> None:
    columns = named(header)
    misread = [name for name in columns if "," in name or "+" in name]
    # The number of such a column may be the name of another.
    assume(not misread or not any(name.isdigit() for name in columns))
    fields: list[Field] = []
    for number, (kind, places) in enumerate(wanted):
        some = tuple(dict.fromkeys(columns[n % len(columns)] for n in sorted(places)))
        ordered = in_order(some) if kind is FieldKind.NAME else some
        fields.append(Field(f"f{number}", kind, tuple(ordered)))
    assert parse_fields(written_fields(fields, columns), columns) == tuple(fields)
