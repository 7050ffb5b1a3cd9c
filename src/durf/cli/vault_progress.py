"""How far a run over files is: a line on a terminal, and troubles as they come."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING

from durf.cli.cells import calm

if TYPE_CHECKING:
    from collections.abc import Callable

    from durf.errors import DurfError
    from durf.intake.crew import Tally

_PATIENCE = 1.0
_BETWEEN = 0.2
_CELLS = 24
_MEGABYTE = 1_000_000


@dataclass
class IntakeProgress:
    """What a person at the terminal sees of a run, on standard error.

    Args:
        is_shown: somebody watches; otherwise only troubles are written.
        say: puts our own sentences in the reader's language.
    """

    is_shown: bool
    say: Callable[[str], str]
    files: int = 0
    size: int = 0
    _began: float = field(default_factory=monotonic)
    _last: float = 0.0
    _before: Tally | None = None

    def expect(self, files: int, size: int) -> None:
        """Be told what is to be read: files, and their bytes together."""
        self.files, self.size = files, size
        self._began = monotonic()

    def forward(self, tally: Tally) -> None:
        """Be told what has been done so far."""
        if not self.is_shown:
            return
        if self._before is None:
            # What was counted before anything was read is not our work.
            self._before = tally
        now = monotonic()
        if now - self._began > _PATIENCE and now - self._last > _BETWEEN:
            self._last = now
            sys.stderr.write(f"\r{self._line(tally, now - self._began)}\x1b[K")
            sys.stderr.flush()

    def problem(self, error: DurfError) -> None:
        """Be told what could not be read."""
        self.clear()
        sys.stderr.write(f"durf: {calm(error.sentence(self.say))}\n")
        sys.stderr.flush()

    def clear(self) -> None:
        """Take the line away."""
        if self._last:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

    def _line(self, tally: Tally, passed: float) -> str:
        rate = tally.size / passed
        share = min(tally.size / self.size, 1.0) if self.size else 1.0
        full = int(share * _CELLS)
        bar = f"{share:4.0%} [{'#' * full}{'.' * (_CELLS - full)}]"
        said = self.say("{0} of {1} files, {2} MB/s").format(
            f"{self._done(tally):,}", f"{self.files:,}", f"{rate / _MEGABYTE:.1f}"
        )
        if not tally.size:
            return f"{bar} {said}"
        left = clock((self.size - tally.size) / rate)
        return f"{bar} {said}, {self.say('{0} left').format(left)}"

    def _done(self, tally: Tally) -> int:
        before = self._before.files if self._before else 0
        return min(tally.files - before, self.files)


def clock(seconds: float) -> str:
    """Return a duration as a person reads it.

    >>> clock(75), clock(7500)
    ('1:15', '2:05:00')
    """
    whole = max(round(seconds), 0)
    hours, minutes = divmod(whole // 60, 60)
    if hours:
        return f"{hours}:{minutes:02}:{whole % 60:02}"
    return f"{minutes}:{whole % 60:02}"
