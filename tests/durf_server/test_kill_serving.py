"""A server that is killed while it answers loses nothing that it answered for."""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time

import httpx
import pytest

from tests.durf_server.postgresql import new_database, postgresql
from tests.durf_server.servers import KINDS, new_server

__all__ = ["new_database", "new_server", "postgresql"]
BEGIN = "import sys\nfrom tests.durf_server.writing import *\n"
TOKEN = """
from durf_server.people.tokens import issue
prepare()
anna = Member.objects.get(person__name="Anna")
print(issue(anna, "test", {"drafts:write", "drafts:read"}, at=now())[1])
"""
TIMES = 6
SLOW = 90


class Writer(threading.Thread):
    """Somebody who writes through the API without a pause, and notes what was done."""

    def __init__(self, port: int, secret: str, said: list[list[object]]) -> None:
        super().__init__(daemon=True)
        self._address = f"http://127.0.0.1:{port}/api/v1/drafts"
        self._headers = {"Authorization": f"Bearer {secret}"}
        self._said = said
        self.is_over = threading.Event()

    def run(self) -> None:
        while not self.is_over.is_set():
            try:
                made = self._ask("POST", "", {"content": {"text": "New buns"}})
                number = made["id"]
                self._said.append(["version", number, 1])
                again = {"content": {"text": "Newer buns"}, "base": 1}
                self._ask("PUT", f"/{number}", again)
                self._said.append(["version", number, 2])
            except (httpx.HTTPError, ValueError):
                # Nobody is there, or the answer broke off: nothing was promised.
                time.sleep(0.02)

    def _ask(self, method: str, path: str, body: dict[str, object]) -> dict[str, str]:
        answer = httpx.request(
            method, self._address + path, json=body, headers=self._headers, timeout=10
        )
        return answer.raise_for_status().json()


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_every_answer_holds_after_the_server_was_killed(new_server, tmp_path, kind):
    server = new_server(kind, migrated=True)
    (secret,) = server.run(BEGIN + TOKEN)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    said: list[list[object]] = []
    writers = [Writer(port, secret, said) for _ in range(2)]
    for writer in writers:
        writer.start()
    chance = random.Random(7)
    for _ in range(TIMES):
        run_and_kill(server, port, said, chance.random())
    for writer in writers:
        writer.is_over.set()
        writer.join()
    (tmp_path / "said").write_text("".join(json.dumps(one) + "\n" for one in said))
    check = "check(*sys.argv[1:])\n"
    assert server.run(BEGIN + check, str(tmp_path / "said")) == []
    assert len(said) >= 3 * TIMES


def run_and_kill(server, port: int, said: list[list[object]], wait: float) -> None:
    """Serve until a few answers were given, and then kill all of it."""
    before = len(said)
    process = subprocess.Popen(
        [sys.executable, "-m", "durf.cli.main", "serve", "--port", str(port)],
        env=server.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    end = time.monotonic() + SLOW
    while len(said) < before + 3:
        assert process.poll() is None and time.monotonic() < end
        time.sleep(0.02)
    time.sleep(wait)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
