"""Frames of JSON over a pipe: four bytes of length, then UTF-8."""

from __future__ import annotations

import json
import os
import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

LENGTH = struct.Struct(">I")
LARGEST = 64 << 20


class BrokenFrame(Exception):
    """The other end speaks nonsense, or stopped in the middle of a frame."""


def packed(message: Mapping[str, object]) -> bytes:
    """Return a message as a frame."""
    # A path may hold bytes that are no text; they travel as half surrogates.
    body = json.dumps(message, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return LENGTH.pack(len(body)) + body


def opened(body: bytes | bytearray) -> dict[str, object]:
    """Return the message in a frame without its length.

    Raises:
        BrokenFrame: there is none.
    """
    try:
        message = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BrokenFrame from error
    if not isinstance(message, dict):
        raise BrokenFrame
    return message


def write(end: int, frame: bytes) -> None:
    """Write a frame to a pipe, waiting as long as it takes."""
    view = memoryview(frame)
    while view:
        view = view[os.write(end, view) :]


def read(end: int) -> dict[str, object] | None:
    """Return the next message from a pipe, waiting for it; nothing at its end."""
    head = _exactly(end, LENGTH.size)
    if not head:
        return None
    (length,) = LENGTH.unpack(head)
    return opened(_exactly(end, length))


def _exactly(end: int, count: int) -> bytes:
    found = bytearray()
    while len(found) < count and (piece := os.read(end, count - len(found))):
        found += piece
    return bytes(found)
