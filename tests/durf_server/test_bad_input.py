"""Whatever is sent, by whoever, to any address: the server answers, and never fails."""

from __future__ import annotations

import json
import re

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings as durf_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from django.utils import timezone

from durf_server.drafts.models import Draft
from durf_server.people.roles import Role
from durf_server.people.tokens import SCOPES, issue
from durf_server.records.models import Entry
from tests.durf_server.example_objects import examples_of
from tests.durf_server.test_routes import OPEN, routes

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
MULTIPART = "multipart/form-data; boundary=x"
DEEP = 100_000
# Names that forms of the pages have; what is no field of a page is not looked at.
FIELDS = """
    text note base campaign language planned_at until channels variant links media
    name slug time_zone roles titles groups email reason decision seal role rule number
    days kind scope subject hours address certificates person version network handle
    next starts_at ends_at deputy password login code after file url scopes question
""".split()
VALUES = {
    "nul": "a%00b",
    "half-a-character": "%ED%A0%80",
    "no-utf-8": "%ff%fe",
    "a-number-beyond-all": "9" * 40,
    "less-than-nothing": "-1",
    "another-script": "%F0%9F%A5%90%D9%8A%E2%80%AE",
    "long": "x" * 30_000,
    "markup": "%3Cscript%3Ealert(1)%3C/script%3E%7B%7B7*7%7D%7D%25s%7B0%7D",
}
BODIES = {
    "nothing": (JSON, b""),
    "no JSON": (JSON, b"{"),
    "another shape": (JSON, b"[1, null]"),
    "a word": (JSON, b'"x"'),
    "very deep": (JSON, b"[" * DEEP + b"]" * DEEP),
    "deep in a field": (
        JSON,
        b'{"text": ' + b'{"a":' * 5000 + b"1" + b"}" * 5000 + b"}",
    ),
    "endless number": (JSON, b'{"base": 1' + b"0" * 6000 + b"}"),
    "no number": (JSON, b'{"base": NaN, "text": Infinity}'),
    "no UTF-8": (JSON, b'{"text": "\xff\xfe"}'),
    "half a form": (MULTIPART, b'--x\r\nContent-Disposition: form-data; name="file'),
    "no boundary": ("multipart/form-data", b"--x"),
    "unknown": ("application/x-nothing", b"\x00\x01"),
    "no type": ("", b"a=b"),
    "many fields": (FORM, b"&".join(b"f%d=1" % n for n in range(1500))),
}


@pytest.fixture
def examples(cast):
    made = examples_of(cast)
    # A passkey that no browser made can be shown by no page.
    Authenticator.objects.filter(type="webauthn").delete()
    return made


@pytest.fixture
def chief(cast, as_member) -> Client:
    """Somebody who may do everything, and whose sign-in is fresh."""
    cast.carla.roles = [role for role in Role if role is not Role.AUDITOR]
    cast.carla.save()
    client = as_member(cast.carla)
    client.raise_request_exception = False
    client.post("/account/reauthenticate/", {"password": "Zeer geheim 1!"})
    return client


@pytest.fixture
def program(cast) -> Client:
    """A token with all scopes."""
    cast.carla.roles = [role for role in Role if role is not Role.AUDITOR]
    cast.carla.save()
    _, secret = issue(cast.carla, "all", list(SCOPES), at=timezone.now())
    headers = {"authorization": f"Bearer {secret}"}
    return Client(raise_request_exception=False, headers=headers)


def everywhere(examples, *, api: bool) -> list[str]:
    """Return an address for each route of the pages, or of the API."""
    return sorted(
        {
            bare(route) if route.pattern in OPEN else route.filled(examples)
            for route in routes()
            if route.pattern.startswith("api/") == api
            and route.name not in {"account_logout", "choose"}
        }
    )


def bare(route) -> str:
    """Return the address of a route that asks for a secret: it gets another one."""
    return "/" + re.sub(r"<[^>]*>", "x", route.pattern)


def failed(asked: str, answer) -> list[str]:
    if answer.status_code < 500 or answer.status_code in {502, 503}:
        return []
    return [f"{asked}: {answer.status_code}"]


def some(of, *quick: str) -> list:
    """Let the quick ones always run, and the rest where there is time."""
    return [
        pytest.param(one, marks=[] if one in quick else [pytest.mark.long])
        for one in of
    ]


