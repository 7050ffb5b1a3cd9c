"""What a person is told of a mapping before the table is in the vault."""

from __future__ import annotations

import re

import pytest

from durf.intake.tables.doubts import doubts
from durf.vault.records.mapping import Field, FieldKind, Mapping


def told(kind: str, values: list[str], *, countries: tuple[str, ...] = ()) -> str:
    """Return what is said of a table with one column."""
    mapping = Mapping((Field("it", FieldKind(kind), ("c",)),), countries=countries)
    return " ".join(
        one.template.format(*one.arguments) for one in doubts(mapping, [values])
    )


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("email", ["a@b.example", ""]),
        ("phone", ["+31 6 12345678"]),
        ("name", ["Jansen, Piet", "Anna Smit"]),
        ("birthdate", ["1980-03-12"]),
        ("id", [f"KL-{n:06}" for n in range(100)]),
        ("text", ["Ede"] * 100),
    ],
)
def test_there_is_no_doubt_about_what_is_fine(kind: str, values: list[str]) -> None:
    assert told(kind, values) == ""


@pytest.mark.parametrize(
    ("kind", "values", "says"),
    [
        ("id", ["A1", "A2"], "fewer than 6 signs"),
        ("id", ["bestelling"] * 60 + ["klacht-1"] * 60, "again and again"),
        ("email", ["info@b.example"] * 60, "again and again"),
        ("phone", ["06-12345678", "+31 6 12345678"], "50% of the first .* --country"),
        ("name", ["Jansen"], "join the columns"),
        ("birthdate", ["n.v.t."], "cannot be read"),
        ("email", ["", ""], "empty"),
    ],
)
def test_it_says_what_will_not_count(kind: str, values: list[str], says: str) -> None:
    assert re.search(says, told(kind, values))


def test_a_country_makes_a_number_whole() -> None:
    assert told("phone", ["06-12345678"], countries=("31",)) == ""


def test_a_few_values_that_say_nothing_are_no_news() -> None:
    assert told("birthdate", ["1980-03-12"] * 99 + ["onbekend"]) == ""


def test_parts_of_a_field_are_seen_together() -> None:
    field = Field("name", FieldKind.NAME, ("first", "last"))
    assert list(doubts(Mapping((field,)), [["Piet"], ["Jansen"]])) == []


def test_what_only_counts_together_is_told_nothing_of_counting_alone() -> None:
    fields = (
        Field("id", FieldKind.ID, ("a",)),
        Field("name", FieldKind.NAME, ("b",)),
    )
    mapping = Mapping(fields, bites=(frozenset({"id", "name"}),))
    assert list(doubts(mapping, [["A1"], ["Piet Jansen"]])) == []
