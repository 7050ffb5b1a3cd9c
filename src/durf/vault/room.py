"""Memory that the kernel appends to, and that is never copied to be read."""

from __future__ import annotations

import ctypes

# What is read in words of the machine may be read a little beyond its end.
_SLACK = 16


class Room:
    """Bytes that become more; pages that nobody has written to cost nothing.

    Python's lock is not held while they grow or are written to, unlike with a
    ``bytearray``: threads that fill several of them do so at the same time.

    Attributes:
        used: how many bytes there are.
    """

    def __init__(self) -> None:
        self._memory = ctypes.create_string_buffer(_SLACK)
        self.used = 0

    @property
    def start(self) -> int:
        """The address of the first byte, until ``end`` is asked for again."""
        return ctypes.addressof(self._memory)

    def end(self, more: int) -> int:
        """Return the address of the end, behind which so many bytes have room."""
        wanted = self.used + more + _SLACK
        if wanted > len(self._memory):
            grown = ctypes.create_string_buffer(max(wanted, 2 * len(self._memory)))
            ctypes.memmove(grown, self._memory, self.used)
            self._memory = grown
        return self.start + self.used

    @property
    def content(self) -> memoryview:
        """The bytes themselves."""
        return memoryview(self._memory).cast("B")[: self.used]
