"""Starts the stateful server of Mastodon's API that PyPI has, on loopback."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx

from durf.networks.speaking import Account

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SETTINGS = """\
domain = "social.example"
url_scheme = "https"
[ratelimit]
enabled = false
[[seed.accounts]]
username = "anna"
display_name = "Anna Jansen"
access_token = "token-of-anna"
[[seed.accounts]]
username = "bram"
access_token = "token-of-bram"
"""


@dataclass(frozen=True)
class Server:
    """One that runs; each test makes accounts of its own there."""

    url: str

    def account(self, name: str = "anna", token: str = "") -> Account:
        """An account as somebody connected it."""
        secrets = {"token": token or f"token-of-{name}"}
        handle = f"@{name}@social.example"
        number = httpx.get(
            f"{self.url}/api/v1/accounts/lookup", params={"acct": name}
        ).json()["id"]
        return Account(self.url, handle, number, secrets)

    def newcomer(self) -> Account:
        """An account that has never said anything."""
        made = httpx.post(f"{self.url}/api/v1/_mock/dev_user", json={}).json()
        return self.account(made["username"], made["access_token"])

    def fail(self, method: str, path: str, **effect: object) -> None:
        """Let the next such request fail before anything is done."""
        rule = {
            "match": {"methods": [method], "path": path},
            "effect": effect,
            "count": 1,
        }
        httpx.post(f"{self.url}/api/v1/_mock/faults", json=rule).raise_for_status()

    def texts(self, account: Account) -> list[str]:
        """What stands there of an account, newest first, as it was typed."""
        found = httpx.get(
            f"{self.url}/api/v1/accounts/{account.number}/statuses?limit=40",
            headers={"authorization": f"Bearer {account.secrets['token']}"},
        ).json()
        return [self._source(account, one["id"]) for one in found]

    def _source(self, account: Account, number: str) -> str:
        found = httpx.get(
            f"{self.url}/api/v1/statuses/{number}/source",
            headers={"authorization": f"Bearer {account.secrets['token']}"},
        ).json()
        return found["text"]


@contextmanager
def serve(folder: Path) -> Iterator[Server]:
    """Run a server until the end of the block."""
    settings = folder / "mastodon.toml"
    settings.write_text(_SETTINGS, "utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    arguments = ["--config", str(settings), "--in-memory", "--port", str(port)]
    with (folder / "mastodon.log").open("wb") as log:
        running = subprocess.Popen(
            [sys.executable, "-m", "mastodon_mock", "serve", *arguments],
            cwd=folder,
            env=os.environ | {"HOST": "127.0.0.1"},
            stdout=log,
            stderr=log,
        )
    try:
        url = f"http://127.0.0.1:{port}"
        _await(running, url, folder / "mastodon.log")
        yield Server(url)
    finally:
        running.terminate()
        running.wait(30)


def _await(running: subprocess.Popen[bytes], url: str, log: Path) -> None:
    for _ in range(600):
        if running.poll() is not None:
            raise RuntimeError(log.read_text("utf-8", "replace")[-2_000:])
        try:
            if httpx.get(f"{url}/api/v2/instance").is_success:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise RuntimeError("the server does not come up")
