"""The kind ``links``: addresses that hide, expose, imitate or are not counted."""

from __future__ import annotations

import os.path
from dataclasses import asdict, dataclass
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from durf.kinds.links.address import (
    Address,
    addresses,
    is_private,
    is_single_name,
    is_within,
)
from durf.kinds.links.likeness import resembles
from durf.kinds.look import Match, Triggers
from durf.source.nodes import Mapping as MappingNode
from durf.source.nodes import Scalar
from durf.source.wanted import Wanted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from durf.kinds.look import Look, Reading, Subject
    from durf.source.nodes import Node

LISTS = ("deny", "allow", "lookalikes", "on")
FLAGS = ("shorteners", "insecure", "credentials", "junk")
KEYS = (*LISTS, *FLAGS, "internal", "tracking")
# X wraps every link of a post in this one itself.
WRAPPER = "t.co"
_INSIDE = (
    "local",
    "lan",
    "intra",
    "intranet",
    "corp",
    "internal",
    "home.arpa",
    "localhost",
)
_JUNK = frozenset(
    "fbclid gclid dclid msclkid igshid mc_eid yclid twclid ttclid _ga".split()
)


@dataclass(frozen=True)
class LinksLook:
    """What is wrong with an address.

    Args:
        deny: hosts that may not be linked, those under them included.
        allow: the only hosts that may be linked, if any are given.
        shorteners: addresses whose destination cannot be seen.
        internal: names that exist only inside.
        inside: more such names; ``*.example.org`` for all under one.
        lookalikes: domains that others may not imitate.
        tracking: parameters that links to ``on`` must carry, such as ``utm_source``,
            each with the value that mends its absence, or "".
        on: the hosts that must be counted.
        insecure: addresses without encryption.
        credentials: a name or password in an address.
        junk: parameters by which others follow the reader.
    """

    deny: tuple[str, ...] = ()
    allow: tuple[str, ...] = ()
    shorteners: bool = False
    internal: bool = False
    inside: tuple[str, ...] = ()
    lookalikes: tuple[str, ...] = ()
    tracking: tuple[tuple[str, str], ...] = ()
    on: tuple[str, ...] = ()
    insecure: bool = False
    credentials: bool = False
    junk: bool = False

    def triggers(self) -> Triggers:
        """Return the signs to watch for: as little of an address as each look needs."""
        signs: list[bytes] = []
        if self.allow or self.deny or self.lookalikes or self.inside or self.tracking:
            signs.append(rb"[a-z0-9\x80-\xff]\.[a-z\x80-\xff]{2}|://")
        else:
            if self.shorteners:
                signs += [_literal(host) for host in shorteners()]
            if self.internal:
                signs += [
                    rb"://(?:[^\s/@]*@)?[a-z0-9-]+(?:[^a-z0-9.-]|$)",
                    rb"://(?:0x|[0-9]{8})",
                ]
                signs += [*(rb"\.%s\b" % name.encode() for name in _INSIDE)]
                signs.append(
                    rb"\b(?:10|127|169|172|192)\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]"
                )
            if self.insecure:
                signs.append(rb"http://[^\s]{3}")
            if self.credentials:
                signs.append(rb"://[^\s/]*@")
            if self.junk:
                signs += [rb"[?&]%s=" % name.encode() for name in sorted(_JUNK)]
        return Triggers(expressions=tuple(signs))

    def finder(self) -> Callable[[Subject], Iterable[Match]]:
        """Make the function that looks at the addresses of a text."""

        def find(subject: Subject) -> Iterable[Match]:
            for address in subject.once(addresses):
                if address.host == WRAPPER:
                    continue
                match = self._judge(address)
                if match is not None:
                    start, end = subject.view.text_span(match.start, match.end)
                    yield match._replace(start=start, end=end)

        return find

    def _judge(self, address: Address) -> Match | None:
        return next(filter(None, self._wrongs(address)), None)

    def _wrongs(self, address: Address) -> Iterator[Match | None]:
        host = address.host
        if any(is_within(host, denied) for denied in self.deny):
            yield _match(address, "{0} may not be linked", host)
        if self.allow and not any(is_within(host, allowed) for allowed in self.allow):
            yield _match(address, "{0} is not among the hosts that may be linked", host)
        if self.shorteners and (host in shorteners() or host[4:] in shorteners()):
            yield _match(address, "where {0} leads cannot be seen", host)
        if self.internal and self._is_inside(address):
            yield _match(address, "{0} exists only inside", host)
        for domain in self.lookalikes:
            if resembles(host, domain) or (
                address.is_disguised and is_within(host, domain)
            ):
                yield _match(address, "{0} looks like {1}", host, domain)
        if self.credentials and address.has_user:
            yield _match(address, "a name or password stands in the address")
        if self.tracking and any(is_within(host, own) for own in self.on):
            yield self._uncounted(address)
        if self.insecure and address.scheme == "http":
            yield _match(address, "the connection is not encrypted")._replace(
                replacement=f"https{address.text[4:]}"
            )
        if self.junk:
            yield _followed(address)

    def _is_inside(self, address: Address) -> bool:
        host = address.host
        if any(is_within(host, name) for name in (*_INSIDE, *self.inside)):
            return True
        return is_private(host) or is_single_name(address)

    def _uncounted(self, address: Address) -> Match | None:
        query = urlsplit(address.text if address.scheme else f"//{address.text}").query
        given = dict(parse_qsl(query, keep_blank_values=True))
        missing = [(name, value) for name, value in self.tracking if name not in given]
        if not missing:
            return None
        mend = None
        if all(value for _, value in missing):
            body, hash_mark, fragment = address.text.partition("#")
            mark = "&" if query else "?"
            mend = f"{body}{mark}{urlencode(missing)}{hash_mark}{fragment}"
        names = ", ".join(name for name, _ in missing)
        return _match(address, "missing: {0}", names)._replace(replacement=mend)

    def to_json(self) -> dict[str, Any]:
        """Return the look as JSON values."""
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in asdict(self).items()
        }

    def sentence(self, translate: Callable[[str], str]) -> str:
        """Say what is looked for."""
        said = [translate(text) for flag, text in _SAID.items() if getattr(self, flag)]
        for name, text in _SAID_OF.items():
            if getattr(self, name):
                said.append(translate(text).format(_listed(getattr(self, name))))
        return ", ".join(said)


