"""What is sent counts when it came whole, and in time."""

from __future__ import annotations

import io
import socket
import threading

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.http import UnreadablePostError
from hypothesis import given
from hypothesis import strategies as st

from durf_server.commands.bodies import Deadlines, Whole, time_for, whole

FORM = {
    "REQUEST_METHOD": "POST",
    "CONTENT_TYPE": "application/x-www-form-urlencoded",
    "gunicorn.socket": None,
}


def sent(content: bytes, length: int, kind: str = FORM["CONTENT_TYPE"]) -> WSGIRequest:
    """Return the request that Django makes of what a client sent."""
    found = []
    one, other = socket.socketpair()
    environ = FORM | {
        "CONTENT_LENGTH": str(length),
        "CONTENT_TYPE": kind,
        "wsgi.input": io.BytesIO(content),
        "gunicorn.socket": one,
    }

    def application(environ, _):
        found.append(WSGIRequest(environ))
        return []

    whole(application)(environ, lambda *_: None)
    one.close()
    other.close()
    return found[0]


def test_a_whole_form_is_read() -> None:
    assert sent(b"text=buns&base=1", 16).POST.dict() == {"text": "buns", "base": "1"}


@pytest.mark.parametrize("length", [17, 100, 10_000])
def test_half_a_form_is_none(length) -> None:
    """Or half a text would be saved as the whole."""
    with pytest.raises(UnreadablePostError):
        assert sent(b"base=1&text=bu", length).POST
    with pytest.raises(UnreadablePostError):
        assert sent(b'{"text": "bu"}', length, "application/json").body


def test_half_an_upload_is_none() -> None:
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
    body = head + b"half" * 10 + b"\r\n--x--\r\n"
    kind = "multipart/form-data; boundary=x"
    assert sent(body, len(body), kind).FILES["file"].size == 40
    with pytest.raises(UnreadablePostError):
        assert sent(body[:-20], len(body), kind).FILES


@given(st.binary(max_size=200), st.integers(0, 250), st.lists(st.integers(-1, 60)))
def test_it_reads_what_is_there_or_complains(content, length, sizes) -> None:
    stream, got = Whole(io.BytesIO(content), length), b""
    try:
        for number, size in enumerate(sizes):
            got += stream.readline(size) if number % 2 else stream.read(size)
        got += stream.read()
    except ConnectionError:
        assert len(content) < length
    else:
        assert got == content[:length]


def test_who_takes_too_long_is_cut_off_and_nobody_else() -> None:
    deadlines = Deadlines(look_every=0.01)
    (slow, its_client), (quick, other_client) = socket.socketpair(), socket.socketpair()
    done, late = (deadlines.begin(one, 0.0) for one in (quick, slow))
    assert done != late
    deadlines.end(done)
    # It waits for ever, unless it is cut off.
    assert slow.recv(1) == b""
    other_client.sendall(b"x")
    assert quick.recv(1) == b"x"
    for one in (slow, its_client, quick, other_client):
        one.close()


def test_a_broken_connection_ends_the_reading_of_a_request() -> None:
    server, client = socket.socketpair()
    reader = server.makefile("rb")
    deadlines = Deadlines(look_every=0.01)
    broken = threading.Event()

    def application(environ, _):
        try:
            environ["wsgi.input"].read(100)
        except ConnectionError:
            broken.set()
        return []

    client.sendall(b"half")
    environ = {"CONTENT_LENGTH": "100", "wsgi.input": reader, "gunicorn.socket": server}
    deadlines.begin(server, 0.0)
    whole(application, _Kept(deadlines))(environ, lambda *_: None)
    assert broken.is_set()
    for one in (reader, server, client):
        one.close()


class _Kept(Deadlines):
    """Leaves the time that was given before as it is."""

    def __init__(self, inner: Deadlines) -> None:
        self._inner = inner

    def begin(self, connection: socket.socket, _: float) -> int:
        return id(connection)

    def end(self, number: int) -> None:
        self._inner.end(number)


def test_a_large_upload_has_more_time_but_not_for_ever() -> None:
    assert 30 <= time_for(1) < time_for(5_000_000) < time_for(20_000_000) <= 300
    assert time_for(10**12) == 300
