"""The normal form and the way back from it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from durf.text.fold import fold, fold_character
from durf.text.view import View
from tests.disguises import (
    combining_marks,
    full_width,
    look_alikes,
    zero_width,
)

any_text = st.text(st.characters(), max_size=80)


@pytest.mark.parametrize(
    ("dressed", "plain"),
    [
        ("Оmzеt", b"Omzet"),
        ("ｏｍｚｅｔ", b"omzet"),
        ("o\u200bm\u2060z\u00ade\ufefft", b"omzet"),
        ("o\u0336m\u0301z\u0489et", b"omzet"),
        ("\u202eomzet\u202c", b"omzet"),
        ("café", b"cafe"),
        ("ﬁnance", b"finance"),
        ("𝗼𝗺𝘇𝗲𝘁", b"omzet"),
        ("🅾🅼🆉🅴🆃", b"OMZET"),
        ("straße", b"strasse"),
        ("٠١٢", b"012"),
        ("“a” – b…", b'"a" - b...'),
        ("€ 5", b"\x02\xe2\x82\xac\x03 5"),
        ("ᴏᴍᴢᴇᴛ ɢᴇʜᴇɪᴍ", b"omzet geheim"),
        ("prøfɨŧ wⱥrniǥ ɓɗƙ", b"profit warnig bdk"),
    ],
)
def test_it_reads_what_a_person_reads(dressed: str, plain: bytes) -> None:
    assert fold(dressed) == plain


@pytest.mark.parametrize(
    "disguise", [look_alikes, zero_width, full_width, combining_marks]
)
def test_it_undoes_disguises_of_single_letters(disguise) -> None:
    text = "Onze omzet stijgt met 20% op ABNA0417164300, zei jan@voorbeeld.example"
    assert fold(disguise(text)) == fold(text)


@given(any_text)
def test_it_takes_any_text(text: str) -> None:
    assert fold(text) == b"".join(map(fold_character, text))


@given(any_text)
def test_folding_what_is_ascii_changes_nothing(text: str) -> None:
    plain = "".join(c for c in text if c.isascii())
    assert fold(plain) == plain.encode()


@given(any_text, st.data())
def test_a_span_leads_back_to_the_characters_it_came_from(text: str, data) -> None:
    view = View(text)
    start = data.draw(st.integers(0, len(view.cased)))
    end = data.draw(st.integers(start, len(view.cased)))
    first, last = view.span(start, end)
    assert 0 <= first <= last <= len(text)
    assert view.cased[start:end] in fold(text[first:last])


@given(any_text)
def test_the_whole_leads_back_to_all_that_shows(text: str) -> None:
    view = View(text)
    first, last = view.span(0, len(view.cased))
    assert fold(text[first:last]) == fold(text)


def test_lone_surrogates_and_controls_are_taken() -> None:
    view = View("a\ud800b\x00c")
    assert view.span(0, len(view.cased)) == (0, 5)
