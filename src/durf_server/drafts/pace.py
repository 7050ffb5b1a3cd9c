"""How often one place may ask, kept in memory and forgotten soon."""

from __future__ import annotations

import threading
from time import monotonic


class Pace:
    """Lets each place ask so many times in so many seconds.

    Args:
        most: how many times.
        seconds: in how many.
    """

    def __init__(self, most: int, seconds: float) -> None:
        self._most = most
        self._seconds = seconds
        self._lock = threading.Lock()
        self._began = monotonic()
        self._asked: dict[str, int] = {}

    def wait(self, place: str) -> int:
        """Count a request, and return how many seconds to wait; 0 if it may go on."""
        with self._lock:
            now = monotonic()
            if now - self._began >= self._seconds:
                self._began, self._asked = now, {}
            asked = self._asked[place] = self._asked.get(place, 0) + 1
            if asked <= self._most:
                return 0
            return max(1, round(self._began + self._seconds - now))
