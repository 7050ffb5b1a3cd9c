"""Starts a real PDS on loopback, fetched from npm once and kept."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import shutil
import subprocess
import uuid
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

from durf.networks.speaking import Account
from tests.durf.networks.npm import kept, npm

if TYPE_CHECKING:
    from collections.abc import Iterator

VERSION = "0.4.217"
PACKAGES = (
    f"@atproto/pds@{VERSION}",
    "@did-plc/server@0.0.1",
    "@atproto/crypto@0.4.5",
)
SCRIPT = Path(__file__).parent / "pds.mjs"
SECRET = "only-for-tests"


@dataclass(frozen=True)
class Server:
    """One that runs; each test makes accounts of its own there."""

    url: str

    def ask(self, procedure: str, token: str = "", **content) -> dict:
        """Call a procedure, as a client does."""
        headers = {"authorization": f"Bearer {token}"} if token else {}
        answer = httpx.post(
            f"{self.url}/xrpc/{procedure}", json=content, headers=headers, timeout=60
        )
        return answer.raise_for_status().json()

    def account(self) -> Account:
        """A new account, with an app password and a session that it opened."""
        name = f"a{uuid.uuid4().hex[:12]}"
        handle, prefix = f"{name}.test", "com.atproto.server."
        made = self.ask(
            f"{prefix}createAccount",
            handle=handle,
            email=f"{name}@durf.example",
            password=uuid.uuid4().hex,
        )
        app = self.ask(
            f"{prefix}createAppPassword", token=made["accessJwt"], name="durf"
        )
        opened = self.ask(
            f"{prefix}createSession", identifier=handle, password=app["password"]
        )
        secrets = {
            "token": opened["accessJwt"],
            "refresh_token": opened["refreshJwt"],
            "password": app["password"],
        }
        return Account(self.url, f"@{handle}", made["did"], secrets)

    def commit(self, account: Account) -> str:
        """The newest commit of an account's repository."""
        url = f"{self.url}/xrpc/com.atproto.sync.getLatestCommit"
        found = httpx.get(url, params={"did": account.number}, timeout=60)
        return found.raise_for_status().json()["cid"]

    def records(self, account: Account) -> list[dict]:
        """What stands there of an account."""
        asked = {"repo": account.number, "collection": "app.bsky.feed.post"}
        url = f"{self.url}/xrpc/com.atproto.repo.listRecords"
        found = httpx.get(url, params=asked | {"limit": "100"}, timeout=60)
        return found.raise_for_status().json()["records"]


def expired(token: str) -> str:
    """Return a token that says the same, and that its time has passed."""
    head, told, _ = token.split(".")
    claims = json.loads(base64.urlsafe_b64decode(told + "=" * (-len(told) % 4)))
    written = json.dumps(claims | {"iat": 1_000, "exp": 2_000}).encode()
    signed = f"{head}.{_plain(written)}"
    digest = hmac.new(SECRET.encode(), signed.encode(), hashlib.sha256).digest()
    return f"{signed}.{_plain(digest)}"


def _plain(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def installed() -> Path:
    """Return a folder with a PDS in it; skip the test where there can be none."""
    folder = kept(f"pds-{VERSION}")
    built = folder / "node_modules/better-sqlite3/build/Release/better_sqlite3.node"
    if not built.is_file() or not (folder / "node_modules/@atproto/pds").is_dir():
        npm("install", "--prefix", str(folder), *PACKAGES, folder=folder)
    if not built.is_file():
        npm("rebuild", "better-sqlite3", folder=folder)
    return folder


@contextmanager
def serve(folder: Path) -> Iterator[Server]:
    """Run a server until the end of the block."""
    where = installed()
    node = shutil.which("node") or "node"
    log = (folder / "pds.log").open("wb")
    process = subprocess.Popen(
        [node, str(SCRIPT), str(folder / "pds")],
        cwd=where,
        env=os.environ | {"PDS_JWT_SECRET": SECRET, "LOG_ENABLED": "false"},
        stdout=subprocess.PIPE,
        stderr=log,
        text=True,
    )
    try:
        for line in process.stdout:
            if line.startswith("ready "):
                yield Server(f"http://127.0.0.1:{int(line.split()[1])}")
                break
        else:
            raise RuntimeError((folder / "pds.log").read_text("utf-8")[-2_000:])
    finally:
        process.terminate()
        process.wait(30)
        process.stdout.close()
        log.close()
