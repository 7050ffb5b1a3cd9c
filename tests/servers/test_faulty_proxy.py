"""The proxy breaks what it says it breaks, and nothing else."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections import Counter
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, ClassVar

import httpx
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator


class Counting(BaseHTTPRequestHandler):
    """Counts what arrives whole."""

    arrived: ClassVar[Counter[str]] = Counter()
    headers_seen: ClassVar[list[dict[str, str]]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.arrived[json.loads(body)["n"]] += 1
        self.headers_seen.append({k.lower(): v for k, v in self.headers.items()})
        answer = json.dumps({"ok": True, "pad": "x" * 200}).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def upstream() -> Iterator[int]:
    Counting.arrived.clear()
    Counting.headers_seen.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Counting)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


@contextmanager
def proxied(upstream: int, *more: str) -> Iterator[tuple[str, Counter[str]]]:
    command = [sys.executable, "-m", "tests.servers.faulty_proxy"]
    process = subprocess.Popen(
        [*command, "--upstream", f"127.0.0.1:{upstream}", *more],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    met: Counter[str] = Counter()
    try:
        yield f"http://127.0.0.1:{int(process.stdout.readline())}/", met
    finally:
        process.terminate()
        met.update(json.loads(process.stdout.read().replace("'", '"')))
        process.wait()
        process.stdout.close()


def sent(url: str, number: str, **headers: str) -> str:
    try:
        answer = httpx.post(url, json={"n": number}, headers=headers, timeout=10)
        return f"{answer.status_code} {'ok' if 'ok' in answer.text else 'sorry'}"
    except httpx.HTTPError as error:
        return type(error).__name__


def test_without_faults_all_passes_through(upstream) -> None:
    with proxied(upstream, "--rate", "0", "--strip", "x-key") as (url, met):
        said = {sent(url, str(n), **{"X-Key": "k"}) for n in range(20)}
    assert said == {"200 ok"}
    assert set(Counting.arrived.values()) == {1}
    assert met["none"] == 20
    assert all("x-key" not in one for one in Counting.headers_seen)


def test_with_faults_some_are_lost_before_and_some_after(upstream) -> None:
    with proxied(upstream, "--rate", "0.9", "--seed", "5") as (url, met):
        said = {str(n): sent(url, str(n)) for n in range(60)}
    fine = [n for n, answer in said.items() if answer == "200 ok"]
    failed = [n for n in said if n not in fine]
    assert all(Counting.arrived[n] == 1 for n in fine)
    # Of what failed, some was done all the same, and some was not.
    assert 0 < sum(bool(Counting.arrived[n]) for n in failed) < len(failed)
    assert max(Counting.arrived.values()) == 1
    assert len(met) > 8
