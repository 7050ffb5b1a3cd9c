"""Expressions over the text as it stands: their places, in code points."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from durf.text.original import OriginalExpression

TEXTS = st.text(st.sampled_from("ab é😀\n"), max_size=30)


def spans(pattern: str, text: str) -> list[tuple[int, int]]:
    return list(OriginalExpression(pattern).find(text))


@pytest.mark.parametrize("pattern", ["a+", "é", "b?é+", "[^a]", "😀|b", "(?i)B", "é*b"])
@given(TEXTS)
def test_places_are_those_that_python_finds(pattern: str, text: str) -> None:
    found = [match.span() for match in re.finditer(pattern, text)]
    assert spans(pattern, text) == [(start, end) for start, end in found if start < end]


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("(?<!é)a(?!é)", "aéaéa a", [(6, 7)]),
        ("(?<=é)a", "éaéa", [(1, 2), (3, 4)]),
        ("(?P<it>b)é", "béb😀bé", [(0, 1), (4, 5)]),
        (r"\bé+\b", "é éé aé", [(0, 1), (2, 4)]),
        (r"(?<![\w])a(?![\w])", "a a é a", [(0, 1), (2, 3), (6, 7)]),
        ("a", "\ud800a\udfff😀a", [(1, 2), (4, 5)]),
        ("é?", "aéa", [(1, 2)]),
    ],
)
def test_places_count_code_points(
    pattern: str, text: str, found: list[tuple[int, int]]
) -> None:
    assert spans(pattern, text) == found


def test_a_hundred_thousand_places_in_a_long_text_are_found() -> None:
    assert len(spans("é", "é " * 100_000)) == 100_000
