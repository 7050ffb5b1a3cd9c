"""The parent's side of a child process that reads files."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from durf.intake.extract import frames
from durf.intake.extract.frames import LARGEST, LENGTH, BrokenFrame
from durf.intake.extract.trouble import Reason, Trouble

if TYPE_CHECKING:
    from collections.abc import Iterator

    from durf.intake.extract.limits import Limits

# The path comes as an argument: an isolated interpreter takes none from us otherwise.
START = (
    "import sys, json, importlib; sys.path[:] = json.loads(sys.argv[1]);"
    " importlib.import_module(sys.argv[2]).main()"
)
MODULE = "durf.intake.extract.child"
# Nothing of ours, the vault's key least of all; and no library starts threads.
ENVIRONMENT = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
OPTIONS = ("-I", "-S", "-B", "-X", "utf8")
WARM_UP_SECONDS = 30.0
_READ = 1 << 20


class Reader:
    """One child process, started with limits, that reads one file after another."""

    def __init__(self, limits: Limits, module: str = MODULE) -> None:
        self._limits = limits
        self._process = subprocess.Popen(  # noqa: S603 (our own interpreter)
            [sys.executable, *OPTIONS, "-c", START, *said(module)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=ENVIRONMENT,
            cwd="/",
            start_new_session=True,
        )
        assert self._process.stdin
        assert self._process.stdout
        self._requests = self._process.stdin.fileno()
        self._answers = self._process.stdout.fileno()
        self._buffer = bytearray()
        self.files = 0
        self._ask(asdict(limits))
        self._message(time.monotonic() + WARM_UP_SECONDS)

    @property
    def is_alive(self) -> bool:
        """Whether the process still runs, as far as one can tell."""
        return self._process.poll() is None

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    def answers(self, path: str) -> Iterator[dict[str, object]]:
        """Ask for a file and yield the answers as they come.

        Raises:
            Trouble: the process was too slow, died or talks nonsense; it is dead then.
        """
        self.files += 1
        deadline = time.monotonic() + self._limits.seconds
        self._ask({"path": path})
        while True:
            yield self._message(deadline)

    def stop(self) -> None:
        """Kill the process and forget its pipes."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                with suppress(OSError):
                    pipe.close()

    def _ask(self, message: dict[str, object]) -> None:
        try:
            frames.write(self._requests, frames.packed(message))
        except OSError as error:
            raise self._trouble() from error

    def _message(self, deadline: float) -> dict[str, object]:
        try:
            self._fill(LENGTH.size, deadline)
            (length,) = LENGTH.unpack(self._buffer[: LENGTH.size])
            if length > LARGEST:
                raise BrokenFrame
            self._fill(LENGTH.size + length, deadline)
            body = self._buffer[LENGTH.size : LENGTH.size + length]
            del self._buffer[: LENGTH.size + length]
            return frames.opened(body)
        except BrokenFrame as error:
            raise self._trouble() from error

    def _fill(self, count: int, deadline: float) -> None:
        """Wait until so many bytes have come."""
        while len(self._buffer) < count:
            left = deadline - time.monotonic()
            ready = left > 0 and select.select([self._answers], [], [], left)[0]
            if not ready:
                self.stop()
                raise Trouble(Reason.TOO_SLOW)
            piece = os.read(self._answers, _READ)
            if not piece:
                raise BrokenFrame
            self._buffer += piece

    def _trouble(self) -> Trouble:
        """Return why the process died; if it did not, end it."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=1)
        code = self._process.poll()
        self.stop()
        return Trouble(Reason.TOO_SLOW if code == -signal.SIGXCPU else Reason.CRASHED)


def said(module: str) -> list[str]:
    """Return the arguments of the child: where it finds modules, and which it runs."""
    root = str(Path(__file__).resolve().parents[3])
    # An empty entry is the current folder, where anybody's files may lie.
    path = [root, *(entry for entry in sys.path if entry and entry != root)]
    return [json.dumps(path), module]
