"""What of a shared run counts as a quotation."""

from __future__ import annotations

import pytest

from durf.text.view import View
from durf.vault.kernel import Quote, letters_of
from durf.vault.quotation import Extent, extent, is_enough

POST = "so we hope to move the old mill to an island at sea by may"


def shared(text: str) -> Quote:
    """Return the quotation of some words of the post, letters where they stand."""
    start = POST.index(text)
    run = len(letters_of(text.encode()))
    return Quote(
        start=start,
        end=start + len(text),
        place=0,
        place_end=run,
        run=run,
        covered=run,
        span=run,
    )


@pytest.mark.parametrize(
    ("text", "words", "most"),
    [
        ("move the old mill to an island", 7, 9),
        ("ve the old mill to an islan", 7, 8),
        ("mill to an", 3, 4),
        ("so we hope", 3, 4),
        ("at sea by may", 4, 4),
    ],
)
def test_words_are_counted_that_the_ends_may_have_hidden(
    text: str, words: int, most: int
) -> None:
    found = extent(View(POST), shared(text))
    assert (found.words, found.most) == (words, most)


def enough(words: int, most: int, least: int = 8, **parts: int) -> bool:
    run = parts.get("run", 12)
    covered = parts.get("covered", run)
    span = parts.get("span", covered)
    place_end = parts.get("along", span)
    quote = Quote(run=run, covered=covered, span=span, place=0, place_end=place_end)
    return is_enough(quote, Extent(0, span, words, most), least)


def test_six_words_in_a_row_are_no_quotation_unless_the_ends_may_hide_more() -> None:
    assert not enough(6, 6, run=26)
    assert enough(6, 8, run=26)


def test_a_run_without_blanks_is_a_quotation() -> None:
    assert enough(1, 1, run=40)


def test_two_pieces_that_drifted_apart_need_more_between_them() -> None:
    assert enough(8, 8, run=13, covered=24, span=30)
    assert not enough(8, 8, run=13, covered=24, span=30, along=44)
    assert enough(8, 8, run=16, covered=30, span=36, along=44)


def test_a_rule_that_asks_for_more_words_gets_more() -> None:
    assert enough(8, 8, run=30)
    assert not enough(8, 9, least=12, run=30)
    assert enough(11, 12, least=12, run=40)
