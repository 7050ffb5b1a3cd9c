"""Whoever is not a member gets nothing, at any address, by any method.

The routes are found by asking Django for them.  A route with something in its address
that has no example below fails the test: add one, of the workspace bloom.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from durf_server.people.models import Member, OneTimeLink
from durf_server.people.tokens import SCOPES, issue
from durf_server.records.models import Entry
from tests.durf_server.example_objects import Examples, examples_of

if TYPE_CHECKING:
    from collections.abc import Iterator

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
# What everybody may see, and why.
OPEN = {
    "choose/": "everybody chooses a language",
    "health": "whether it runs, for who watches the machine",
    "robots.txt": "that there is nothing for robots",
    "account/login/": "the way in",
    "account/logout/": "the way out",
    "account/signup/": "says that it is closed",
    "account/inactive/": "says that an account is closed",
    "account/confirm-email/": "says to look in the mail",
    "account/confirm-email/<key>/": "asks for the secret of a mail",
    "account/password/reset/": "the way back in",
    "account/password/reset/done/": "says to look in the mail",
    "account/password/reset/key/<uidb36>-<key>/": "asks for the secret of a mail",
    "account/password/reset/key/done/": "says that it is done",
    "account/2fa/webauthn/login/": "the way in with a passkey",
    "account/3rdparty/login/cancelled/": "says that one stopped",
    "account/3rdparty/login/error/": "says that it failed",
    "account/social/login/cancelled/": "says that one stopped",
    "account/social/login/error/": "says that it failed",
    "api/v1/openapi.json": "the description of the API",
    "api/v1/": "leads to the description",
}
# What answers any number, and why that tells nothing.
ANY_NUMBER = {"notices/": "leads to one's own notices, whatever the number"}
NOTHING = {401, 404, 405}
_CONVERTER = re.compile(r"<(?:\w+:)?(\w+)>")
# Both are ways in; what leads elsewhere shows something.
_WAY_IN = re.compile(r"^(?:/account/(?:login|reauthenticate|3rdparty)/|/$)")


@dataclass(frozen=True, slots=True)
class Route:
    """An address with places to fill in."""

    name: str
    pattern: str

    @property
    def is_of_somebody(self) -> bool:
        return self.pattern.startswith(("w/", "api/")) or "<" in self.pattern

    @property
    def has_number(self) -> bool:
        return len(_CONVERTER.findall(self.pattern)) > 1

    def filled(self, examples: Examples) -> str:
        """Return the address, with numbers of real things of bloom in it."""

        def value(found: re.Match[str]) -> str:
            return examples.value_for(plain, found[1])

        plain = _CONVERTER.sub(r"<\1>", self.pattern)
        return "/" + _CONVERTER.sub(value, self.pattern)


def routes() -> list[Route]:
    return sorted(_walk(get_resolver(), "", ""), key=lambda route: route.pattern)


def _walk(resolver: URLResolver, above: str, space: str) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        here = above + _plain(str(entry.pattern))
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from _walk(entry, here, inner)
        elif isinstance(entry, URLPattern):
            yield Route(f"{space}{entry.name}", here)


def _plain(pattern: str) -> str:
    """Return a pattern as a path; allauth writes some as expressions."""
    named = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", pattern)
    return named.replace("^", "").replace("$", "").replace("\\", "")


@pytest.fixture
def examples(cast):
    return examples_of(cast)


def test_all_routes_are_found():
    names = {route.name for route in routes()}
    assert {"workspace-home", "members", "token-revoke", "account_login"} <= names
    assert len(names) > 60


def test_all_open_routes_are_there():
    gone = set(OPEN) - {route.pattern for route in routes()}
    assert not gone, f"these are no routes any more: {sorted(gone)}"


def test_the_examples_are_real(cast, examples, as_member):
    """A member finds what the stranger does not: it is the gate that is closed."""
    client = as_member(cast.carla)
    client.post("/account/reauthenticate/", {"password": "Zeer geheim 1!"})
    missed = []
    for route in routes():
        if not route.pattern.startswith("w/") or "<" not in route.pattern[13:]:
            continue
        address = route.filled(examples)
        if client.get(address).status_code == 404:
            missed.append(address)
    assert not missed, "\n".join(missed)


def test_every_route_is_closed_to_strangers(cast, examples):
    check_all(Client(), examples, is_signed_in=False)


def test_every_route_is_closed_to_a_member_of_another_workspace(
    cast, examples, as_member
):
    client = as_member(cast.sem)
    client.post("/account/reauthenticate/", {"password": "Zeer geheim 1!"})
    check_all(client, examples, is_signed_in=True)


def test_every_route_is_closed_to_who_left(cast, examples, as_member):
    Member.objects.filter(pk=cast.anna.pk).update(left_at=timezone.now())
    client = as_member(cast.anna)
    client.post("/account/reauthenticate/", {"password": "Zeer geheim 1!"})
    check_all(client, examples, is_signed_in=True)


def test_nothing_of_bloom_is_reached_through_another_workspace(
    cast, examples, as_member
):
    """Sem may be in Elsewhere; what has a number of bloom is not there."""
    client = as_member(cast.sem)
    client.post("/account/reauthenticate/", {"password": "Zeer geheim 1!"})
    shown = []
    before = state()
    for route in routes():
        part = route.pattern.split("/", 2)[-1].partition("<")[0]
        if not route.pattern.startswith("w/") or not route.has_number:
            continue
        address = route.filled(examples).replace("/w/bloom/", "/w/elsewhere/", 1)
        for method in METHODS:
            answer = ask(client, method, address)
            shown += leaks(f"{method} {address}", answer, examples)
            if part not in ANY_NUMBER and answer.status_code not in {403, *NOTHING}:
                shown.append(f"{method} {address} answers {answer.status_code}")
    assert not shown, "\n".join(shown)
    assert state() == before


def test_the_api_is_closed_to_the_token_of_another_workspace(cast, examples):
    _, secret = issue(cast.sem, "sem's", list(SCOPES), at=timezone.now())
    client = Client(headers={"authorization": f"Bearer {secret}"})
    shown = []
    before = state()
    for route in routes():
        if not route.pattern.startswith("api/") or route.pattern in OPEN:
            continue
        address = route.filled(examples)
        for method in METHODS:
            answer = ask(client, method, address)
            shown += leaks(f"{method} {address}", answer, examples)
            if "<" in route.pattern and answer.status_code < 300:
                shown.append(f"{method} {address} answers {answer.status_code}")
    assert not shown, "\n".join(shown)
    assert state() == before


def check_all(client: Client, examples: Examples, *, is_signed_in: bool) -> None:
    """Ask every route, by every method; nothing may be shown or changed."""
    shown = []
    before = state()
    for route in routes():
        if route.pattern in OPEN or (is_signed_in and not route.is_of_somebody):
            continue
        address = route.filled(examples)
        for method in METHODS:
            answer = ask(client, method, address)
            shown += leaks(f"{method} {address}", answer, examples)
            if not is_nothing(answer):
                shown.append(f"{method} {address} answers {answer.status_code}")
    assert not shown, "\n".join(shown)
    assert state() == before


def is_nothing(answer) -> bool:
    if answer.status_code in {301, 302}:
        return bool(_WAY_IN.match(answer.headers["Location"]))
    return answer.status_code in NOTHING


def leaks(asked: str, answer, examples: Examples) -> list[str]:
    """Return what an answer shows of bloom."""
    if getattr(answer, "streaming", False):
        text = b"".join(answer.streaming_content).decode(errors="replace")
    else:
        text = answer.content.decode(errors="replace")
    text += str(answer.headers)
    return [f"{asked} shows {word!r}" for word in examples.canaries if word in text]


def ask(client: Client, method: str, address: str):
    kind = "application/json" if address.startswith("/api/") else None
    more = {"content_type": kind, "data": "{}"} if kind and method != "GET" else {}
    return getattr(client, method.lower())(address, **more)


def state() -> tuple[int, ...]:
    """Return what changes when anything of a workspace does."""
    entries = Entry.objects.filter(log__workspace__slug="bloom").count()
    links = OneTimeLink.objects.filter(used_at__isnull=False).count()
    return entries, links
