"""Where sentences begin and end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from durf.vault.meaning.sentences import sentences


def written(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Het is af. Wij gaan!", ["Het is af.", "Wij gaan!"]),
        ("Dhr. Smit kreeg ca. 2,5 mln. euro.", ["Dhr. Smit kreeg ca. 2,5 mln. euro."]),
        ("Profits rose 3.5 percent.", ["Profits rose 3.5 percent."]),
        ("The U.S. board met Dr. Lee.", ["The U.S. board met Dr. Lee."]),
        ("Lees v.a. 3 mei a.u.b. alles.", ["Lees v.a. 3 mei a.u.b. alles."]),
        ("Zij zei: “Ga weg.” Toen ging hij.", ["Zij zei: “Ga weg.”", "Toen ging hij."]),
        ("Wait... what? Yes.", ["Wait... what?", "Yes."]),
        ("We won 🎉 Tomorrow we rest", ["We won", "Tomorrow we rest"]),
    ],
)
def test_a_sentence_ends_where_a_reader_stops(text: str, found: list[str]) -> None:
    assert written(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("@jan @els Wij gaan sluiten.", ["Wij gaan sluiten."]),
        ("Wij gaan sluiten! #oei #nee https://a.example/b", ["Wij gaan sluiten!"]),
        ("Wij bouwen in #Utrecht", ["Wij bouwen in #Utrecht"]),
        ("Wij bouwen in #Utrecht 🎉", ["Wij bouwen in #Utrecht"]),
        ("#one #two", []),
        ("https://a.example 12 🎉", []),
        ("", []),
    ],
)
def test_what_stands_beside_a_sentence_is_left_out(text: str, found: list[str]) -> None:
    assert written(text) == found


def test_a_line_ends_a_sentence_unless_it_was_wrapped() -> None:
    wrapped = "A line of a document that was broken where the page ended,\nand goes on"
    assert written(wrapped) == [wrapped]
    assert written("Title\nText begins") == ["Title", "Text begins"]
    assert written("one paragraph\n\nand another") == ["one paragraph", "and another"]


def test_what_runs_on_and_on_is_cut_at_a_pause() -> None:
    found = written("and so on, " * 100)
    assert max(map(len, found)) <= 400
    assert all(one.startswith("and so on") for one in found)


@given(some.text(alphabet="aZ .!?\n\r#@😀1é:/…“”", max_size=200))
def test_spans_are_in_order_and_hold_a_letter_at_both_edges_of_no_space(
    text: str,
) -> None:
    last = 0
    for start, end in sentences(text):
        assert last <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        last = end


@pytest.mark.parametrize("unit", [" ", "#", ". ", "#a", "@", "\n", "🎉", "a.", "“"])
def test_hostile_repetition_costs_no_more_than_its_length(unit: str) -> None:
    assert len(sentences(unit * 20_000 + "x")) < 25_000
