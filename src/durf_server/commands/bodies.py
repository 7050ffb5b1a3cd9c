"""What clients send counts when it is whole, and has come in time.

A connection that breaks in the middle looks to Django like the end of what was sent:
half a text would be saved as the whole.  And whoever sends a byte a minute would keep
a thread from all others.
"""

from __future__ import annotations

import io
import socket
import threading
from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Environ = dict[str, Any]
    Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

# Time for anybody, time by size, and an end for all, in seconds.
_AT_LEAST = 30.0
_BYTES_A_SECOND = 50_000
_AT_MOST = 300.0
_LOOK_EVERY = 1.0


class _Stream(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...

    def readline(self, size: int = -1, /) -> bytes: ...


class Whole(io.RawIOBase):
    """Reads so many bytes, or complains; never less."""

    def __init__(self, inner: _Stream, length: int) -> None:
        super().__init__()
        self._inner, self._left = inner, length

    def read(self, size: int = -1, /) -> bytes:
        """Read as many bytes as asked for, as far as there are so many to come.

        Raises:
            ConnectionError: the connection broke before.
        """
        wanted = self._left if size < 0 else min(size, self._left)
        return self._counted(self._inner.read(wanted) if wanted else b"", wanted)

    def readline(self, size: int | None = -1, /) -> bytes:
        """Read a line.

        Raises:
            ConnectionError: the connection broke before.
        """
        wanted = self._left if size is None or size < 0 else min(size, self._left)
        line = self._inner.readline(wanted) if wanted else b""
        return self._counted(line, 0 if line.endswith(b"\n") else wanted)

    def _counted(self, content: bytes, wanted: int) -> bytes:
        if len(content) < wanted:
            raise ConnectionError("the connection broke")
        self._left -= len(content)
        return content


class Deadlines:
    """Ends connections that take too long to say what they want to say."""

    def __init__(self, look_every: float = _LOOK_EVERY) -> None:
        self._look_every = look_every
        self._lock = threading.Lock()
        self._open: dict[int, tuple[float, socket.socket]] = {}
        self._watcher: threading.Thread | None = None

    def begin(self, connection: socket.socket, seconds: float) -> int:
        """Give a connection so many seconds, and return the number to end it by."""
        with self._lock:
            self._open[id(connection)] = (monotonic() + seconds, connection)
            # Begun in the process that answers: threads do not survive a fork.
            if self._watcher is None:
                self._watcher = threading.Thread(target=self._watch, daemon=True)
                self._watcher.start()
        return id(connection)

    def end(self, number: int) -> None:
        """Let a connection be: it has said all."""
        with self._lock:
            self._open.pop(number, None)

    def _watch(self) -> None:
        pause = threading.Event()
        while not pause.wait(self._look_every):
            with self._lock:
                now = monotonic()
                late = [one for end, one in self._open.values() if end < now]
                for one in late:
                    # Whoever reads from it finds that it broke.
                    with suppress(OSError):
                        one.shutdown(socket.SHUT_RD)


def whole(application: Application, deadlines: Deadlines | None = None) -> Application:
    """Give the application only what came whole and in time."""
    watch = deadlines or Deadlines()

    def answer(environ: Environ, start: Callable[..., Any]) -> Iterable[bytes]:
        length = int(environ.get("CONTENT_LENGTH") or 0)
        connection = environ.get("gunicorn.socket")
        if not length or connection is None:
            return application(environ, start)
        environ["wsgi.input"] = Whole(environ["wsgi.input"], length)
        number = watch.begin(connection, time_for(length))
        try:
            return application(environ, start)
        finally:
            watch.end(number)

    return answer


def time_for(length: int) -> float:
    """Return how many seconds so many bytes may take."""
    return min(_AT_LEAST + length / _BYTES_A_SECOND, _AT_MOST)
