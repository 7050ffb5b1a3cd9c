"""How far a long check is, on the terminal of whoever waits for it."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from time import monotonic

_PATIENCE = 1.0
_BETWEEN = 0.2
_CELLS = 24


@dataclass
class Progress:
    """A line on standard error that is written over as the work goes on.

    Args:
        total: how many bytes there are, or 0 if nobody knows.
        is_shown: somebody watches; otherwise nothing is ever written.
        template: of what is said beside the bar: the posts and the posts a second.
    """

    total: int
    is_shown: bool
    template: str = "{0} posts, {1}/s"
    done: int = 0
    posts: int = 0
    _began: float = field(default_factory=monotonic)
    _last: float = 0.0

    def forward(self, size: int, posts: int) -> None:
        """Note that so many bytes with so many posts more are done."""
        if not self.is_shown:
            return
        self.done += size
        self.posts += posts
        now = monotonic()
        if now - self._began > _PATIENCE and now - self._last > _BETWEEN:
            self._last = now
            self._write(f"\r{self._line(now - self._began)}\x1b[K")

    def clear(self) -> None:
        """Take the line away, for something else to be written or at the end."""
        if self._last:
            self._write("\r\x1b[K")

    def _line(self, passed: float) -> str:
        rate = int(self.posts / passed)
        said = self.template.format(f"{self.posts:,}", f"{rate:,}")
        if not self.total:
            return said
        share = min(self.done / self.total, 1.0)
        full = int(share * _CELLS)
        return f"{share:4.0%} [{'#' * full}{'.' * (_CELLS - full)}] {said}"

    def _write(self, text: str) -> None:
        sys.stderr.write(text)
        sys.stderr.flush()
