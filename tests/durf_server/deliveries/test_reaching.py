"""What real servers do to a request: hang, cut, redirect, and talk without end."""

from __future__ import annotations

import socket
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from durf.errors import AnswerLost
from durf.networks.talking import LARGEST_ANSWER, Request
from durf_server import outward
from durf_server.deliveries.reaching import ask
from durf_server.errors import NothingSent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FINE = b"HTTP/1.1 200 Fine\r\ncontent-length: 2\r\nX-Left: 3\r\n\r\n{}"


@pytest.fixture(autouse=True)
def inside(settings) -> None:
    settings.REACH_INSIDE = True


@contextmanager
def serving(act: Callable[[socket.socket], None]) -> Iterator[str]:
    """Serve on loopback, by hand; each connection is acted upon."""
    listener = socket.create_server(("127.0.0.1", 0))
    is_over = threading.Event()

    def serve() -> None:
        while not is_over.is_set():
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                try:
                    act(connection)
                except OSError:
                    continue

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/x"
    finally:
        is_over.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)


def taking(connection: socket.socket) -> bytes:
    return connection.recv(65536)


def test_an_answer_comes_as_it_is() -> None:
    def act(connection: socket.socket) -> None:
        asked = taking(connection)
        assert asked.startswith(b"PUT /x ") and b"authorization: Bearer t" in asked
        assert b"accept-encoding: identity" in asked.lower()
        connection.sendall(FINE)

    with serving(act) as url:
        answer = ask(Request("PUT", url, {"authorization": "Bearer t"}, b"{}"))
    assert (answer.status, answer.body, answer.headers["x-left"]) == (200, b"{}", "3")


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"HTTP/1.1 2",
        b"HTTP/1.1 200 Fine\r\ncontent-length: 9\r\n\r\nabc",
        b"\0" * 9,
    ],
    ids=["nothing", "a piece", "half", "noise"],
)
def test_an_answer_that_breaks_off_is_lost(said: bytes) -> None:
    def act(connection: socket.socket) -> None:
        taking(connection)
        connection.sendall(said)

    with serving(act) as url, pytest.raises(AnswerLost):
        ask(Request("POST", url, {}, b"{}"))


def test_a_server_that_hangs_is_left(monkeypatch) -> None:
    monkeypatch.setattr(outward, "TIMEOUT", 0.3)
    wait = threading.Event()
    with serving(lambda connection: (taking(connection), wait.wait(5))) as url:
        with pytest.raises(AnswerLost):
            ask(Request("POST", url, {}, b"{}"))
        wait.set()


def test_nobody_there_means_nothing_was_sent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    for url in (f"http://127.0.0.1:{port}/", "http://nowhere.invalid/", "ftp://x/"):
        with pytest.raises(NothingSent):
            ask(Request("POST", url, {}, b"{}"))


def test_inside_is_not_reached(settings) -> None:
    settings.REACH_INSIDE = False
    asked = []
    with (
        serving(lambda connection: asked.append(taking(connection))) as url,
        pytest.raises(NothingSent),
    ):
        ask(Request("POST", url, {}, b"{}"))
    assert asked == []


def test_redirects_are_not_followed() -> None:
    asked = []

    def act(connection: socket.socket) -> None:
        asked.append(taking(connection))
        connection.sendall(
            b"HTTP/1.1 307 There\r\nlocation: /other\r\ncontent-length: 0\r\n\r\n"
        )

    with serving(act) as url:
        assert ask(Request("POST", url, {}, b"{}")).status == 307
    assert len(asked) == 1


def test_no_more_is_read_than_an_answer_may_hold() -> None:
    sent = 0

    def act(connection: socket.socket) -> None:
        nonlocal sent
        taking(connection)
        connection.sendall(b"HTTP/1.1 200 Fine\r\n\r\n")
        for _ in range(1_000):
            sent += connection.send(b"x" * 1_000_000)

    with serving(act) as url:
        answer = ask(Request("GET", url))
    assert len(answer.body) == LARGEST_ANSWER
    assert sent < 50_000_000
