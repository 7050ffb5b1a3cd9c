"""A child that does what a hostile file might make a library do: the file says what."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
import time
from pathlib import Path

from durf.intake.extract import child, frames
from durf.intake.extract.limits import Piece

HONEST = child.read


def misbehave(content, name, reading):
    """Do as the file says, or read it."""
    deeds = {
        b"hang": lambda: time.sleep(1000),
        b"spin": lambda: [None for _ in iter(int, 1) if False],
        b"eat": lambda: bytearray(1 << 40),
        b"die": lambda: signal.raise_signal(signal.SIGKILL),
        b"crash": os.abort,
        b"burn": lambda: signal.raise_signal(signal.SIGXCPU),
        b"lie": lambda: frames.write(3, frames.packed({"pieces": [["a", 7]]})),
        b"babble": lambda: os.write(3, b"\xff" * 64),
        b"shout": lambda: os.write(1, b"\xff" * 64) and sys.stdout.flush(),
        b"recur": recur,
        b"leave": lambda: sys.exit(0),
    }
    if content in deeds:
        deeds[content]()
    if content == b"tell":
        return "text", iter(tell())
    if content == b"attempt":
        return "text", attempts()
    if content == b"half":
        return "text", half()
    return HONEST(content, name, reading)


def recur():
    """Call itself for ever."""
    recur()


def tell():
    """Yield what the child knows of its parent."""
    yield Piece("\n".join(os.environ), "environment")
    yield Piece(os.getcwd(), "folder")
    yield Piece("same" if os.getsid(0) == os.getsid(os.getppid()) else "own", "session")
    yield Piece(" ".join(sorted(os.listdir("/proc/self/fd"))), "open")


def attempts():
    """Yield what the child may do of what it should not."""
    tried = {
        "write": lambda: Path("/tmp/durf-written").write_bytes(b""),  # noqa: S108
        "fork": lambda: os.fork() or os._exit(0),
        "run": lambda: os.execv("/bin/true", ["true"]),  # noqa: S606
        "connect": socket.socket,
        "remove": lambda: os.unlink("/tmp/durf-nothing"),  # noqa: S108
        "signal": lambda: os.kill(os.getppid(), 0),
        "truncate": lambda: os.truncate("/dev/null", 0),
    }
    for name, attempt in tried.items():
        try:
            attempt()
            yield Piece("done", name)
        except OSError as error:
            yield Piece(type(error).__name__, name)
    thread = threading.Thread(target=int)
    thread.start()
    thread.join()
    yield Piece("done", "thread")


def half():
    """Yield enough for a first frame, and die."""
    for _ in range(5):
        yield Piece("woord " * 80_000)
    signal.raise_signal(signal.SIGKILL)


def main():
    """Run as the child does, but obey."""
    child.read = misbehave
    child.main()
