"""A child that does what a hostile file might make a library do: the file says what."""

from __future__ import annotations

import os
import signal
import sys
import time

from durf.intake.extract import child, frames
from durf.intake.extract.limits import Piece

HONEST = child.read


def misbehave(content, name, reading):
    """Do as the file says, or read it."""
    deeds = {
        b"hang": lambda: time.sleep(1000),
        b"spin": lambda: [None for _ in iter(int, 1) if False],
        b"eat": lambda: bytearray(1 << 40),
        b"die": lambda: os.kill(os.getpid(), signal.SIGKILL),
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
    if content == b"write":
        return "text", iter(write())
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


def write():
    """Yield whether a file can be written."""
    try:
        with open("/tmp/durf-written", "wb", buffering=0) as file:  # noqa: S108
            file.write(b"x")
        yield Piece("written")
    except OSError as error:
        yield Piece(type(error).__name__)
    finally:
        os.unlink("/tmp/durf-written")  # noqa: S108


def half():
    """Yield enough for a first frame, and die."""
    for _ in range(5):
        yield Piece("woord " * 80_000)
    os.kill(os.getpid(), signal.SIGKILL)


def main():
    """Run as the child does, but obey."""
    child.read = misbehave
    child.main()
