"""A whole log, read again: no stored byte can change unnoticed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from durf.evidence.audit import faults_of
from durf.evidence.checkpoint import Checkpoint
from tests.durf.evidence.tree import MemoryLog, log_of

SIZE = 70_000
SMALL = 700


def faults(log: MemoryLog, *, entries=None, tiles=None) -> list[str]:
    kept = log.tiles if tiles is None else tiles
    checkpoint = Checkpoint("example.com/desk", log.edge.size, log.edge.root)
    given = log.entries if entries is None else entries
    return list(faults_of(checkpoint, given, lambda *at: kept.get(at, b"")))


@pytest.fixture(scope="module")
def log() -> MemoryLog:
    return log_of(SMALL)


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 512, SMALL, SIZE])
def test_a_log_that_nobody_touched_is_whole(size):
    assert faults(log_of(size)) == []


def test_a_changed_byte_of_any_tile_is_noticed(log):
    for at, hashes in log.tiles.items():
        for byte in range(len(hashes)):
            changed = bytearray(hashes)
            changed[byte] ^= 1
            if byte % 61 == 0 or byte == len(hashes) - 1:
                found = faults(log, tiles={**log.tiles, at: bytes(changed)})
                assert [x.split(".")[0] for x in found] == [f"tile/{at[0]}/{at[1]:03}"]


def test_a_tile_that_is_missing_or_too_short_is_noticed(log):
    for at, hashes in log.tiles.items():
        for changed in (b"", hashes[:-32], hashes + hashes[:32]):
            assert faults(log, tiles={**log.tiles, at: changed})


def test_an_unfinished_tile_of_leaves_is_read_where_it_is_kept(log):
    leaves = b"".join(log.leaves[512:])
    kept = {**log.tiles, (0, 2): leaves}
    assert faults(log, tiles=kept) == []
    changed = leaves[:-1] + bytes([leaves[-1] ^ 1])
    assert faults(log, tiles={**kept, (0, 2): changed}) == ["tile/0/002.p/188"]


@given(st.data())
def test_every_changed_byte_of_an_entry_is_noticed(data):
    log = log_of(300)
    number = data.draw(st.integers(0, 299))
    entry = log.entries[number]
    byte = data.draw(st.integers(0, len(entry) - 1))
    bit = 1 << data.draw(st.integers(0, 7))
    changed = entry[:byte] + bytes([entry[byte] ^ bit]) + entry[byte + 1 :]
    entries = [*log.entries[:number], changed, *log.entries[number + 1 :]]
    assert "checkpoint" in faults(log, entries=entries)


def test_entries_cut_off_added_or_in_another_order_are_noticed(log):
    first, second, *rest = log.entries
    for entries in (
        log.entries[:-1],
        [*log.entries, b"more"],
        log.entries[1:],
        [second, first, *rest],
        [*rest, first, second],
        [],
    ):
        assert faults(log, entries=entries)[-1] == "checkpoint"


def test_an_older_state_of_the_log_is_noticed():
    """Somebody puts back a backup of entries and tiles, but not the checkpoint."""
    older, log = log_of(500), log_of(600)
    assert faults(log, entries=older.entries, tiles=older.tiles) == ["checkpoint"]
