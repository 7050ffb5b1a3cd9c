"""The grams that everyone uses, as the kernel reads them; see ``common``."""

from __future__ import annotations

from array import array
from functools import cache
from pathlib import Path

_PATH = Path(__file__).parent / "common" / "grams.bin"


class CommonGrams:
    """Sorted 64-bit hashes of common grams.

    Args:
        hashes: in ascending order.
    """

    def __init__(self, hashes: array[int]) -> None:
        self._hashes = hashes
        self.address, self.count = hashes.buffer_info()


@cache
def common_grams() -> CommonGrams:
    """Return the common grams that durf ships."""
    hashes = array("Q")
    if _PATH.exists():
        hashes.frombytes(_PATH.read_bytes())
    return CommonGrams(hashes)