@pytest.mark.parametrize("value", some(VALUES, "nul", "half-a-character"))
def test_no_page_fails_whatever_its_fields_hold(chief, examples, value) -> None:
    body = "&".join(f"{name}={VALUES[value]}" for name in FIELDS)
    found = []
    for address in everywhere(examples, api=False):
        answer = chief.generic("POST", address, body, content_type=FORM)
        found += failed(f"POST {address}", answer)
        answer = chief.generic("GET", f"{address}?{body[:6000]}")
        found += failed(f"GET {address}", answer)
    assert found == []


@pytest.mark.parametrize("name", some(BODIES, "another shape", "very deep"))
def test_nothing_fails_whatever_is_sent(chief, program, examples, name) -> None:
    kind, body = BODIES[name]
    found = []
    for is_api, client in ((False, chief), (True, program)):
        for address in everywhere(examples, api=is_api):
            for method in ("POST", "PUT", "PATCH"):
                answer = client.generic(method, address, body, content_type=kind)
                found += failed(f"{method} {address}", answer)
    assert found == []


@pytest.mark.parametrize("text", ["a\0b", "\ud800", "\ud83e", "x" * 300_000])
def test_no_text_makes_the_api_fail(program, examples, text) -> None:
    found = []
    body = json.dumps(
        dict.fromkeys(("text", "note", "reason", "name", "url", "handle"), text)
        | {"base": 1, "network": "x", "kinds": [text], "content": {"text": text}}
        | {"role": text, "seal": text, "channels": [text], "channel": text}
    )
    for address in everywhere(examples, api=True):
        for method in ("POST", "PUT", "PATCH"):
            answer = program.generic(method, address, body, content_type=JSON)
            found += failed(f"{method} {address}", answer)
    answer = program.post("/api/v1/drafts", {"text": text}, content_type=JSON)
    assert answer.status_code == 422
    assert found == []


@pytest.mark.parametrize(
    "number", ["9" * 40, "9223372036854775808", "2147483648", "0", "%00", "-1", "é"]
)
def test_no_number_in_an_address_makes_it_fail(chief, program, number) -> None:
    found = []
    for route in routes():
        address = "/" + re.sub(r"<(?:\w+:)?slug>", "bloom", route.pattern)
        if "<" not in address:
            continue
        address = re.sub(r"<[^>]*>", number, address)
        client = program if route.pattern.startswith("api/") else chief
        for method in ("GET", "POST"):
            found += failed(f"{method} {address}", client.generic(method, address))
    assert found == []


def test_nul_comes_into_no_text_on_any_database(chief, cast) -> None:
    """What SQLite took could never move to PostgreSQL."""
    before = Entry.objects.count()
    for sent in ({"text": "a\0b"}, {"te\0xt": "a"}, {"title": "a", "text": "\0"}):
        assert chief.post("/w/bloom/write/", sent).status_code == 400
    assert chief.get("/w/bloom/drafts/?state=%00").status_code == 400
    assert chief.get("/w/bloom/%00/").status_code == 404
    assert Entry.objects.count() == before


@pytest.mark.parametrize("after", ["%00", "x", "9" * 40, "a:b", "bm90", "%ff", ""])
def test_no_place_in_a_list_makes_it_fail(chief, program, examples, after) -> None:
    found = []
    query = f"after={after}&page={after}&limit={after}&before={after}&month={after}"
    query += f"&week={after}&day={after}&state={after}&kind={after}&person={after}"
    for is_api, client in ((False, chief), (True, program)):
        for address in everywhere(examples, api=is_api):
            found += failed(address, client.get(f"{address}?{query}"))
    assert found == []


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "BREW", "get", "PROPFIND"])
def test_a_method_that_nobody_knows_does_nothing(chief, examples, method) -> None:
    before = Entry.objects.count()
    for address in everywhere(examples, api=False):
        answer = chief.generic(method, address)
        assert failed(address, answer) == []
        assert b"Cookie" not in b"".join(answer)
    assert Entry.objects.count() == before


def test_reading_changes_nothing_whatever_it_says_it_is(chief, cast, examples) -> None:
    """A method in a header or a field is not the method of the request."""
    before = Entry.objects.count(), Draft.objects.count()
    disguised = {"X-HTTP-Method-Override": "POST", "X-Method-Override": "DELETE"}
    for address in everywhere(examples, api=False):
        for method in ("GET", "HEAD", "OPTIONS"):
            chief.generic(method, f"{address}?_method=POST", headers=disguised)
    assert (Entry.objects.count(), Draft.objects.count()) == before


