"""The compiled kernel of the vault, and what it is called with.

The C sources stand in ``native``; they are compiled when durf is installed.  The
structures here have the same fields in the same order as there.
"""

from __future__ import annotations

import ctypes
import sys
from ctypes import (
    POINTER,
    Structure,
    c_char_p,
    c_int32,
    c_int64,
    c_size_t,
    c_uint32,
    c_uint64,
    c_void_p,
)
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from durf.errors import BrokenVault, NoKernel

if TYPE_CHECKING:
    from durf.vault.room import Room

# The numbers of native.h, grams.h and records.h.
HASH_BITS = 38
MOST_PLACES = 32
MOST_SEGMENTS = 64
GRAM = 12
SLICES = 64
ENTRY_BYTES = 16
SHAPES = 3

_BROKEN = -1
_PATH = Path(__file__).parent / "native" / "kernel.so"


class Key(Structure):
    """128 bits for SipHash."""

    _fields_ = (("a", c_uint64), ("b", c_uint64))


class Segment(Structure):
    """An open segment; the addresses point into a mapped file."""

    _fields_ = (
        ("starts", c_void_p),
        ("tags", c_void_p),
        ("payloads", c_void_p),
        ("count", c_uint64),
        ("payloads_at", c_uint64),
        ("bucket_bits", c_uint32),
        ("tag_bytes", c_uint32),
        ("file", c_int32),
    )


class Draft(Structure):
    """Where a segment under construction is written to."""

    _fields_ = (
        ("starts", c_void_p),
        ("tags", c_void_p),
        ("payloads", c_void_p),
        ("room", c_uint64),
        ("bucket_bits", c_uint32),
        ("tag_bytes", c_uint32),
    )


class Move(Structure):
    """A stretch of payloads that goes to another place, or goes altogether."""

    _fields_ = (
        ("first", c_uint32),
        ("last", c_uint32),
        ("to", c_uint32),
        ("stays", c_uint32),
    )


class Part(Structure):
    """A segment to merge, and where its payloads go."""

    _fields_ = (
        ("segment", Segment),
        ("moves", POINTER(Move)),
        ("move_count", c_size_t),
    )


class Lookup(Structure):
    """All that a post is looked up in."""

    _fields_ = (
        ("gram_key", Key),
        ("mask_key", Key),
        ("common", c_void_p),
        ("common_count", c_uint64),
        ("segments", POINTER(Segment)),
        ("is_public", c_char_p),
        ("count", c_uint32),
        ("least_run", c_uint32),
        ("least_covered", c_uint32),
        ("least_share", c_uint32),
    )


class Quote(Structure):
    """A quotation as the kernel finds it: bytes of the post, letters of a segment."""

    _fields_ = (
        ("start", c_uint32),
        ("end", c_uint32),
        ("segment", c_uint32),
        ("place", c_uint32),
        ("run", c_uint32),
        ("covered", c_uint32),
        ("span", c_uint32),
        ("place_end", c_uint32),
    )


class Found(Structure):
    """A payload of one of the fingerprints that were looked up."""

    _fields_ = (("hash", c_uint64), ("payload", c_uint32), ("asked", c_uint32))


class Records(Structure):
    """All tables that a post's values are looked up in."""

    _fields_ = (
        ("key", Key),
        ("mask_key", Key),
        ("segments", POINTER(Segment)),
        ("alone", POINTER(c_uint32)),
        ("domains", POINTER(c_uint64)),
        ("shapes", POINTER(c_uint64)),
        ("rows", POINTER(c_uint32)),
        ("countries", POINTER(c_char_p)),
        ("count", c_uint32),
        ("country_count", c_uint32),
        ("fields", c_uint32 * MOST_SEGMENTS),
        ("lengths", c_uint64 * SHAPES),
        ("asks_names", c_uint32),
        ("most_text", c_uint32),
        ("asks_days", c_uint32),
        ("asks_addresses", c_uint32),
        ("has_twins", c_uint32),
    )


class Owned(Structure):
    """A value of a row that stands in a post: bytes of its plain normal form."""

    _fields_ = (
        ("segment", c_uint32),
        ("row", c_uint32),
        ("field", c_uint32),
        ("is_alone", c_uint32),
        ("start", c_uint32),
        ("end", c_uint32),
    )


_NUMBER = c_uint32
_FACES: dict[str, tuple[object, ...]] = {
    "durf_letters": (c_char_p, c_size_t, c_void_p, c_void_p),
    "durf_fingerprint": (
        POINTER(Key), c_void_p, c_char_p, c_size_t, _NUMBER, _NUMBER, c_void_p,
    ),
    "durf_build": (c_void_p, c_size_t, POINTER(Key), POINTER(Draft)),
    "durf_merge": (
        POINTER(Part), c_size_t, POINTER(Key), POINTER(Draft), _NUMBER, _NUMBER,
        c_uint64,
    ),
    "durf_look_up": (
        POINTER(Segment), POINTER(Key), c_void_p, c_size_t, c_void_p, c_size_t,
    ),
    "durf_is_sound": (POINTER(Segment),),
    "durf_hash_values": (
        POINTER(Key), c_char_p, c_void_p, c_void_p, c_size_t, c_void_p, c_void_p,
    ),
    "durf_records": (POINTER(Records), c_char_p, c_size_t, c_void_p, c_size_t),
    "durf_quotes": (POINTER(Lookup), c_char_p, c_size_t, c_void_p, c_size_t),
}  # fmt: skip


@cache
def kernel() -> ctypes.CDLL:
    """Return the kernel, loaded once.

    Raises:
        NoKernel: it was not compiled, or this machine cannot run it.
    """
    if sys.byteorder != "little":
        raise NoKernel(reason="its files are for little-endian machines")
    try:
        library = ctypes.CDLL(str(_PATH))
    except OSError:
        raise NoKernel(reason="it was not compiled for this machine") from None
    for name, arguments in _FACES.items():
        function = getattr(library, name)
        function.argtypes = arguments
        function.restype = c_int64
    return library


def counted(result: int) -> int:
    """Return what the kernel counted.

    Raises:
        BrokenVault: what it was given is damaged.
        MemoryError: there is not enough memory.
    """
    if result >= 0:
        return result
    if result == _BROKEN:
        raise BrokenVault(path="*.segment", reason="its buckets are in disorder")
    raise MemoryError


def letters_of(plain: bytes) -> bytes:
    """Return the letters of a plain normal form: what no disguise changes.

    >>> letters_of(b"#om-z3t 2026!")
    b'omzetzoz6'
    """
    letters = ctypes.create_string_buffer(len(plain) + 1)
    count = kernel().durf_letters(plain, len(plain), letters, None)
    return letters.raw[:count]


def append_letters(plain: bytes, letters: Room) -> None:
    """Append the letters of a plain normal form; see ``letters_of``."""
    end = letters.end(len(plain))
    letters.used += kernel().durf_letters(plain, len(plain), end, None)
