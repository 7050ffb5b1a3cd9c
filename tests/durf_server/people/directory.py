"""A real OpenID Connect provider on this machine, and somebody who signs in to it."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import pytest
import requests

from durf_server.people.sign_in import provider_of

if TYPE_CHECKING:
    from collections.abc import Iterator

VERSION = "9.13.3"
SCRIPT = Path(__file__).parents[2] / "journeys" / "oidc" / "provider.mjs"
BASE = "http://localhost:8800"


@dataclass(frozen=True, slots=True)
class Directory:
    """A provider that runs, and the file of its accounts."""

    issuer: str
    accounts: Path

    def say(self, **accounts: dict[str, object]) -> None:
        """Replace all accounts: claims by name."""
        self.accounts.write_text(json.dumps(accounts), "utf-8")

    def sign_in(self, address: str, name: str) -> str:
        """Go where durf sent a browser, sign in, and return where that leads back to."""
        browser = requests.Session()
        answer = browser.get(address, allow_redirects=False, timeout=20)
        for _ in range(20):
            if answer.is_redirect:
                address = urljoin(answer.url, answer.headers["Location"])
                if address.startswith(BASE):
                    return address.removeprefix(BASE)
                answer = browser.get(address, allow_redirects=False, timeout=20)
                continue
            # A page that asks: first who one is, then whether durf may know.
            action = re.search(r'<form[^>]* action="([^"]+)"', answer.text)
            assert action, answer.text[:2000]
            prompt = re.search(r'name="prompt" value="(\w+)"', answer.text)[1]
            answer = browser.post(
                urljoin(answer.url, action[1]),
                {"prompt": prompt, "login": name, "password": "any"},
                allow_redirects=False,
                timeout=20,
            )
        raise AssertionError(answer.url)


def installed() -> Path:
    """Return a folder with oidc-provider in it, or skip."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        pytest.skip("needs node and npm, to run an OpenID Connect provider")
    caches = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))
    folder = caches / "durf-tests" / f"oidc-provider-{VERSION}"
    if not (folder / "node_modules" / "oidc-provider").is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        command = ["npm", "install", "--no-audit", "--no-fund", "--prefix", str(folder)]
        done = subprocess.run(
            [*command, f"oidc-provider@{VERSION}"], capture_output=True, check=False
        )
        if done.returncode:
            pytest.skip("oidc-provider cannot be fetched from npm")
    return folder


@contextmanager
def directory(folder: Path) -> Iterator[Directory]:
    """Run a provider that sends people back to us."""
    where = installed()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    issuer = f"http://127.0.0.1:{port}"
    callback = f"{BASE}/account/oidc/{provider_of(issuer)}/login/callback/"
    accounts = folder / "accounts.json"
    accounts.write_text("{}", "utf-8")
    process = subprocess.Popen(
        [
            shutil.which("node") or "node",
            str(SCRIPT),
            str(port),
            str(accounts),
            callback,
        ],
        cwd=where,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    said = ""
    try:
        for line in process.stdout:
            said += line
            if line.startswith("ready"):
                break
        else:
            raise AssertionError(said)
        yield Directory(issuer, accounts)
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()
