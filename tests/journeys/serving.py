"""A server of its own that nobody has set up yet, and its one-time link."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_WELCOME = re.compile(r"(http://localhost:\d+)(/welcome/[\w-]{43}/)")


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def served(
    folder: Path, port: int, more: Mapping[str, str] | None = None
) -> Iterator[tuple[str, str]]:
    """Run ``durf serve``; give its address, and the path that sets it up, once."""
    env = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("DURF_", "DJANGO_"))
    }
    env |= {"DURF_DATA_DIR": str(folder), "PYTHONUNBUFFERED": "1"} | dict(more or {})
    process = subprocess.Popen(
        [sys.executable, "-m", "durf.cli.main", "serve", "--port", str(port)],
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    said = ""
    try:
        for line in process.stdout:
            said += line
            if found := _WELCOME.search(line):
                yield found[1], found[2]
                return
        raise AssertionError(said)
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()
