"""Sets of meanings: kept, stored, asked."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from durf.errors import BrokenVault
from durf.vault.meaning.meanings import LEAST_WORDS, Meanings
from durf.vault.meaning.model import DIMENSIONS, SKETCH_WORDS, Embedded
from durf.vault.meaning.telling import SLOTS

COLUMNS = ("sketches", "scales", "places", "words", "vectors")


def made_up(count: int, seed: int = 1, telling: int = 8) -> Embedded:
    dice = np.random.default_rng(seed)
    vectors = dice.normal(size=(count, DIMENSIONS)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    words = np.zeros((count, SLOTS), np.uint16)
    words[:, :telling] = dice.integers(1, 1 << 16, (count, telling))
    sketches = dice.integers(0, 1 << 63, (count, SKETCH_WORDS), dtype=np.uint64)
    return Embedded(vectors, sketches, words)


def equal(one: Meanings, two: Meanings) -> bool:
    return all(
        np.array_equal(getattr(one, name), getattr(two, name)) for name in COLUMNS
    )


@given(some.integers(0, 40))
def test_what_is_stored_comes_back(count: int) -> None:
    kept = Meanings.build(made_up(count), range(count))
    assert equal(Meanings.from_bytes(kept.to_bytes()), kept)


@given(some.lists(some.integers(0, 9), max_size=5))
def test_merging_parts_keeps_every_sentence_in_order(sizes: list[int]) -> None:
    parts = [
        Meanings.build(made_up(size, seed), range(100 * seed, 100 * seed + size))
        for seed, size in enumerate(sizes)
    ]
    merged = Meanings.merge(parts)
    assert merged.places.tolist() == [one for part in parts for one in part.places]
    assert Meanings.from_bytes(merged.to_bytes()).places.dtype == np.uint32


@given(some.integers(0, 30), some.integers(0, 30))
def test_places_that_are_gone_leave_nothing_behind(start: int, size: int) -> None:
    kept = Meanings.build(made_up(30), range(30))
    left = kept.without([range(start, start + size)])
    gone = set(range(start, start + size))
    assert left.places.tolist() == [one for one in range(30) if one not in gone]
    assert np.array_equal(left.vectors, kept.vectors[left.places])


def test_sentences_that_tell_too_little_are_not_kept() -> None:
    assert len(Meanings.build(made_up(5, telling=LEAST_WORDS - 1), range(5))) == 0
    assert len(Meanings.build(made_up(5, telling=LEAST_WORDS), range(5))) == 5


@pytest.mark.parametrize(
    "change",
    [
        lambda stored: stored[:0],
        lambda stored: stored[:-1],
        lambda stored: stored + b"\0",
        lambda stored: b"x" + stored[1:],
        lambda stored: stored[:4] + b"\xff\xff\xff\xff" + stored[8:],
    ],
)
def test_damaged_bytes_are_refused(change) -> None:  # type: ignore[no-untyped-def]
    stored = Meanings.build(made_up(3), range(3)).to_bytes()
    with pytest.raises(BrokenVault):
        Meanings.from_bytes(change(stored))


def test_a_sentence_is_nearest_to_itself() -> None:
    embedded = made_up(50)
    kept = Meanings.build(embedded, range(100, 150))
    found = kept.nearest(embedded.vectors, 0.9)
    assert [(given, place) for given, place, _ in sorted(found)] == [
        (one, one + 100) for one in range(50)
    ]
    assert all(score == pytest.approx(1, abs=0.01) for _, _, score in found)


def test_the_same_sketch_makes_a_candidate_and_a_far_one_does_not() -> None:
    embedded = made_up(20)
    kept = Meanings.build(embedded, range(20))
    found = kept.candidates(embedded.sketches, embedded.words)
    assert [(near.given, near.row) for near in found] == [(x, x) for x in range(20)]
    assert found[0].score == pytest.approx(1.2)


def test_shared_words_make_a_candidate_of_what_is_only_rather_alike() -> None:
    embedded = made_up(1)
    kept = Meanings.build(embedded, [0])
    # 180 of 512 bits differ: a cosine of 0.45.
    bits = np.unpackbits(embedded.sketches.view(np.uint8))
    bits[:180] ^= 1
    sketch = np.packbits(bits).view(np.uint64)[None]
    assert kept.candidates(sketch, np.zeros_like(embedded.words)) == []
    assert len(kept.candidates(sketch, embedded.words)) == 1


def test_an_empty_set_is_near_nothing() -> None:
    empty, asked = Meanings.merge([]), made_up(2)
    assert empty.candidates(asked.sketches, asked.words) == []
    assert empty.nearest(asked.vectors, -1) == []
