"""What a score says to people."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from durf.vault.meaning.scale import ALIKE, precision


@given(some.floats(-1, 1.1), some.floats(-1, 1.1))
def test_what_is_more_alike_is_never_less_sure(one: float, two: float) -> None:
    less, more = sorted((one, two))
    assert 0 < precision(less) <= precision(more) < 1


def test_what_is_just_found_is_said_to_be_unsure() -> None:
    assert precision(ALIKE) < 0.5


def test_between_two_known_scores_it_is_between_their_shares() -> None:
    assert precision(0.93) == pytest.approx(0.525)
