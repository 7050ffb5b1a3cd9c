"""A segment file: keyed fingerprints in order, each with a masked payload.

It never changes once written.  After a header of one page come where each bucket
starts, the tags, and the payloads (see ``native/segment.c``).  The header carries
a keyed digest of itself and the digest of the rest: opening asks the one, and
``verify`` the other.
"""

from __future__ import annotations

import ctypes
import hashlib
import hmac
import mmap
import os
import struct
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from durf.errors import BrokenVault
from durf.vault import kernel
from durf.vault.kernel import HASH_BITS, SLICES, Draft, Move, Part, Segment, counted
from durf.vault.sealed import Held

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from durf.vault.secret import Secret

MAGIC = b"durf segment 1\n\0"
PAGE = 4096
_FIELDS = struct.Struct("<16sIIQ32s")
_NUMBER = struct.Struct("<I")
_MAC_BYTES = 32
# A bucket has about so many fingerprints, and there are at least so many buckets.
_PER_BUCKET = 16
_LEAST_BITS = 6
# With this many buckets two bytes are enough for the rest of a hash.
_SHORT_TAG_BITS = HASH_BITS - 16
_SHORT_TAGS_FROM = 1 << 24
_ALIGNED = 64
# Payloads of more bytes are read one by one, so that they do not stay in memory.
_MOST_MAPPED = 1 << 26


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where the sections of a segment file are, in bytes."""

    count: int
    bucket_bits: int
    tag_bytes: int

    @classmethod
    def of(cls, count: int) -> _Layout:
        """Choose the layout for so many fingerprints."""
        bits = max(_LEAST_BITS, (count // _PER_BUCKET).bit_length())
        # From here on more buckets take less room than longer tags.
        if count >= _SHORT_TAGS_FROM or bits > _SHORT_TAG_BITS:
            bits = _SHORT_TAG_BITS
        return cls(count, bits, 2 if bits == _SHORT_TAG_BITS else 4)

    @property
    def tags_at(self) -> int:
        return PAGE + _aligned(4 * ((1 << self.bucket_bits) + 1))

    @property
    def payloads_at(self) -> int:
        return self.tags_at + _aligned(self.tag_bytes * self.count)

    @property
    def size(self) -> int:
        return self.payloads_at + 4 * self.count

    def is_possible(self, size: int) -> bool:
        """Tell whether a file of this size can hold it."""
        bits_fit = _LEAST_BITS <= self.bucket_bits <= _SHORT_TAG_BITS
        tags_fit = self.tag_bytes == (2 if self.bucket_bits == _SHORT_TAG_BITS else 4)
        return bits_fit and tags_fit and self.count < 1 << 32 and self.size == size


def _aligned(size: int) -> int:
    return -(-size // _ALIGNED) * _ALIGNED


class OpenSegment:
    """A segment file, mapped into memory and shared with all who have it open.

    Args:
        path: of the file.
        secret: of the vault.

    Raises:
        BrokenVault: it is missing, damaged, or of another vault.
    """

    def __init__(self, path: Path, secret: Secret) -> None:
        self.path = path
        self._file = Held(path)
        try:
            # Nobody writes to it, but ctypes takes no address of what is read-only.
            self._map = mmap.mmap(self._file.number, 0, access=mmap.ACCESS_COPY)
        except (OSError, ValueError):
            raise BrokenVault(path=path.name, reason="it cannot be read") from None
        self._layout, self._digest = self._header(secret)
        # Posts touch it here and there: reading ahead would be waste.
        if hasattr(mmap, "MADV_RANDOM"):
            self._map.madvise(mmap.MADV_RANDOM)
        self._view = memoryview(self._map)
        self.native = self._native()

    def _header(self, secret: Secret) -> tuple[_Layout, bytes]:
        page = self._map[:PAGE]
        if len(page) < PAGE:
            raise BrokenVault(path=self.path.name, reason="it is too short")
        magic, bits, tag_bytes, count, digest = _FIELDS.unpack_from(page)
        body = page[: _FIELDS.size]
        mac = page[_FIELDS.size : _FIELDS.size + _MAC_BYTES]
        if magic != MAGIC or not hmac.compare_digest(mac, _mac(body, secret)):
            raise BrokenVault(path=self.path.name, reason="its header does not agree")
        layout = _Layout(count, bits, tag_bytes)
        if not layout.is_possible(len(self._map)):
            raise BrokenVault(path=self.path.name, reason="its size does not agree")
        return layout, digest

    def _native(self) -> Segment:
        layout = self._layout
        base = ctypes.addressof(ctypes.c_char.from_buffer(self._map))
        return Segment(
            base + PAGE,
            base + layout.tags_at,
            base + layout.payloads_at,
            layout.count,
            layout.payloads_at,
            layout.bucket_bits,
            layout.tag_bytes,
            self._file.number if 4 * layout.count > _MOST_MAPPED else -1,
        )

    @property
    def count(self) -> int:
        """How many fingerprints it has."""
        return self._layout.count

    def count_before(self, part: int) -> int:
        """Return how many fingerprints stand before one of the ``SLICES``."""
        bucket = part << (self._layout.bucket_bits - _LEAST_BITS)
        (count,) = _NUMBER.unpack_from(self._view, PAGE + 4 * bucket)
        return int(count)

    @property
    def size(self) -> int:
        """Of the file, in bytes."""
        return self._layout.size

    def is_whole(self) -> bool:
        """Tell whether every byte is as it was written; reads all of them."""
        digest = _digest(self._view)
        if not hmac.compare_digest(digest, self._digest):
            return False
        return bool(kernel.kernel().durf_is_sound(ctypes.byref(self.native)))


def _digest(view: memoryview) -> bytes:
    return hashlib.blake2b(view[PAGE:], digest_size=32).digest()


def _mac(body: bytes, secret: Secret) -> bytes:
    key = secret.derive("segment header")
    return hashlib.blake2b(body, key=key, digest_size=_MAC_BYTES).digest()


class _SegmentDraft:
    """A segment file while it is written; it gets its name when it is whole."""

    def __init__(self, path: Path, count: int, secret: Secret) -> None:
        self._path = path
        self._secret = secret
        self.layout = _Layout.of(count)
        self._draft = path.with_name(f".{path.name}.draft")
        number = os.open(self._draft, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            os.truncate(number, self.layout.size)
            # On a disk that fills up later, writing to the map would kill us.
            if hasattr(os, "posix_fallocate"):
                os.posix_fallocate(number, 0, self.layout.size)
            self._map = mmap.mmap(number, self.layout.size)
        finally:
            os.close(number)
        base = ctypes.addressof(ctypes.c_char.from_buffer(self._map))
        self.native = Draft(
            base + PAGE,
            base + self.layout.tags_at,
            base + self.layout.payloads_at,
            count,
            self.layout.bucket_bits,
            self.layout.tag_bytes,
        )

    def close(self) -> None:
        """Sign it, bring it to the disk and give it its name."""
        layout = self.layout
        with memoryview(self._map) as view:
            digest = _digest(view)
        body = _FIELDS.pack(
            MAGIC, layout.bucket_bits, layout.tag_bytes, layout.count, digest
        )
        self._map[: len(body) + _MAC_BYTES] = body + _mac(body, self._secret)
        self._map.flush()
        with self._draft.open("rb") as file:
            os.fsync(file.fileno())
        self._draft.replace(self._path)


def write_segment(
    path: Path,
    entries: bytearray | memoryview | ctypes.Array[ctypes.c_char],
    count: int,
    secret: Secret,
) -> None:
    """Write fingerprints as a segment file.

    Args:
        path: of the file, which is there in whole or not at all afterwards.
        entries: hash and payload, 64 bits each, ``count`` times; they get sorted.
        count: how many.
        secret: of the vault.
    """
    draft = _SegmentDraft(path, count, secret)
    room = (ctypes.c_char * len(entries)).from_buffer(entries)
    result = kernel.kernel().durf_build(
        room, count, ctypes.byref(secret.mask), ctypes.byref(draft.native)
    )
    counted(result)
    draft.close()


@dataclass(frozen=True, slots=True)
class Stretch:
    """Payloads from ``first`` to ``last``, both inside, that move to ``to``."""

    first: int
    last: int
    to: int


def merge_segments(
    path: Path,
    parts: Sequence[tuple[OpenSegment, Sequence[Stretch]]],
    secret: Secret,
    *,
    all_stays: bool = False,
    jobs: int = 1,
) -> int:
    """Write one segment of several; return how many fingerprints it has.

    Args:
        path: of the file to write.
        parts: each with the stretches of payloads that stay, in order; what stands
            in none of them goes.
        secret: of the vault.
        all_stays: nothing goes, so nothing needs to be counted first.
        jobs: how many threads work at it.
    """
    edges = [SLICES * number // jobs for number in range(jobs + 1)]
    merging = _Merging(parts, secret)
    with ThreadPoolExecutor(jobs) as threads:
        if all_stays:
            counts = [merging.all_in(*cut) for cut in pairwise(edges)]
        else:
            counts = list(threads.map(merging.count, edges, edges[1:]))
        draft = _SegmentDraft(path, sum(counts), secret)
        write = partial(merging.write, ctypes.byref(draft.native))
        list(threads.map(write, edges, edges[1:], accumulate(counts, initial=0)))
    draft.close()
    return sum(counts)


class _Merging:
    """Segments on their way into one, cut into slices by their hashes."""

    def __init__(
        self, parts: Sequence[tuple[OpenSegment, Sequence[Stretch]]], secret: Secret
    ) -> None:
        # The kernel reads their maps while we hold them open.
        self._segments = [segment for segment, _ in parts]
        each = list(_native_parts(parts))
        self._native = (Part * len(each))(*each)
        self._mask = secret.mask

    def all_in(self, first: int, end: int) -> int:
        """Return how many fingerprints stand in some slices."""
        return sum(
            one.count_before(end) - one.count_before(first) for one in self._segments
        )

    def count(self, first: int, end: int) -> int:
        """Return how many of them stay."""
        return self._merge(None, first, end, 0)

    def write(self, draft: object, first: int, end: int, before: int) -> int:
        """Write what stays, behind so many others; return how many there were."""
        return self._merge(draft, first, end, before)

    def _merge(self, draft: object, first: int, end: int, before: int) -> int:
        parts, count = self._native, len(self._segments)
        mask = ctypes.byref(self._mask)
        merge = kernel.kernel().durf_merge
        return counted(merge(parts, count, mask, draft, first, end, before))


def _native_parts(
    parts: Sequence[tuple[OpenSegment, Sequence[Stretch]]],
) -> Iterator[Part]:
    for segment, stretches in parts:
        moves = (Move * len(stretches))(
            *(Move(one.first, one.last, one.to, 1) for one in stretches)
        )
        yield Part(segment.native, moves, len(stretches))
