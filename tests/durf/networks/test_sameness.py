"""Texts that differ in no more than what networks change are the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from durf.networks.sameness import Likeness, likeness, most_like, replaced


@pytest.mark.parametrize(
    ("sent", "there"),
    [
        ("Een  twee\r\n drie ", "Een twee\ndrie"),
        ("Cafe\u0301", "Café"),
        ("＃durf", "#durf"),
        ("durf.nl", "http://durf.nl"),
        ("https://www.durf.nl/ nu", "https://durf.nl nu"),
        ("Hart ❤️", "Hart ❤"),
        ("a\u200bb\ufeff", "ab"),
    ],
)
def test_what_networks_change_makes_no_difference(sent, there) -> None:
    assert likeness(sent, there) is Likeness.SAME
    assert likeness(there, sent) is Likeness.SAME


@pytest.mark.parametrize(
    ("sent", "there", "found"),
    [
        ("Hallo", "hallo", Likeness.UNSURE),
        ("Hallo.", "Hallo", Likeness.UNSURE),
        ("Een, twee", "Een twee", Likeness.UNSURE),
        ("durf.nl/a/", "durf.nl/a/b", Likeness.OTHER),
        ("5 procent", "6 procent", Likeness.OTHER),
        ("Hart ❤", "Hart ⭐", Likeness.OTHER),
        ("", "Iets", Likeness.OTHER),
    ],
)
def test_other_signs_are_told_apart_from_other_words(sent, there, found) -> None:
    assert likeness(sent, there) is found


@given(st.text())
def test_a_text_is_the_same_as_itself(text) -> None:
    assert likeness(text, text) is Likeness.SAME


def test_the_surer_of_two_counts() -> None:
    assert most_like(Likeness.OTHER, Likeness.UNSURE) is Likeness.UNSURE
    assert most_like(Likeness.UNSURE, Likeness.SAME) is Likeness.SAME


def test_words_are_replaced_all_at_once_and_the_longest_first() -> None:
    words = {"t.co/a": "t.co/ab", "t.co/ab": "x.y"}
    assert replaced("t.co/a t.co/ab (.)", words) == "t.co/ab x.y (.)"
    assert replaced("niets", {}) == "niets"
