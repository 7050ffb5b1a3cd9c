"""The process that does what is due, beside those that answer."""

from __future__ import annotations

import subprocess
import sys
import threading
from dataclasses import dataclass, field


@dataclass(slots=True)
class Beside:
    """A process beside this one, begun again whenever it ends by itself."""

    command: list[str]
    _is_over: threading.Event = field(default_factory=threading.Event)
    _process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Begin it, and watch it."""
        threading.Thread(target=self._watch, daemon=True).start()

    def stop(self) -> None:
        """Let it finish what it is at, and end."""
        self._is_over.set()
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            self._process.kill()

    def _watch(self) -> None:
        while not self._is_over.is_set():
            self._process = subprocess.Popen(self.command)  # noqa: S603 our own
            self._process.wait()
            self._is_over.wait(2)


def worker() -> Beside:
    """Return the process that does what is due."""
    return Beside([sys.executable, "-m", "durf.cli.main", "work"])
