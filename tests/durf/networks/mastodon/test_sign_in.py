"""A person says yes on their own server, and nothing leaks on the way."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from durf.errors import BadAnswer, TryLater, Unauthorised
from durf.networks.mastodon.sign_in import (
    SCOPES,
    App,
    address,
    challenge_of,
    exchange,
    register,
    revoke,
    server_of,
    supports_pkce,
)
from durf.networks.speaking import Account
from durf.networks.talking import Answer, Purpose
from tests.durf.networks.driving import drive, in_turn
from tests.durf.networks.mastodon.answering import answer

SERVER = "https://social.example"
BACK = "https://durf.example/back?x=1"
APP = App("client&1", "secret&1")
TOKEN = {"access_token": "token-1", "token_type": "Bearer", "scope": " ".join(SCOPES)}


def fields(request) -> dict[str, str]:
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"
    return dict(parse_qsl(request.body.decode(), strict_parsing=True))


def exchanged(said, **more):
    noting = in_turn([said])
    return drive(exchange(SERVER, APP, "code", BACK, **more), noting), noting.requests


@pytest.mark.parametrize(
    ("written", "server"),
    [
        ("Social.Example", "https://social.example"),
        (" https://social.example/@anna?x=1#y ", "https://social.example"),
        ("@anna@social.example", "https://social.example"),
        ("anna.b@social.example", "https://social.example"),
        ("http://127.0.0.1:3000", "http://127.0.0.1:3000"),
        ("HTTPS://café.example/", "https://xn--caf-dma.example"),
        ("", ""),
        ("@anna", ""),
        ("ftp://social.example", ""),
        ("https://good.example@social.example", ""),
        ("social.example\r\nx: y", ""),
        ("-social.example", ""),
        ("a..b", ""),
        ("a" * 64 + ".example", ""),
        ("social_.example", ""),
        ("social.example:http", ""),
    ],
)
def test_people_name_their_server_in_many_ways(written, server) -> None:
    assert server_of(written) == server


@given(st.text(max_size=60))
def test_whatever_is_written_names_one_server_or_none(written) -> None:
    server = server_of(written)
    if server:
        parts = urlsplit(server)
        assert f"{parts.scheme}://{parts.netloc}" == server
        assert server_of(server) == server


def test_a_server_gets_to_know_us() -> None:
    noting = in_turn([answer({"client_id": "c", "client_secret": "s"})])
    app = drive(register(SERVER, "durf", BACK, website="https://durf.example"), noting)
    assert app == App("c", "s")
    [request] = noting.requests
    assert request.url == "https://social.example/api/v1/apps"
    assert request.purpose is Purpose.PREPARE
    assert fields(request) == {
        "client_name": "durf",
        "redirect_uris": BACK,
        "scopes": "read:accounts read:statuses write:media write:statuses",
        "website": "https://durf.example",
    }


def test_the_example_of_the_standard_holds() -> None:
    """RFC 7636, appendix B."""
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    assert challenge_of(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_a_person_is_sent_to_their_own_server() -> None:
    url = urlsplit(address(SERVER, APP, BACK, "state&1", verifier="v" * 43))
    assert (url.scheme, url.netloc, url.path) == (
        "https",
        "social.example",
        "/oauth/authorize",
    )
    assert dict(parse_qsl(url.query)) == {
        "response_type": "code",
        "client_id": "client&1",
        "redirect_uri": BACK,
        "scope": " ".join(SCOPES),
        "state": "state&1",
        "code_challenge": challenge_of("v" * 43),
        "code_challenge_method": "S256",
    }


def test_a_server_without_proof_keys_gets_none() -> None:
    assert "code_challenge" not in address(SERVER, APP, BACK, "state")
    _, [request] = exchanged(answer(TOKEN))
    assert "code_verifier" not in fields(request)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        (answer({"code_challenge_methods_supported": ["plain", "S256"]}), True),
        (answer({"code_challenge_methods_supported": ["plain"]}), False),
        (answer({"code_challenge_methods_supported": "S256"}), False),
        (answer({}), False),
        (answer([]), False),
        (Answer(404), False),
        (Answer(200, {}, b"<html>welcome</html>"), False),
    ],
)
def test_whether_it_takes_them_is_asked(said, found) -> None:
    assert drive(supports_pkce(SERVER), in_turn([said])) is found


def test_a_code_becomes_a_token() -> None:
    secrets, [request] = exchanged(answer(TOKEN), verifier="v" * 43)
    assert secrets == {
        "token": "token-1",
        "client": "client&1",
        "client_secret": "secret&1",
    }
    assert request.url == "https://social.example/oauth/token"
    assert fields(request) == {
        "grant_type": "authorization_code",
        "code": "code",
        "client_id": "client&1",
        "client_secret": "secret&1",
        "redirect_uri": BACK,
        "code_verifier": "v" * 43,
        "scope": " ".join(SCOPES),
    }


@pytest.mark.parametrize("scope", ["read write", "read write follow push", "", None])
def test_a_token_that_may_do_more_is_taken(scope) -> None:
    assert exchanged(answer(TOKEN | {"scope": scope}))[0]["token"] == "token-1"


@pytest.mark.parametrize("scope", ["read", "read:accounts write:media", "profile"])
def test_a_token_that_may_do_too_little_is_not(scope) -> None:
    with pytest.raises(Unauthorised):
        exchanged(answer(TOKEN | {"scope": scope}))


@pytest.mark.parametrize(
    ("said", "trouble"),
    [
        (answer({"error": "invalid_grant"}, 400), Unauthorised),
        (answer({"error": "invalid_client"}, 401), Unauthorised),
        (Answer(429), TryLater),
        (Answer(404), BadAnswer),
        (Answer(500), BadAnswer),
        (Answer(302, {"location": "https://elsewhere.example"}), BadAnswer),
        (answer(TOKEN | {"access_token": ""}), BadAnswer),
        (answer(TOKEN | {"access_token": "a\r\nx: y"}), BadAnswer),
        (answer(TOKEN | {"access_token": "a" * 5_000}), BadAnswer),
        (answer(TOKEN | {"access_token": 5}), BadAnswer),
        (answer(TOKEN | {"token_type": "mac"}), BadAnswer),
        (answer([]), BadAnswer),
    ],
)
def test_what_is_no_token_is_not_taken_for_one(said, trouble) -> None:
    with pytest.raises(trouble):
        exchanged(said)


def test_a_token_is_given_back() -> None:
    secrets = {"token": "token-1", "client": "c", "client_secret": "s"}
    account = Account(SERVER, secrets=secrets)
    noting = in_turn([answer({})])
    drive(revoke(account), noting)
    [request] = noting.requests
    assert request.url == "https://social.example/oauth/revoke"
    assert fields(request) == {
        "client_id": "c",
        "client_secret": "s",
        "token": "token-1",
    }
    with pytest.raises(Unauthorised):
        drive(revoke(account), in_turn([Answer(403)]))


def test_no_secret_is_shown_by_accident() -> None:
    noting = in_turn([answer(TOKEN)])
    drive(exchange(SERVER, APP, "code", BACK), noting)
    assert "secret&1" not in repr((APP, noting.requests))
    assert "secret" not in noting.requests[0].url
