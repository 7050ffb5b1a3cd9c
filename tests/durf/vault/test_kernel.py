"""The kernel does what a plain model of it does, whatever it is given."""

from __future__ import annotations

import ctypes
import struct
from itertools import pairwise
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from durf.text.view import View
from durf.vault.document import GUARANTEE, WINDOW, Batch, Document, Passage, Source
from durf.vault.kernel import GRAM, HASH_BITS, Key, kernel, letters_of
from durf.vault.secret import Secret
from durf.vault.segment import OpenSegment, Stretch, merge_segments, write_segment

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

SECRET = Secret(b"model" + bytes(27))
WORDS = st.text("abcdefgh ", max_size=400)


def rotated(x: int, by: int) -> int:
    return ((x << by) | (x >> (64 - by))) & (2**64 - 1)


def siphash(key: Key, text: bytes) -> int:
    """SipHash-2-4, as its paper says it."""
    mask = 2**64 - 1
    v = [
        key.a ^ 0x736F6D6570736575,
        key.b ^ 0x646F72616E646F6D,
        key.a ^ 0x6C7967656E657261,
        key.b ^ 0x7465646279746573,
    ]

    def rounds(count: int) -> None:
        for _ in range(count):
            v[0] = (v[0] + v[1]) & mask
            v[1] = rotated(v[1], 13) ^ v[0]
            v[0] = rotated(v[0], 32)
            v[2] = (v[2] + v[3]) & mask
            v[3] = rotated(v[3], 16) ^ v[2]
            v[0] = (v[0] + v[3]) & mask
            v[3] = rotated(v[3], 21) ^ v[0]
            v[2] = (v[2] + v[1]) & mask
            v[1] = rotated(v[1], 17) ^ v[2]
            v[2] = rotated(v[2], 32)

    whole = len(text) & ~7
    tail = text[whole:].ljust(7, b"\0") + bytes([len(text) & 255])
    for at in range(0, len(text) + 1, 8):
        block = text[at : at + 8] if at < whole else tail
        word = int.from_bytes(block, "little")
        v[3] ^= word
        rounds(2)
        v[0] ^= word
    v[2] ^= 0xFF
    rounds(4)
    return v[0] ^ v[1] ^ v[2] ^ v[3]


def hashed(text: bytes) -> int:
    return siphash(SECRET.grams, text) >> (64 - HASH_BITS)


def fingerprints(text: str, *, is_public: bool = False) -> list[tuple[int, int]]:
    batch = Batch(SECRET, is_public=is_public)
    batch.add(Document(Source("one"), "c"), [Passage(text)])
    return list(struct.iter_unpack("<QQ", bytes(batch.entries)))


def test_its_keyed_hash_is_siphash() -> None:
    # The example of the paper: bytes 0 to 14 under the key of bytes 0 to 15.
    key = Key(*struct.unpack("<QQ", bytes(range(16))))
    assert siphash(key, bytes(range(15))) == 0xA129CA6149BE45E5


@given(st.text(max_size=300))
def test_letters_are_what_no_disguise_changes(text: str) -> None:
    plain = View(text).plain
    letters = letters_of(plain)
    assert not set(letters) & set(b" \n\t.,;:-_#'\"()l01345789")
    # Putting blanks and marks anywhere changes nothing.
    kept = bytes(b for b in plain if b not in b"@$!\x02\x03")
    spaced = b" ".join(bytes([b]) for b in kept if b < 128)
    plain_kept = bytes(b for b in kept if b < 128)
    assert letters_of(spaced) == letters_of(plain_kept)


def test_signs_count_as_letters_inside_a_word_only() -> None:
    assert letters_of(b"c@$h!er") == letters_of(b"cashier")
    assert letters_of(b"stop!") == letters_of(b"stop")
    assert letters_of(b"stop! now") == letters_of(b"stop now")
    assert letters_of(b"l055e$ now") == letters_of(b"losses now")


@given(WORDS)
def test_a_public_text_keeps_every_gram(text: str) -> None:
    letters = letters_of(text.encode())
    grams = max(len(letters) - GRAM + 1, 0)
    expected = [(hashed(letters[at : at + GRAM]), at) for at in range(grams)]
    assert fingerprints(text, is_public=True) == expected


@given(WORDS)
def test_of_every_window_one_gram_is_kept(text: str) -> None:
    letters = letters_of(text.encode())
    kept = fingerprints(text)
    places = [place for _, place in kept]
    assert places == sorted(set(places))
    assert all(hashed(letters[at : at + GRAM]) == value for value, at in kept)
    grams = len(letters) - GRAM + 1
    if grams > 0:
        edges = [-1, *places, grams]
        assert all(after - before <= WINDOW for before, after in pairwise(edges))


