"""What a post says in other words than a document."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from durf.vault.meaning.meanings import Meanings
from durf.vault.meaning.model import Model
from durf.vault.meaning.scale import ALIKE
from durf.vault.meaning.similar import Similar, find_similar, passages

KEY = b"the key of a vault"
CASES = Path(__file__).parents[3] / "cases" / "meaning" / "dutch.txt"
CLOSING = "De raad van bestuur heeft besloten de vestiging in Almelo te sluiten."
SALE = "The founder will sell a quarter of his shares to an American fund next week."


def cases() -> list[list[str]]:
    return [block.splitlines() for block in CASES.read_text("utf-8").split("\n\n")[1:]]


def known(*texts: str) -> Meanings:
    embedded = Model.load().embedded(texts, KEY)
    return Meanings.build(embedded, range(10, 10 + len(texts)))


@pytest.fixture(scope="module")
def secrets() -> Meanings:
    return known(CLOSING, SALE)


def found_in(text: str, meanings: Meanings) -> list[Similar]:
    return find_similar(text, Model.load(), meanings, KEY, ALIKE)


@pytest.mark.parametrize(
    ("before", "said", "after", "place"),
    [
        ("", "Onze bestuurders besloten de vestiging in Almelo dicht te doen.", "", 10),
        (
            "Wat een dag 🎉 ",
            "Volgens het bestuur gaat de vestiging in Almelo sluiten.",
            " Morgen is er taart! #almelo #werk",
            10,
        ),
        (
            "@jan Listen! ",
            "An American fund is buying a quarter of the founder's shares next week.",
            " Wow.",
            11,
        ),
    ],
)
def test_it_finds_the_passage_that_says_the_same(
    secrets: Meanings, before: str, said: str, after: str, place: int
) -> None:
    (found,) = found_in(before + said + after, secrets)
    assert found.place == place
    assert (before + said + after)[found.start : found.end] == said
    assert ALIKE <= found.score <= 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "🎉",
        "Mooi weer in Almelo vandaag, wij gaan met de kinderen naar het bos.",
        "What do you think of it?",
        "The American team will play its next match in a quarter of an hour.",
    ],
)
def test_it_leaves_other_posts_alone(secrets: Meanings, text: str) -> None:
    assert found_in(text, secrets) == []


def test_nothing_is_similar_to_an_empty_set() -> None:
    assert found_in(CLOSING, Meanings.merge([])) == []


def test_a_sentence_that_was_removed_is_not_found(secrets: Meanings) -> None:
    assert found_in(CLOSING, secrets) != []
    assert found_in(CLOSING, secrets.without([range(10, 11)])) == []


def test_what_was_stored_finds_the_same(secrets: Meanings) -> None:
    stored = Meanings.from_bytes(secrets.to_bytes())
    assert found_in(SALE, stored) == found_in(SALE, secrets)


def test_two_sentences_that_say_it_together_are_a_passage() -> None:
    text = "Kort nieuws. De fabriek sluit. In juli al."
    assert [text[start:end] for start, end in passages(text)] == [
        "Kort nieuws.",
        "De fabriek sluit.",
        "In juli al.",
        "Kort nieuws. De fabriek sluit.",
        "De fabriek sluit. In juli al.",
    ]


def test_findings_do_not_overlap(secrets: Meanings) -> None:
    found = found_in(f"{CLOSING} {SALE} {CLOSING}", secrets)
    assert [one.place for one in found] == [10, 11, 10]
    assert all(one.end <= two.start for one, two in pairwise(found))


def test_no_paraphrase_of_the_cases_repeats_five_words() -> None:
    for secret, paraphrase, *_ in cases():
        words = [text.casefold().split() for text in (secret, paraphrase)]
        runs = [{tuple(x[at : at + 5]) for at in range(len(x) - 4)} for x in words]
        assert runs[0].isdisjoint(runs[1]), secret


@pytest.mark.slow
def test_most_dutch_paraphrases_are_found_and_fewer_near_misses() -> None:
    blocks = cases()
    meanings = known(*(block[0] for block in blocks))
    found = [
        sum(bool(found_in(block[at], meanings)) for block in blocks) for at in (1, 2)
    ]
    assert found[0] >= 0.75 * len(blocks)
    assert found[1] <= 0.4 * len(blocks)
