"""What everybody says is no evidence of a leak."""

from __future__ import annotations

from array import array

import pytest

from durf.text.view import View
from durf.vault.kernel import GRAM, letters_of
from scripts.make_background import TARGET, content, grams_of, phrases, public_hash


@pytest.fixture(scope="module")
def hashes() -> array[int]:
    found = array("Q")
    found.frombytes(TARGET.read_bytes())
    return found


def test_the_grams_are_those_of_the_phrases() -> None:
    assert TARGET.read_bytes() == content(), "run scripts/make_background.py"


def test_they_are_sorted_and_unique(hashes) -> None:
    assert list(hashes) == sorted(set(hashes))
    assert TARGET.stat().st_size < 2_000_000


def test_no_phrase_stands_twice() -> None:
    lines = list(phrases())
    assert len(lines) == len(set(lines))


def test_the_hash_is_fnv_1a() -> None:
    # From the tables of the draft by Fowler, Noll, Vo and Eastlake.
    assert public_hash(b"") == 0xCBF29CE484222325
    assert public_hash(b"a") == 0xAF63DC4C8601EC8C
    assert public_hash(b"foobar") == 0x85944171F73967E8


def test_choices_give_the_grams_of_all_that_they_come_to() -> None:
    every = [
        f"{first} {middle} {last}"
        for first in ("een goed", "een heel mooi")
        for middle in ("en gelukkig", "")
        for last in ("nieuwjaar", "weekend allemaal", "")
    ]
    expected = set()
    for text in every:
        letters = letters_of(View(text).plain)
        expected |= {letters[at : at + GRAM] for at in range(len(letters) - GRAM + 1)}
    line = "een (goed|heel mooi) (en gelukkig|) (nieuwjaar|weekend allemaal|)"
    assert grams_of(line) == expected


@pytest.mark.parametrize(
    "phrase",
    [
        "It's just a matter of time before they",
        "we are very happy to announce that our",
        "Hartelijk dank voor jullie aandacht en",
        "neem voor meer informatie contact op met ons",
    ],
)
def test_a_stock_phrase_is_no_quotation(fill, phrase) -> None:
    secret_letter = f"Wij bieden negen ton voor het pand. {phrase} wilden dat niet."
    vault = fill({"brieven": {"brief.txt": secret_letter}})
    assert vault.quotations(View(f"Hallo! {phrase} gaan.")) == []
    assert vault.quotations(View("bieden negen ton voor het pand. " + phrase)) != []