def test_writing_needs_the_token_of_the_page(cast, as_member, examples) -> None:
    """No page takes a form that another site made somebody send."""
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(
        cast.carla.person,
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    taken = []
    for address in everywhere(examples, api=False):
        for origin in ({}, {"origin": "https://elsewhere.example"}):
            answer = strict.post(address, {"text": "x"}, headers=origin)
            if answer.status_code not in {403, 404, 405}:
                taken.append(f"{address}: {answer.status_code}")
    assert taken == []


@pytest.mark.parametrize(
    "host",
    ["elsewhere.example", "localhost.elsewhere.example", "localhost@x", "a b", "@"],
)
def test_another_host_is_refused(client, host) -> None:
    with override_settings(ALLOWED_HOSTS=["localhost"]):
        for address in ("/account/login/", "/api/v1/openapi.json", "/static/x"):
            answer = client.get(address, headers={"host": host})
            assert answer.status_code in {400, 404}
            assert host not in answer.headers.get("location", "x")


def test_a_link_in_a_mail_leads_to_the_address_of_the_settings() -> None:
    """Never to the host that a request named."""
    assert durf_settings.USE_X_FORWARDED_HOST is False


def test_a_form_has_a_largest_size(chief) -> None:
    body = b"text=" + b"x" * (durf_settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
    answer = chief.generic("POST", "/w/bloom/write/", body, content_type=FORM)
    assert answer.status_code in {400, 413}
    assert not Draft.objects.filter(title__startswith="xxx").exists()


def test_what_is_sent_to_the_api_has_a_largest_size(program) -> None:
    text = "x" * (durf_settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
    answer = program.post("/api/v1/drafts", {"text": text}, content_type=JSON)
    assert answer.status_code in {400, 413}
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.png", b"<html><script>alert(1)</script>"),
        ("drawing.png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>"),
        ("program.png", b"\x7fELF" + b"\0" * 64),
        ("half.png", b"\x89PNG\r\n\x1a\n"),
        (
            "huge.png",
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\xff" * 8 + b"\x08\x02\0\0\0",
        ),
        ("../../../etc/passwd", b"GIF89a" + b"\xff" * 4),
        ("empty.jpg", b""),
    ],
)
def test_what_is_no_picture_is_not_kept(chief, name, content, settings, tmp_path):
    settings.MEDIA_DIR = tmp_path
    file = SimpleUploadedFile(name, content, "image/png")
    answer = chief.post("/w/bloom/write/media/", {"file": file})
    assert answer.status_code in {400, 422}
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_an_upload_has_a_largest_size(chief, settings, tmp_path) -> None:
    settings.MEDIA_DIR, settings.MOST_UPLOAD_BYTES = tmp_path, 100
    file = SimpleUploadedFile("x.png", b"\x89PNG\r\n\x1a\n" + b"x" * 100, "image/png")
    answer = chief.post("/w/bloom/write/media/", {"file": file})
    assert answer.status_code in {413, 422}
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_every_answer_has_the_headers_that_keep_browsers_in_bounds(chief, examples):
    lacking = []
    for address in everywhere(examples, api=False):
        headers = chief.get(address).headers
        policy = headers.get("content-security-policy", "")
        is_right = (
            "default-src 'none'" in policy
            and "unsafe" not in policy
            and ("frame-ancestors 'none'" in policy or "sandbox" in policy)
            and headers.get("x-content-type-options") == "nosniff"
            and headers.get("referrer-policy") == "same-origin"
            and headers.get("cross-origin-opener-policy") == "same-origin"
            and headers.get("x-frame-options") == "DENY"
        )
        if not is_right:
            lacking.append(address)
    assert lacking == []


def test_no_page_of_a_member_is_kept_on_the_way(chief, examples) -> None:
    """What a proxy or a shared computer keeps, the next one reads."""
    kept = []
    for address in everywhere(examples, api=False):
        answer = chief.get(address)
        said = answer.headers.get("cache-control", "")
        if "no-store" not in said and "private" not in said:
            kept.append(f"{address}: {said}")
    assert kept == []
