"""What changed between two texts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from durf_server.reviews.words import Change, Piece, changes

TEXTS = st.text(alphabet="ab .\n€é", max_size=60)


@given(TEXTS, TEXTS)
def test_the_pieces_hold_both_texts_whole(before, after) -> None:
    pieces = changes(before, after)
    assert before == "".join(p.text for p in pieces if p.change != Change.COME)
    assert after == "".join(p.text for p in pieces if p.change != Change.GONE)


@given(TEXTS)
def test_a_text_that_stayed_has_no_changes(text) -> None:
    assert all(piece.change == Change.SAME for piece in changes(text, text))


def test_words_are_told_and_not_letters() -> None:
    assert changes("Our buns are new.", "Our buns are old.") == [
        Piece(Change.SAME, "Our buns are "),
        Piece(Change.GONE, "new"),
        Piece(Change.COME, "old"),
        Piece(Change.SAME, "."),
    ]


def test_long_texts_are_compared_by_lines() -> None:
    before = "A line of words.\n" * 2_000
    after = before + "One more."
    assert changes(before, after)[-1] == Piece(Change.COME, "One more.")
