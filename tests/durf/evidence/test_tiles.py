"""Tiles: what is written when a tree grows, and where it is published."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from durf.evidence.merkle import folded, leaf_hash, root
from durf.evidence.tiles import (
    LARGEST_ENTRY,
    WIDTH,
    Edge,
    Tile,
    bundled,
    grow,
    subtrees,
    tile_path,
    tiles_of,
    unbundled,
)
from tests.durf.evidence.tree import MemoryLog, log_of, plain_root

HUGE = 70_000


@pytest.fixture(scope="module")
def huge() -> MemoryLog:
    return log_of(HUGE)


@settings(deadline=None, max_examples=30)
@given(st.lists(st.integers(1, 400), max_size=6))
def test_batches_make_the_same_tree_as_single_entries(batches):
    log = MemoryLog()
    for number, batch in enumerate(batches):
        log.append(*(b"%d/%d" % (number, n) for n in range(batch)))
    assert log.edge.root == plain_root(log.leaves)
    assert root(log.edge.size, log.subtree) == log.edge.root
    assert Edge().with_leaves(log.leaves) == log.edge


def test_all_tiles_of_a_tree_are_stored(huge):
    asked = set(tiles_of(HUGE))
    assert len([1 for level, _, width in asked if (level, width) == (0, 256)]) == 273
    assert {(0, 273, 112), (1, 0, 256), (1, 1, 17), (2, 0, 1)} <= asked
    assert len(asked) == 273 + 4
    for level, index, width in asked:
        assert len(huge.stored(level, index)) == width * 32


def test_a_tile_holds_the_roots_of_full_tiles_below(huge):
    below = huge.stored(0, 3)
    hashes = [below[at : at + 32] for at in range(0, len(below), 32)]
    assert huge.stored(1, 0)[3 * 32 : 4 * 32] == folded(hashes)
    assert folded(hashes) == plain_root(huge.leaves[768:1024])


def test_single_entries_write_no_tile_until_one_is_full():
    log = log_of(WIDTH - 1)
    assert log.tiles == {}
    growth = grow(log.edge, [leaf_hash(b"last")], log.stored)
    assert [(t.level, t.index, t.width) for t in growth.tiles] == [
        (0, 0, WIDTH),
        (1, 0, 1),
    ]


def test_nothing_stored_is_asked_for_when_no_tile_fills():
    def never(level, index):
        raise AssertionError

    growth = grow(log_of(700).edge, [leaf_hash(b"one")], never)
    assert growth.tiles == ()
    assert growth.edge.size == 701


def test_a_stored_tile_that_lost_hashes_is_noticed(huge):
    short = subtrees(lambda level, index: huge.stored(level, index)[:-32])
    with pytest.raises(LookupError):
        root(HUGE, short)
    log = log_of(WIDTH - 1)
    with pytest.raises(LookupError):
        grow(log.edge, [leaf_hash(b"last")], lambda *_: b"")


def test_an_edge_belongs_to_its_size():
    with pytest.raises(ValueError, match="does not belong"):
        Edge(3, b"\0" * 32)


@given(st.integers(0, 200_000), st.integers(0, 70_000))
def test_what_a_tree_has_more_than_an_older_one_is_said(size, more):
    older = set(tiles_of(size))
    newer = set(tiles_of(size + more))
    assert set(tiles_of(size + more, since=size)) == newer - older


def test_a_proof_at_a_large_size_reads_few_tiles(huge):
    asked = []

    def stored(level, index):
        asked.append((level, index))
        return huge.stored(level, index)

    assert root(HUGE, subtrees(stored)) == huge.edge.root
    assert len(asked) <= 5


@pytest.mark.parametrize(
    ("level", "index", "width", "path"),
    [
        (0, 0, 256, "tile/0/000"),
        (0, 999, 256, "tile/0/999"),
        (0, 1000, 256, "tile/0/x001/000"),
        (2, 1234067, 256, "tile/2/x001/x234/067"),
        (0, 273, 112, "tile/0/273.p/112"),
        ("entries", 1001, 1, "tile/entries/x001/001.p/1"),
    ],
)
def test_a_tile_is_published_where_the_specification_says(level, index, width, path):
    assert tile_path(level, index, width) == path


@given(st.lists(st.binary(max_size=300), max_size=20))
def test_entries_come_back_from_a_bundle(entries):
    assert unbundled(bundled(entries)) == entries


@given(st.lists(st.binary(min_size=1, max_size=30), min_size=1, max_size=5), st.data())
def test_a_bundle_that_was_cut_off_never_gives_the_same_entries(entries, data):
    content = bundled(entries)
    cut = content[: data.draw(st.integers(0, len(content) - 1))]
    try:
        found = unbundled(cut)
    except ValueError:
        return
    assert found == entries[: len(found)]
    assert len(found) < len(entries)


def test_an_entry_that_is_too_long_is_refused():
    assert unbundled(bundled([b"x" * LARGEST_ENTRY])) == [b"x" * LARGEST_ENTRY]
    with pytest.raises(ValueError, match="65535"):
        bundled([b"x" * (LARGEST_ENTRY + 1)])


def test_a_tile_knows_its_width():
    assert Tile(0, 0, b"\0" * 64).width == 2
    assert not Tile(0, 0, b"\0" * 64).is_full
    assert Tile(0, 0, b"\0" * 8192).is_full