@given(WORDS, WORDS, st.text("ijkmnopq", min_size=GUARANTEE, max_size=60))
def test_two_texts_that_share_a_run_share_a_fingerprint(
    before: str, after: str, run: str
) -> None:
    one = {value for value, _ in fingerprints(before + run + after)}
    other = {value for value, _ in fingerprints(after + run + before)}
    assert one & other


def native(entries: list[tuple[int, int]]) -> tuple[bytearray, int]:
    return bytearray(b"".join(struct.pack("<QQ", *one) for one in entries)), len(
        entries
    )


def looked_up(segment: OpenSegment, hashes: list[int]) -> list[tuple[int, int]]:
    asked = (ctypes.c_uint64 * len(hashes))(*hashes)
    room = ctypes.create_string_buffer(16 * 32 * max(len(hashes), 1))
    count = kernel().durf_look_up(
        ctypes.byref(segment.native),
        ctypes.byref(SECRET.mask),
        asked,
        len(hashes),
        room,
        32 * len(hashes),
    )
    found = struct.iter_unpack("<QII", room.raw[: 16 * count])
    return [(value, payload) for value, payload, _ in found]


ENTRIES = st.lists(
    st.tuples(
        st.integers(0, 50) | st.integers(0, 2**HASH_BITS - 1),
        st.integers(0, 2**32 - 1),
    ),
    max_size=200,
)


@settings(max_examples=60, deadline=None)
@given(ENTRIES)
def test_a_segment_gives_back_what_was_put_in(
    tmp_path_factory: pytest.TempPathFactory, entries: list[tuple[int, int]]
) -> None:
    path = tmp_path_factory.mktemp("s") / "one.segment"
    write_segment(path, *native(entries), SECRET)
    segment = OpenSegment(path, SECRET)
    assert segment.count == len(entries)
    assert segment.is_whole()
    for value in {value for value, _ in entries}:
        expected = [payload for other, payload in entries if other == value]
        found = [payload for _, payload in looked_up(segment, [value])]
        assert found == expected[:32]
    absent = [value for value in range(60) if value not in dict(entries)]
    assert looked_up(segment, absent) == []


@settings(max_examples=40, deadline=None)
@given(ENTRIES, ENTRIES, st.integers(0, 2**31), st.integers(0, 2**30))
def test_merging_keeps_what_stays_and_moves_it(
    tmp_path_factory: pytest.TempPathFactory,
    first: list[tuple[int, int]],
    second: list[tuple[int, int]],
    start: int,
    length: int,
) -> None:
    folder = tmp_path_factory.mktemp("s")
    write_segment(folder / "1.segment", *native(first), SECRET)
    write_segment(folder / "2.segment", *native(second), SECRET)
    parts = [
        (
            OpenSegment(folder / "1.segment", SECRET),
            [Stretch(start, start + length, 7)],
        ),
        (OpenSegment(folder / "2.segment", SECRET), [Stretch(0, 2**32 - 1, 0)]),
    ]
    count = merge_segments(folder / "3.segment", parts, SECRET)
    stays = [(v, p - start + 7) for v, p in first if start <= p <= start + length]
    expected = stays + second
    merged = OpenSegment(folder / "3.segment", SECRET)
    assert count == merged.count == len(expected)
    for value in {value for value, _ in expected}:
        found = [payload for _, payload in looked_up(merged, [value])]
        wanted = [payload for other, payload in expected if other == value]
        assert sorted(found) == sorted(wanted) or len(wanted) > 32


@settings(max_examples=30, deadline=None)
@given(ENTRIES, ENTRIES, st.integers(2, 9), st.booleans())
def test_any_number_of_threads_merges_alike(
    tmp_path_factory: pytest.TempPathFactory,
    first: list[tuple[int, int]],
    second: list[tuple[int, int]],
    jobs: int,
    all_stays: bool,
) -> None:
    folder = tmp_path_factory.mktemp("s")
    last = 2**32 - 1 if all_stays else 2**31
    parts = []
    for number, entries in enumerate((first, second)):
        write_segment(folder / str(number), *native(entries), SECRET)
        opened = OpenSegment(folder / str(number), SECRET)
        parts.append((opened, [Stretch(0, last, 0)]))
    merge_segments(folder / "one", parts, SECRET)
    count = merge_segments(
        folder / "many", parts, SECRET, all_stays=all_stays, jobs=jobs
    )
    assert (folder / "many").read_bytes() == (folder / "one").read_bytes()
    assert count == OpenSegment(folder / "many", SECRET).count


def test_large_segments_are_sorted_too(tmp_path: Path) -> None:
    entries = [((at * 2654435761) % 2**HASH_BITS, at) for at in range(50_000)]
    write_segment(tmp_path / "one.segment", *native(entries), SECRET)
    segment = OpenSegment(tmp_path / "one.segment", SECRET)
    assert segment.is_whole()
    assert (
        looked_up(segment, [value for value, _ in entries[::1000]]) == entries[::1000]
    )