_SAID = {
    "shorteners": "shortened addresses",
    "internal": "addresses that exist only inside",
    "insecure": "addresses without encryption",
    "credentials": "a name or password in an address",
    "junk": "addresses that let others follow the reader",
}
_SAID_OF = {
    "deny": "links to {0}",
    "allow": "links to anything but {0}",
    "lookalikes": "addresses that look like {0}",
    "tracking": "own links without {0}",
}


@cache
def shorteners() -> frozenset[str]:
    """Return the hosts that shorten addresses."""
    path = os.path.join(os.path.dirname(__file__), "shorteners.txt")  # noqa: PTH118, PTH120
    with open(path, encoding="ascii") as lines:  # noqa: PTH123
        return frozenset(lines.read().split())


def _listed(values: Iterable[str | tuple[str, str]]) -> str:
    return ", ".join(v if isinstance(v, str) else v[0] for v in values)


def _literal(host: str) -> bytes:
    return rb"\b" + host.encode().replace(b".", rb"\.") + rb"\b"


def _match(address: Address, *note: str) -> Match:
    return Match(address.start, address.end, note=note)


def _followed(address: Address) -> Match | None:
    if "?" not in address.text:
        return None
    parts = urlsplit(address.text)
    given = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(name, value) for name, value in given if name.lower() not in _JUNK]
    if len(kept) == len(given):
        return None
    mended = urlunsplit(parts._replace(query=urlencode(kept)))
    return _match(address, "it lets others follow the reader")._replace(
        replacement=mended
    )


class _Links:
    name = "links"

    def read(self, node: Node, reading: Reading) -> Look | None:
        wanted = Wanted(reading.faults)
        mapping = wanted.mapping(node, "links", KEYS)
        if mapping is None:
            return None
        found: dict[str, Any] = {}
        for key, value in mapping.items:
            if key.text in LISTS:
                hosts = wanted.texts(value, key.text) or ()
                found[key.text] = tuple(host.lower().strip(".") for host in hosts)
            elif key.text in FLAGS:
                found[key.text] = bool(wanted.flag(value, key.text))
            elif key.text == "internal":
                found |= _internal(value, wanted)
            elif key.text == "tracking":
                found["tracking"] = _tracking(value, wanted)
        if found.get("tracking") and not found.get("on"):
            reading.faults.add(
                node.place,
                "links-on",
                "'tracking' needs 'on': the hosts that are counted",
            )
        return LinksLook(**found)

    def from_json(self, values: Mapping[str, Any]) -> Look:
        made: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in values.items()
        }
        made["tracking"] = tuple((name, value) for name, value in values["tracking"])
        return LinksLook(**made)


def _internal(node: Node, wanted: Wanted) -> dict[str, Any]:
    if isinstance(node, Scalar) and "." not in node.text:
        return {"internal": bool(wanted.flag(node, "internal"))}
    return {"internal": True, "inside": wanted.texts(node, "internal") or ()}


def _tracking(node: Node, wanted: Wanted) -> tuple[tuple[str, str], ...]:
    if not isinstance(node, MappingNode):
        return tuple((name, "") for name in wanted.texts(node, "tracking") or ())
    return tuple(
        (key.text, wanted.text(value, "tracking") or "") for key, value in node.items
    )


KIND = _Links()
