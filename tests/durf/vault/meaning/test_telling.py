"""What words tell what a sentence is about."""

from __future__ import annotations

import numpy as np

from durf.vault.meaning.telling import SLOTS, telling_words, word_hashes

KEY, OTHER = b"one key", b"another key"


def test_everyday_words_tell_nothing() -> None:
    assert telling_words("Wat vind jij daar nu van? What do you think of it?") == set()


def test_endings_do_not_matter() -> None:
    assert telling_words("sluiten fabrieken") & telling_words("sluit fabriek") != set()
    assert telling_words("closing branches") & telling_words("closed") != set()


def test_numbers_tell_as_they_are_written_and_links_do_not() -> None:
    assert telling_words("12,5 https://a.example/vestiging") == {"12,5"}


def test_the_same_words_make_the_same_hashes_in_any_order() -> None:
    one, two = word_hashes(["fabriek Almelo", "Almelo: de fabriek!"], KEY)
    assert one.tolist() == two.tolist()
    assert np.count_nonzero(one) == 2


def test_another_key_makes_other_hashes() -> None:
    text = ["fabriek Almelo juli directie vakbond loonbod"]
    shared = np.intersect1d(word_hashes(text, KEY), word_hashes(text, OTHER))
    assert len(shared) <= 1


def test_no_row_holds_more_than_its_slots() -> None:
    text = " ".join(f"{number}" for number in range(100))
    assert word_hashes([text], KEY).shape == (1, SLOTS)
    assert np.count_nonzero(word_hashes([text], KEY)) == SLOTS
