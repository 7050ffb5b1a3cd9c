"""Addresses in a text: where they stand, and what their host is."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from durf.text.fold import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from durf.text.view import View

_SCHEME = r"(?P<scheme>https?|ftp)://"
_HOST = r"(?:[\w-]+\.)+[^\W\d_][\w-]+|(?:\d{1,3}\.){3}\d{1,3}"
_ADDRESS = re.compile(
    rf"{_SCHEME}(?:(?P<user>[^\s/@]*)@)?(?P<host>\[[0-9a-f:.]+\]|[\w.-]+)"
    rf"(?::\d{{1,5}})?(?P<rest>[/?#][^\s<>\"]*)?"
    rf"|(?<![\w@./-])(?P<bare>{_HOST})(?::\d{{1,5}})?(?P<tail>[/?#][^\s<>\"]*)?",
    re.IGNORECASE,
)
# A full stop with two letters or a digit after it, as every host has, or a scheme.
_SIGN = re.compile(r"\.(?:\w[\w-]|\d)|://")
_TRAILING = ".,;:!?'\"…)]}»”’"
# Endings of files and sentences that look like the ending of a host.
_NO_ENDING = frozenset(
    "jpg jpeg png gif pdf doc docx xls xlsx ppt pptx txt md csv zip mp3 mp4 mov html "
    "htm php js py json xml exe the and but i we he she they it you my so to".split()
)


@dataclass(frozen=True, slots=True)
class Address:
    """An address in a text.

    Attributes:
        start: its first code point.
        end: the code point after its last.
        text: as it stands.
        host: in the normal form and lower case, without a final dot.
        scheme: such as "https", or "" where none is written.
        has_user: a name or password stands before the host.
        is_disguised: letters that only look like those of ``host`` are in it.
    """

    start: int
    end: int
    text: str
    host: str
    scheme: str
    has_user: bool
    is_disguised: bool = False


def addresses(view: View) -> tuple[Address, ...]:
    """Return the addresses in a text, from left to right."""
    text = view.text
    return tuple(
        address
        for start, end in _places(text)
        for address in _addresses(text, start, end)
    )


def _places(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans between two spaces that have a sign of an address."""
    end = -1
    for sign in _SIGN.finditer(text):
        if sign.start() < end:
            continue
        start = text.rfind(" ", 0, sign.start()) + 1
        end = text.find(" ", sign.end())
        if end < 0:
            end = len(text)
        yield start, end


def _addresses(text: str, first: int, last: int) -> Iterator[Address]:
    for found in _ADDRESS.finditer(text, first, last):
        shown = _without_trailing(found[0])
        scheme = (found["scheme"] or "").lower()
        written = found["host"] if scheme else found["bare"]
        shown_host = _shown(written)
        host = fold(shown_host).decode("utf-8", "replace").lower().strip(".[]")
        if not scheme and not _is_bare_host(host, written):
            continue
        yield Address(
            found.start(),
            found.start() + len(shown),
            shown,
            host,
            scheme,
            bool(found["user"]),
            not shown_host.isascii() and host.isascii(),
        )


def _without_trailing(text: str) -> str:
    shown = text.rstrip(_TRAILING)
    # A bracket that was opened inside the address belongs to it.
    for opened, closed in ("()", "[]"):
        rest = text[len(shown) :]
        if rest.startswith(closed) and shown.count(opened) > shown.count(closed):
            shown += closed
    return shown


def _shown(host: str) -> str:
    """Return a host as a browser may show it: its punycode read."""
    if "xn--" not in host.lower():
        return host
    labels = host.split(".")
    return ".".join(_read_punycode(label) for label in labels)


def _read_punycode(label: str) -> str:
    if not label.lower().startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except UnicodeError:
        return label


def _is_bare_host(host: str, written: str) -> bool:
    ending = host.rpartition(".")[2]
    if ending.isdigit():
        return is_private(host)
    # "word.Word" is a sentence without a space, not a host.
    last = written.rpartition(".")[2]
    return ending not in _NO_ENDING and len(ending) >= 2 and not last[0].isupper()


def is_within(host: str, domain: str) -> bool:
    """Tell whether a host is a domain or lies under it; ``*.`` may stand before."""
    bare = domain.removeprefix("*.")
    return host == bare or host.endswith(f".{bare}")


def is_private(host: str) -> bool:
    """Tell whether a host is an address that only exists inside.

    Whole numbers and hexadecimal numbers are addresses too, for a browser.
    """
    try:
        number = (
            int(host, 0) if re.fullmatch(r"0x[0-9a-f]{1,8}|\d{8,10}", host) else None
        )
        found = ipaddress.ip_address(host if number is None else number)
    except ValueError:
        return False
    return found.is_private or found.is_loopback or found.is_link_local


def is_single_name(address: Address) -> bool:
    """Tell whether an address has a host without a dot, as only insiders use.

    Networks cut addresses short, "https://t…" among them: what is left of those
    is no name.
    """
    host = address.host
    if not address.scheme or not re.fullmatch(r"[a-z][a-z0-9-]*", host):
        return False
    after = address.text.partition("://")[2].rpartition("@")[2][len(host) :]
    return after.startswith(("/", ":")) or (len(host) > 2 and not after)
