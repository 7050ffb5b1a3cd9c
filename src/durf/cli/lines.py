"""A stream of bytes as blocks of whole lines, in constant memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from io import BufferedIOBase

# The longest post that is read, as a line or as a file.
LONGEST = 16 * 1024 * 1024
CHUNK = 256 * 1024
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class Block(NamedTuple):
    """Whole lines of an input, without the newline behind the last.

    ``first`` is the number of the first line, from 1.  ``is_cut`` tells that the
    block stands for one line that was too long to keep.
    """

    first: int
    raw: bytes
    is_cut: bool = False


def blocks(stream: BufferedIOBase) -> Iterator[Block]:
    """Yield the lines of a stream as they come in."""
    number = 1
    pending = bytearray()
    is_skipping = False
    for chunk in _chunks(stream):
        fresh = chunk
        if is_skipping:
            _, newline, fresh = chunk.partition(b"\n")
            is_skipping = not newline
        whole, newline, rest = fresh.rpartition(b"\n")
        if newline:
            raw = bytes(pending) + whole
            yield Block(number, raw)
            number += raw.count(b"\n") + 1
            pending.clear()
        if not is_skipping:
            pending += rest
        if len(pending) > LONGEST:
            yield Block(number, b"", is_cut=True)
            number += 1
            pending.clear()
            is_skipping = True
    if pending:
        yield Block(number, bytes(pending))


def _chunks(stream: BufferedIOBase) -> Iterator[bytes]:
    # What a pipe has now is taken now: whoever waits for a verdict before
    # writing the next post gets it.
    start = stream.read1(CHUNK)
    yield start.removeprefix(_BYTE_ORDER_MARK)
    while chunk := stream.read1(CHUNK):
        yield chunk


def size_of(paths: Iterable[str]) -> int:
    """Return how many bytes there are to read, or 0 if that cannot be known."""
    import os
    import stat

    total = 0
    for path in paths:
        try:
            status = os.stat(path)
        except OSError:
            return 0
        if not stat.S_ISREG(status.st_mode):
            return 0
        total += status.st_size
    return total
