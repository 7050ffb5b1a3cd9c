"""No address that somebody gives leads inside."""

from __future__ import annotations

import socket
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from durf_server import outward
from durf_server.errors import Unreachable

INSIDE = """
    127.0.0.1 127.9.9.9 10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254
    0.0.0.0 100.64.0.1 192.0.0.1 198.18.0.1 198.51.100.7 203.0.113.9 224.0.0.1
    239.1.1.1 240.0.0.1 255.255.255.255 192.88.99.1 :: ::1 fe80::1 fe80::1%eth0
    fc00::1 fd12:3456::1 ff02::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 64:ff9b::7f00:1
    64:ff9b::a00:1 64:ff9b:1::1 2002:7f00:1:: 2001::1 2001:db8::1 100::1 nonsense
""".split()


@pytest.mark.parametrize("address", INSIDE)
def test_an_address_inside_is_not_outside(address) -> None:
    assert not outward.is_outside(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "8.8.8.8"])
def test_an_address_of_the_internet_is_outside(address) -> None:
    assert outward.is_outside(address)


@pytest.fixture
def server():
    """A server on loopback that counts who came, and redirects to itself."""
    seen: list[str] = []

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            seen.append(self.path)
            self.send_response(302 if self.path == "/away" else 200)
            self.send_header("Location", "/elsewhere")
            self.end_headers()
            self.wfile.write(b"x" * (2_000_000 if self.path == "/large" else 2))

        do_GET = do_POST  # noqa: N815 so the server asks for it

        def log_message(self, *_: object) -> None:
            pass

    running = HTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    yield running.server_address[1], seen
    running.shutdown()
    running.server_close()


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "2130706433",
        "0x7f.1",
        "0177.0.0.1",
        "0",
        "127.1",
    ],
)
def test_nothing_reaches_loopback_however_it_is_written(server, host) -> None:
    port, seen = server
    with pytest.raises(Unreachable):
        outward.post(f"http://{host}:{port}/", b"x")
    assert seen == []


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "gopher://x/", "//x/", "", "http://", "http://a b/"]
)
def test_what_is_no_address_of_the_web_is_refused(url) -> None:
    with pytest.raises(Unreachable):
        outward.get(url)


def test_a_name_with_one_address_inside_is_refused(server, monkeypatch) -> None:
    port, seen = server
    answers = [
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.216.34", port)),
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port)),
    ]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answers)
    with pytest.raises(Unreachable, match="public internet"):
        outward.post(f"http://rebinding.example:{port}/", b"x")
    assert seen == []


def test_a_name_that_changes_its_answer_is_asked_once(server, monkeypatch) -> None:
    port, seen = server
    asked: list[str] = []

    def look_up(host, *_: object, **__: object):
        asked.append(host)
        address = "192.0.2.1" if len(asked) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(outward.socket, "getaddrinfo", look_up)
    with pytest.raises(Unreachable):
        outward.post(f"http://rebinding.example:{port}/", b"x")
    assert seen == []


def test_where_it_is_allowed_it_posts_and_follows_nobody(server, settings) -> None:
    settings.REACH_INSIDE = True
    port, seen = server
    assert outward.post(f"http://127.0.0.1:{port}/here", b"x").status_code == 200
    assert outward.post(f"http://127.0.0.1:{port}/away", b"x").status_code == 302
    assert seen == ["/here", "/away"]


def test_a_large_answer_is_cut_short(server, settings) -> None:
    settings.REACH_INSIDE = True
    port, _ = server
    answer = outward.get(f"http://127.0.0.1:{port}/large")
    assert len(answer.content) == outward.LARGEST_ANSWER


def test_who_sends_a_byte_now_and_then_comes_to_an_end(server, settings, monkeypatch):
    settings.REACH_INSIDE = True
    monkeypatch.setattr(outward, "LONGEST_ANSWER", -1.0)
    port, _ = server
    answer = outward.get(f"http://127.0.0.1:{port}/large")
    assert len(answer.content) < outward.LARGEST_ANSWER
