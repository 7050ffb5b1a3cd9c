"""Stands between a worker and a server, and breaks what passes through.

    python -m tests.servers.faulty_proxy --upstream 127.0.0.1:3000 --rate 0.3 --seed 7

Each request meets one of the faults below, or none; which is decided by the seed and
the number of the request.  It prints its port, and at its end how often each came.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import random
import signal
from collections import Counter
from dataclasses import dataclass, field

LARGEST_HEAD = 64 * 1024
# How long a request may be under way after its sender went away, in seconds.
LATE = 3.0
SLOW = 1.5
FAULTS = (
    "cut-before",
    "cut-during",
    "cut-after",
    "answer-cut",
    "late",
    "slow",
    "429",
    "500-before",
    "500-after",
    "503-before",
)


@dataclass(frozen=True, slots=True)
class Message:
    """A request or an answer, as its bytes."""

    head: bytes
    body: bytes

    @property
    def whole(self) -> bytes:
        return self.head + self.body


@dataclass(slots=True)
class Proxy:
    """The proxy.

    Attributes:
        host: of the server.
        port: of the server.
        rate: the share of requests that meet a fault.
        chance: decides.
        only: faults come to requests whose first line holds this; to all if empty.
        strip: names of headers, in small letters, that never arrive.
        met: how often each fault came.
    """

    host: str
    port: int
    rate: float
    chance: random.Random
    only: str = ""
    strip: tuple[str, ...] = ()
    met: Counter[str] = field(default_factory=Counter)
    late: set[asyncio.Task[None]] = field(default_factory=set)

    async def serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Pass one request on, or break it; each has a connection of its own."""
        try:
            request = self._stripped(await _read(reader))
            answer = await self._answered(request)
            if answer is not None:
                writer.write(answer)
                await writer.drain()
        except (OSError, EOFError, asyncio.IncompleteReadError, ValueError):
            self.met["broken by itself"] += 1
        finally:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    async def _answered(self, request: Message) -> bytes | None:
        fault = self._fault(request)
        self.met[fault or "none"] += 1
        if fault in SHORT:
            return SHORT[fault]
        if fault in ("cut-during", "late"):
            await self._lose(fault, request)
            return None
        answer = await self._pass(request)
        return await _broken(fault, answer)

    async def _lose(self, fault: str, request: Message) -> None:
        if fault == "cut-during":
            await self._halve(request)
            return
        task = asyncio.create_task(self._send_late(request))
        self.late.add(task)
        task.add_done_callback(self.late.discard)

    def _fault(self, request: Message) -> str:
        line = request.head.split(b"\r\n", 1)[0].decode("latin-1")
        if self.only not in line or self.chance.random() >= self.rate:
            return ""
        return self.chance.choice(FAULTS)

    async def _pass(self, request: Message) -> Message:
        reader, writer = await asyncio.open_connection(self.host, self.port)
        try:
            writer.write(request.whole)
            await writer.drain()
            return await _read(reader)
        finally:
            writer.close()

    async def _halve(self, request: Message) -> None:
        _, writer = await asyncio.open_connection(self.host, self.port)
        writer.write(request.whole[: len(request.whole) * 2 // 3])
        await writer.drain()
        writer.close()

    async def _send_late(self, request: Message) -> None:
        await asyncio.sleep(self.chance.random() * LATE)
        with contextlib.suppress(OSError, EOFError, asyncio.IncompleteReadError):
            await self._pass(request)

    def _stripped(self, request: Message) -> Message:
        lines = request.head.split(b"\r\n")
        kept = [
            line
            for line in lines
            if line.split(b":", 1)[0].decode("latin-1").lower() not in self.strip
        ]
        return Message(b"\r\n".join(kept), request.body)


async def _read(reader: asyncio.StreamReader) -> Message:
    """Read a message; connections are not kept, so that each meets its own fault."""
    head = await reader.readuntil(b"\r\n\r\n")
    named = {
        name.strip().lower(): value.strip()
        for name, _, value in (
            line.partition(":")
            for line in head.decode("latin-1").split("\r\n")[1:]
            if line
        )
    }
    if named.get("transfer-encoding", "").lower() == "chunked":
        head, body = _with_length(head, await _chunks(reader))
    elif "content-length" in named:
        body = await reader.readexactly(int(named["content-length"]))
    elif head.startswith(b"HTTP/") and not _has_no_body(head):
        body = await reader.read(-1)
    else:
        body = b""
    return Message(_closing(head), body)


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    body = b""
    while size := int((await reader.readline()).split(b";")[0], 16):
        body += await reader.readexactly(size)
        await reader.readline()
    await reader.readline()
    return body


def _with_length(head: bytes, body: bytes) -> tuple[bytes, bytes]:
    lines = [
        line
        for line in head.rstrip(b"\r\n").split(b"\r\n")
        if not line.lower().startswith(b"transfer-encoding:")
    ]
    lines.append(b"content-length: %d" % len(body))
    return b"\r\n".join(lines) + b"\r\n\r\n", body


def _closing(head: bytes) -> bytes:
    lines = [
        line
        for line in head.rstrip(b"\r\n").split(b"\r\n")
        if not line.lower().startswith((b"connection:", b"keep-alive:"))
    ]
    return b"\r\n".join([*lines, b"connection: close"]) + b"\r\n\r\n"


def _has_no_body(head: bytes) -> bool:
    return head.split(b" ", 2)[1][:3] in (b"204", b"304")


def _short(status: int, headers: str = "") -> bytes:
    body = "<html>Sorry</html>"
    return (
        f"HTTP/1.1 {status} Sorry\r\n{headers}content-type: text/html\r\n"
        f"content-length: {len(body)}\r\nconnection: close\r\n\r\n{body}"
    ).encode()


# What is said, or not said, of a request that goes no further.
SHORT = {
    "cut-before": None,
    "429": _short(429, "retry-after: 1\r\n"),
    "500-before": _short(500),
    "503-before": _short(503),
}


async def _broken(fault: str, answer: Message) -> bytes | None:
    match fault:
        case "cut-after":
            return None
        case "500-after":
            return _short(500)
        case "answer-cut":
            return answer.head + answer.body[: len(answer.body) // 2]
        case "slow":
            await asyncio.sleep(SLOW)
    return answer.whole


async def _main(given: argparse.Namespace) -> None:
    host, _, port = given.upstream.partition(":")
    proxy = Proxy(
        host,
        int(port),
        given.rate,
        random.Random(given.seed),
        given.only,
        tuple(given.strip),
    )
    server = await asyncio.start_server(
        proxy.serve, "127.0.0.1", given.port, limit=LARGEST_HEAD
    )
    over = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, over.set)
    print(server.sockets[0].getsockname()[1], flush=True)
    await over.wait()
    server.close()
    print(dict(proxy.met), flush=True)


def main() -> None:
    """Run it until told to stop."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--upstream", required=True)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--rate", type=float, default=0.3)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", default="")
    parser.add_argument("--strip", action="append", default=[])
    asyncio.run(_main(parser.parse_args()))


if __name__ == "__main__":
    main()
