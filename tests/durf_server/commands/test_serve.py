"""``durf serve`` as somebody runs it: a real process on a port of this machine."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager

import pytest

from durf_server.commands.answering import limited
from durf_server.commands.ports import listen
from durf_server.errors import PortTaken

SLOW = 60


@contextmanager
def serving(folder, *options: str):
    """Run the command in a data folder of its own, and end it."""
    env = {
        k: v for k, v in os.environ.items() if not k.startswith(("DURF_", "DJANGO_"))
    }
    env |= {
        "DURF_DATA_DIR": str(folder),
        "DURF_LANGUAGE": "en",
        "PYTHONUNBUFFERED": "1",
    }
    command = [sys.executable, "-m", "durf.cli.main", "serve", *options]
    process = subprocess.Popen(
        command, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def status_of(address: str) -> int:
    """Ask until it answers."""
    end = time.monotonic() + SLOW
    while True:
        try:
            with urllib.request.urlopen(address) as answer:  # noqa: S310 our own
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


@pytest.mark.slow
def test_it_answers_and_ends_when_told_to(tmp_path):
    port = free_port()
    with serving(tmp_path, "--port", str(port)) as process:
        assert f"http://localhost:{port}/" in process.stdout.readline()
        address = f"http://localhost:{port}"
        assert status_of(f"{address}/account/login/") == 200
        assert status_of(f"{address}/nothing/?q=canary-4711") == 404
        process.send_signal(signal.SIGINT)
        rest = process.stdout.read()
        assert process.wait(timeout=SLOW) == 0
    assert "canary-4711" not in rest
    assert "Traceback" not in rest and "SIGKILL" not in rest


@pytest.mark.slow
def test_a_taken_port_is_said_before_anything_is_made(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        with serving(tmp_path / "data", "--port", port) as process:
            said = process.stdout.read()
            assert process.wait(timeout=SLOW) == 2
    assert said.startswith(f"durf: port {port} is taken: ")
    assert not (tmp_path / "data").exists()


def test_the_next_free_port_is_taken_where_that_is_wanted():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with listen("127.0.0.1", port, or_next=True) as found:
            assert found.getsockname()[1] > port
        with pytest.raises(PortTaken):
            listen("127.0.0.1", port)


@pytest.mark.parametrize(
    ("length", "status"),
    [("10", None), ("", None), ("11", "413"), ("-1", "413"), ("x", "413")],
)
def test_what_is_too_long_is_refused_unread(length: str, status: str | None):
    said = []
    inner = limited(lambda _environ, _start: [b"inside"], 10)
    body = inner({"CONTENT_LENGTH": length}, lambda line, _headers: said.append(line))
    assert [line[:3] for line in said] == ([status] if status else [])
    assert (body == [b"inside"]) is (status is None)
