"""Blocks of lines that keep the posts of one thread together."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from durf.cli.lines import Block

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# Nobody writes a thread of more; what goes on is judged as another one.
_MOST_BYTES = 4 * 1024 * 1024
_THREAD = re.compile(rb'"thread"\s*:\s*("(?:[^"\\]|\\.)*")')


def whole_threads(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield the same lines, cut where one thread ends and not inside it.

    The last lines of a block wait for the next one only if they name a thread.
    """
    held: Block | None = None
    for block in blocks:
        if held is None:
            whole, held = _cut(block)
            if whole:
                yield whole
            continue
        if block.is_cut or len(held.raw) > _MOST_BYTES or not _goes_on(held, block):
            yield held
            held = None
            joined = block
        else:
            joined = Block(held.first, held.raw + b"\n" + block.raw)
        whole, held = _cut(joined)
        if whole:
            yield whole
    if held:
        yield held


def _cut(block: Block) -> tuple[Block | None, Block | None]:
    """Split off the lines at the end that are one thread."""
    if block.is_cut or b'"thread"' not in block.raw:
        return block, None
    lines = block.raw.split(b"\n")
    last = _thread(lines[-1])
    if not last:
        return block, None
    at = len(lines) - 1
    while at > 0 and _thread(lines[at - 1]) == last:
        at -= 1
    tail = Block(block.first + at, b"\n".join(lines[at:]))
    if not at:
        return None, tail
    return Block(block.first, b"\n".join(lines[:at])), tail


def _goes_on(held: Block, block: Block) -> bool:
    first = block.raw.partition(b"\n")[0]
    return _thread(first) == _thread(held.raw.rpartition(b"\n")[2])


def _thread(line: bytes) -> bytes:
    found = _THREAD.search(line)
    return found[1] if found else b""
