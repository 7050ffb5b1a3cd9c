"""A hundred people typing: how long a keystroke's verdict and a page take.

    python -m benchmarks.desk_load                 SQLite, a small workspace
    python -m benchmarks.desk_load --seconds 60
    python -m benchmarks.desk_load --drafts 100000 --entries 1000000

The server runs as ``durf serve`` runs it, with its worker, in processes of its own;
whoever types is simulated in this one, over loopback: a check every 300 ms each.
There is no peer to run beside: none of the open-source schedulers judges what is
typed.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.target import target
from benchmarks.timing import machine

PEOPLE = 100
EVERY = 0.3
PAGES = ("", "drafts/", "queue/", "calendar/", "policy/", "evidence/", "write/")
WORDS = (
    "Our apprentices built a footbridge in four days and it holds everybody who "
    "dares to walk on it . Come and see on Friday from two to five at the harbour , "
    "bring a friend and tell us what you think of https://northwind.example/bridge "
).split()


@dataclass
class Seen:
    """How long answers took, in milliseconds, and what went wrong."""

    checks: list[float] = field(default_factory=list)
    pages: dict[str, list[float]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)


def main() -> None:
    """Run it, and print what was seen."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--drafts", type=int, default=0)
    parser.add_argument("--entries", type=int, default=0)
    parser.add_argument(
        "--folder", help="data that benchmarks.desk_filling wrote, cookies in 'cookies'"
    )
    given = parser.parse_args()
    print(machine("django", "gunicorn"))
    with tempfile.TemporaryDirectory(prefix="durf-load-") as fresh:
        folder = given.folder or fresh
        if given.folder:
            cookies = Path(folder, "cookies").read_text().split()
        else:
            cookies = prepare(Path(folder), given.people, given.drafts, given.entries)
        with serving(Path(folder)) as port:
            seen = asyncio.run(typing(port, cookies, given.seconds))
    report(seen, given)


def prepare(folder: Path, people: int, drafts: int, entries: int) -> list[str]:
    """Fill an example workspace, and sign people in; return their cookies."""
    command = [sys.executable, "-m", "benchmarks.desk_filling", str(folder)]
    numbers = [str(people), str(drafts), str(entries)]
    done = subprocess.run([*command, *numbers], check=True, stdout=subprocess.PIPE)
    return done.stdout.decode().split()


