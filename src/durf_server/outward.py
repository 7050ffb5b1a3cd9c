"""Requests to addresses that a person or a server gave: none reaches the inside.

The name is looked up once, every address it has is judged, and the connection goes
to one of those that were judged: a name that answers differently the second time,
a redirect and a name that points at this machine all end at the same gate.
"""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from time import monotonic
from typing import TYPE_CHECKING, Any

import httpcore
import httpx
from django.conf import settings

from durf_server.errors import Unanswered, Unreachable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from httpcore import NetworkStream

# Nobody waits longer for a stranger's server, in seconds.
TIMEOUT = httpx.Timeout(10.0, connect=5.0)
LARGEST_ANSWER = 1_000_000
LONGEST_ANSWER = 30.0
# Reachable by the letter of the registries, yet never what was meant: translation
# to the old internet, tunnels, and addresses between providers.
_NOT_MEANT = [
    ip_network(network)
    for network in (
        "64:ff9b::/96",
        "64:ff9b:1::/48",
        "2002::/16",
        "2001::/32",
        "100.64.0.0/10",
        "192.88.99.0/24",
        "198.18.0.0/15",
    )
]


def is_outside(address: str) -> bool:
    """Tell whether an IP address is one of the public internet.

    >>> is_outside("93.184.216.34"), is_outside("::ffff:127.0.0.1")
    (True, False)
    """
    try:
        found: IPv4Address | IPv6Address = ip_address(address.split("%", maxsplit=1)[0])
    except ValueError:
        return False
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    if not found.is_global or found.is_multicast or found.is_reserved:
        return False
    return not any(
        found in network for network in _NOT_MEANT if network.version == found.version
    )


def post(
    url: str, content: bytes, headers: Mapping[str, str] | None = None
) -> httpx.Response:
    """Post to an address outside, and return the answer, its body cut short.

    Redirects are not followed: who is told to send elsewhere says so to a person.

    Raises:
        Unreachable: it is inside, does not answer in time, or is no address of the
            web; ``code`` of the reason in its arguments.
    """
    return send("POST", url, content, headers)


def get(url: str, headers: Mapping[str, str] | None = None) -> httpx.Response:
    """Fetch from an address outside, as ``post`` does.

    Raises:
        Unreachable: as with ``post``.
    """
    return send("GET", url, b"", headers)


def send(
    method: str,
    url: str,
    content: bytes = b"",
    headers: Mapping[str, str] | None = None,
    *,
    largest: int = LARGEST_ANSWER,
) -> httpx.Response:
    """Make any request to an address outside, as ``post`` does.

    Raises:
        Unanswered: it may have arrived, but no answer came.
        Unreachable: nothing of it arrived.
    """
    if not url.startswith(("https://", "http://")):
        raise Unreachable(reason="it is no address of the web")
    transport = httpx.HTTPTransport(retries=0)
    # The pool's own backend would look names up again without asking anybody.
    transport._pool = httpcore.ConnectionPool(
        ssl_context=httpx.create_ssl_context(), network_backend=_Guarded()
    )
    try:
        with (
            httpx.Client(transport=transport, timeout=TIMEOUT, trust_env=False) as web,
            web.stream(
                method, url, content=content, headers=dict(headers or {})
            ) as answer,
        ):
            body = _read(answer, largest)
            return httpx.Response(
                answer.status_code, headers=answer.headers, content=body
            )
    except (httpx.InvalidURL, UnicodeError):
        raise Unreachable(reason="it is no address of the web") from None
    except (
        httpx.ConnectError,
        httpx.ConnectTimeout,
        httpx.UnsupportedProtocol,
    ) as error:
        raise Unreachable(reason=_reason(error)) from None
    except httpx.TimeoutException:
        raise Unanswered(reason="it did not answer in time") from None
    except httpx.HTTPError as error:
        raise Unanswered(reason=_reason(error)) from None


def _read(answer: httpx.Response, largest: int) -> bytes:
    body, began = b"", monotonic()
    for piece in answer.iter_raw():
        body += piece
        # Also who sends a byte a second comes to an end.
        if len(body) > largest or monotonic() - began > LONGEST_ANSWER:
            break
    return body[:largest]


def _reason(error: httpx.HTTPError) -> str:
    if isinstance(error.__cause__, _Inside) or _Inside.told_by(error):
        return "it is not on the public internet"
    return "it cannot be reached"


class _Inside(httpcore.ConnectError):
    """A name has an address that is not outside."""

    SIGN = "not outside"

    @classmethod
    def told_by(cls, error: Exception) -> bool:
        """Whether the error that httpx made of it is from here."""
        return cls.SIGN in str(error)


class _Guarded(httpcore.SyncBackend):
    """Connects to addresses that were judged, and to nothing by name."""

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> NetworkStream:
        """Look a name up, judge all it has, and connect to the first."""
        addresses = _addresses(host, port)
        if not settings.REACH_INSIDE and not all(map(is_outside, addresses)):
            raise _Inside(_Inside.SIGN)
        return super().connect_tcp(
            addresses[0], port, timeout, local_address, socket_options
        )


def _addresses(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise httpcore.ConnectError("no such name") from None
    return list(dict.fromkeys(str(address[4][0]) for address in found))
