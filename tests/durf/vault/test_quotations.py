"""What of a post stands in the vault, and where."""

from __future__ import annotations

import pytest

from durf.text.view import View
from tests.durf.vault.conftest import MEMO, PLAN, RELEASE

TEXTS = {"plannen": {"plan.txt": PLAN}, "memos": {"memo.txt": MEMO}}
EXCERPT = (
    "sluit in het voorjaar haar filiaal aan de Havenstraat en zoekt voor de twaalf"
)


def found(vault, text):
    return [(text[q.start : q.end], q.collection) for q in vault.quotations(View(text))]


def test_an_excerpt_is_found_with_its_exact_place(fill) -> None:
    vault = fill(TEXTS)
    text = f"Wist je dat de bakker {EXCERPT} mensen werk zoekt? 🥐"
    (quotation,) = vault.quotations(View(text))
    assert EXCERPT in text[quotation.start : quotation.end]
    assert quotation.document == "plan.txt"
    assert (quotation.collection, quotation.label) == ("plannen", "p. 1")
    assert quotation.is_exact
    assert quotation.words >= len(EXCERPT.split())


DISGUISES = {
    "case": str.upper,
    "blanks": " ".join,
    "no blanks": lambda text: "#" + text.title().replace(" ", ""),
    "marks": lambda text: text.replace(" ", " - "),
    "zero-width": "\u200b".join,
    "look-alikes": lambda text: text.translate(str.maketrans("aeo", "аео")),
    "digits": lambda text: text.translate(str.maketrans("aeot", "4307")),
    "accents": lambda text: text.replace("a", "á").replace("e", "ê"),
    "emoji": lambda text: text.replace(" ", "🔥"),
    "signs": lambda text: text.replace("aa", "@@").replace("st", "$t"),
}


@pytest.mark.parametrize("way", sorted(DISGUISES))
def test_no_disguise_hides_an_excerpt(fill, way: str) -> None:
    vault = fill(TEXTS)
    text = f"Let op: {DISGUISES[way](EXCERPT)}."
    assert [name for _, name in found(vault, text)] == ["plannen"]


@pytest.mark.parametrize(
    "text",
    [
        "we burn about eleven percent more gas than the supplier once promised us. Legal",
        "the second oven leaks heat on the left side, so we burn eleven percents more gas",
        "Legal wants to setle for forty thousand euro before summer and keep the affair",
    ],
    ids=["put in", "inflected", "misspelt and left out"],
)
def test_small_edits_do_not_hide_it(fill, text: str) -> None:
    assert [name for _, name in found(fill(TEXTS), text)] == ["memos"]


def test_what_is_public_never_counts(fill) -> None:
    vault = fill(
        {"memos": {"memo.txt": MEMO + " " + RELEASE}, "pers": {"r": RELEASE}}, ("pers",)
    )
    assert found(vault, RELEASE) == []
    assert [name for _, name in found(vault, MEMO)] == ["memos"]


def test_common_words_are_no_quotation(fill) -> None:
    vault = fill(TEXTS)
    assert (
        found(
            vault, "We praten met niemand over de gemeente tot die tijd, aan de haven."
        )
        == []
    )
    assert found(vault, "") == []


def test_several_documents_are_told_apart(fill) -> None:
    vault = fill(TEXTS)
    text = f"{PLAN[:90]} And {MEMO[:90]}"
    assert {name for _, name in found(vault, text)} == {"plannen", "memos"}


def test_a_very_long_post_is_no_trouble(fill) -> None:
    vault = fill(TEXTS)
    text = "brood en koek. " * 100_000 + MEMO
    (quotation,) = vault.quotations(View(text))
    assert text[quotation.start : quotation.end].startswith("second oven leaks")


def test_a_post_full_of_quotations_gets_them_all(fill) -> None:
    vault = fill(TEXTS)
    gap = " brood " * 40
    text = gap.join([MEMO] * 30)
    assert len(vault.quotations(View(text))) == 30


def test_an_excerpt_is_found_among_any_number_of_decoys(fill) -> None:
    vault = fill(TEXTS)
    decoys = " ".join(f"{MEMO[at : at + 14]} x" for at in range(0, 200, 2))
    text = f"{decoys * 20} {MEMO[20:120]} {decoys * 20}"
    places = [text[q.start : q.end] for q in vault.quotations(View(text))]
    assert any(MEMO[30:110] in place for place in places)


def test_a_phrase_of_very_many_documents_does_not_cut_a_quotation_short(fill) -> None:
    phrase = "the kiln that burned in the yard"
    many = {f"{n}.txt": f"note {n * 7919} tells of {phrase} again" for n in range(60)}
    own = f"{phrase} violet glazes every single night"
    vault = fill({"memos": many | {"zz.txt": f"For the board: {own}."}})
    (quotation,) = vault.quotations(View(f"{phrase} violet glazes"))
    assert (quotation.document, quotation.words) == ("zz.txt", 8)


def test_words_that_everyone_uses_do_not_cut_a_quotation_short(fill) -> None:
    own = "the violet glaze kilns will be in the United States"
    vault = fill({"memos": {"a.txt": f"Board only: {own} of late."}})
    (quotation,) = vault.quotations(View(own))
    assert quotation.words == len(own.split())