class serving:  # noqa: N801 it reads as what it does
    """Runs ``durf serve`` on a free port."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __enter__(self) -> int:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "durf.cli.main", "serve", "--port", str(port)],
            env=os.environ
            | {
                "DURF_DATA_DIR": str(self.folder),
                "DURF_URL": f"http://127.0.0.1:{port}",
            },
            stdout=subprocess.DEVNULL,
        )
        for _ in range(200):
            with socket.socket() as trial:
                if trial.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        time.sleep(3)
        return port

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(30)


async def typing(port: int, cookies: list[str], seconds: int) -> Seen:
    """Let everybody type for a while, and somebody look at pages meanwhile."""
    # What is loaded by the first post of each process is not what is measured.
    first = Browser(port, cookies[0])
    for _ in range(20):
        await first.get("/w/northwind/policy/")
    seen = Seen()
    end = time.perf_counter() + seconds
    typists = [typist(port, cookie, n, end, seen) for n, cookie in enumerate(cookies)]
    await asyncio.gather(*typists, reader(port, cookies[0], end, seen))
    return seen


async def typist(port: int, cookie: str, number: int, end: float, seen: Seen) -> None:
    """Type words, one check each 300 ms."""
    await asyncio.sleep(EVERY * number / PEOPLE)
    browser = Browser(port, cookie)
    page, _ = await browser.get("/w/northwind/write/")
    token = page.split(b'name="csrfmiddlewaretoken" value="')[1].split(b'"')[0].decode()
    text: list[str] = []
    due = time.perf_counter()
    while due < end:
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        text.append(WORDS[(len(text) + number) % len(WORDS)])
        if len(text) > 40:
            text = []
        sent = {"text": " ".join(text), "base": "0", "csrfmiddlewaretoken": token}
        began = time.perf_counter()
        _, status = await browser.post("/w/northwind/write/check/", sent)
        seen.checks.append((time.perf_counter() - began) * 1e3)
        if status != 200:
            seen.errors.append(f"check: {status}")
        due += EVERY


async def reader(port: int, cookie: str, end: float, seen: Seen) -> None:
    """Look at one page after another, two a second."""
    browser = Browser(port, cookie)
    await asyncio.sleep(1)
    number = 0
    while time.perf_counter() < end:
        page = PAGES[number % len(PAGES)]
        number += 1
        began = time.perf_counter()
        _, status = await browser.get(f"/w/northwind/{page}")
        seen.pages.setdefault(page or "home", []).append(
            (time.perf_counter() - began) * 1e3
        )
        if status != 200:
            seen.errors.append(f"{page}: {status}")
        await asyncio.sleep(0.5)


class Browser:
    """The little of HTTP that a test of speed needs, on one connection."""

    def __init__(self, port: int, cookie: str) -> None:
        self.port = port
        self.cookies = {"durf": cookie}
        self.streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, path: str) -> tuple[bytes, int]:
        """Fetch a page."""
        return await self._send("GET", path, b"")

    async def post(self, path: str, values: dict[str, str]) -> tuple[bytes, int]:
        """Send a form."""
        return await self._send("POST", path, urlencode(values).encode())

    async def _send(self, method: str, path: str, body: bytes) -> tuple[bytes, int]:
        try:
            return await self._once(method, path, body)
        except (ConnectionError, asyncio.IncompleteReadError):
            # A connection that was kept too long is closed by the server.
            self.streams = None
            return await self._once(method, path, body)

    async def _once(self, method: str, path: str, body: bytes) -> tuple[bytes, int]:
        if self.streams is None:
            self.streams = await asyncio.open_connection("127.0.0.1", self.port)
        incoming, outgoing = self.streams
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookies}\r\n"
            f"Accept: application/json\r\nOrigin: http://127.0.0.1:{self.port}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        outgoing.write(head.encode() + body)
        await outgoing.drain()
        lines = (await incoming.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = [line.partition(": ")[::2] for line in lines[1:] if line]
        named = {name.lower(): value for name, value in headers}
        for name, value in headers:
            if name.lower() == "set-cookie":
                cookie, _, content = value.partition(";")[0].partition("=")
                self.cookies[cookie] = content
        content = await incoming.readexactly(int(named["content-length"]))
        if named.get("connection") == "close":
            outgoing.close()
            self.streams = None
        return content, int(lines[0].split()[1])


def report(seen: Seen, given: argparse.Namespace) -> None:
    """Print what was seen."""
    rate = len(seen.checks) / given.seconds
    print(
        f"{given.people} people typing for {given.seconds} s, a check every 300 ms; "
        f"{given.drafts:,} drafts and {given.entries:,} entries more than the example"
    )
    print(f"  checks   {len(seen.checks):,} ({rate:,.0f}/s), {_spread(seen.checks)}")
    every = [one for times in seen.pages.values() for one in times]
    print(f"  pages    {_spread(every)}")
    for name, times in seen.pages.items():
        print(f"    {name:12} {_spread(times)}")
    print(f"  errors   {len(seen.errors)} {sorted(set(seen.errors))[:5]}")
    for what, most, times in (("live verdict", 40, seen.checks), ("page", 100, every)):
        found = _share(times, 0.95)
        target(
            f"{what}: p95", f"at most {most} ms", f"{found:.1f} ms", met=found <= most
        )


def _spread(times: list[float]) -> str:
    return (
        f"median {statistics.median(times):.1f} ms, p95 {_share(times, 0.95):.1f} ms, "
        f"p99 {_share(times, 0.99):.1f} ms"
    )


def _share(times: list[float], share: float) -> float:
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


if __name__ == "__main__":
    main()
