"""Texts written letter by letter."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from durf.check.automaton import Automaton, compile_automaton
from durf.text.joined import SIGNS, rejoin
from durf.text.view import View


@pytest.mark.parametrize(
    ("apart", "together"),
    [
        ("key: g h p _ a B c d 1", "key: ghp_aBcd1"),
        ("o.m.z.e.t s-t-i-j-g-t", "omzet stijgt"),
        ("w a t   e e n   o m z e t", "wat een omzet"),
        ("o - m - z - e - t", "omzet"),
        ("o-m.z*e_t", "omzet"),
        ("j a n @ v b . n l is", "jan@vb.nl is"),
        ("А К І А 1 2 3 4", "AKIA1234"),
        ("- - - B E G I N - - - ok", "---BEGIN--- ok"),
        ("sleutel: a b c d = =", "sleutel: abcd=="),
        ("0.6.1.2.3.4.5.6.7.8", "0612345678"),
    ],
)
def test_it_puts_together_what_was_taken_apart(apart: str, together: str) -> None:
    joined = rejoin(View(apart))
    assert joined is not None
    assert joined[0].text == together


@pytest.mark.parametrize(
    "text", ["", "Wij zijn op 1 mei open", "a b c", "een t/m drie", "https://t.co/abc"]
)
def test_it_leaves_ordinary_text_alone(text: str) -> None:
    assert rejoin(View(text)) is None


@given(st.text(max_size=60), st.sampled_from([" ", ".", "-", " . "]))
def test_spans_of_the_joined_text_lead_back(text: str, mark: str) -> None:
    apart = mark.join(text)
    joined = rejoin(View(apart))
    if joined is None:
        return
    view, regions = joined
    for start, end in regions:
        assert 0 <= start < end <= len(apart)
    for match in re.finditer(r"\w+", view.text):
        start, end = view.text_span(*match.span())
        assert 0 <= start < end <= len(apart)


@given(st.text(alphabet="ab1 .-_é\n", max_size=60))
def test_the_sign_is_seen_wherever_something_was_taken_apart(text: str) -> None:
    compiled = compile_automaton([], [(7, sign) for sign in SIGNS])
    assert not compiled.refused
    view = View(text)
    if rejoin(view) is not None:
        assert 7 in Automaton(compiled.letters, compiled.others).scan(view.plain)
