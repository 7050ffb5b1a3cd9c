"""A person says yes on the network's own page, and nothing leaks on the way."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from durf.errors import BadAnswer, TryLater, Unauthorised
from durf.networks import oauth
from durf.networks.linkedin import sign_in as linkedin
from durf.networks.oauth import App, Service
from durf.networks.talking import Answer, Purpose
from durf.networks.x import sign_in as x
from tests.durf.networks.driving import drive, in_turn

AT = datetime(2026, 12, 1, 9, tzinfo=UTC)
BACK = "https://durf.example/back?x=1"
SERVICE = Service(
    "https://one.example/yes",
    "https://one.example/token",
    "https://one.example/revoke",
    ("read", "write"),
)
PUBLIC, SECRETIVE = App("client&1"), App("client&1", "secret:1")
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
GRANT = {
    "access_token": "access",
    "token_type": "Bearer",
    "expires_in": 7200,
    "refresh_token": "next",
    "scope": "read write",
}


def answer(content: object, status: int = 200, **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, named, json.dumps(content).encode())


def fields(request) -> dict[str, str]:
    assert request.method == "POST"
    assert request.purpose is Purpose.PREPARE
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"
    return dict(parse_qsl(request.body.decode(), strict_parsing=True))


def exchanged(said: Answer, app: App = PUBLIC, service: Service = SERVICE):
    noting = in_turn([said])
    talk = oauth.exchange(service, app, "a code", BACK, AT, verifier=VERIFIER)
    return drive(talk, noting), noting.requests[0]


def test_the_example_of_the_standard_holds() -> None:
    """RFC 7636, appendix B."""
    challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    assert oauth.challenge_of(VERIFIER) == challenge


@pytest.mark.parametrize("verifier", ["", "a" * 42, "a" * 129, "a" * 42 + "é", "a" * 42 + "+"])  # fmt: skip
def test_a_verifier_that_proves_little_is_not_used(verifier) -> None:
    with pytest.raises(ValueError):
        oauth.challenge_of(verifier)


@given(st.text("abcXYZ019-._~", min_size=43, max_size=128))
def test_a_challenge_never_shows_its_verifier(verifier) -> None:
    challenge = oauth.challenge_of(verifier)
    assert len(challenge) == 43
    assert challenge not in verifier


def test_a_person_is_sent_with_a_challenge_and_no_secret() -> None:
    for app in (PUBLIC, SECRETIVE):
        url = oauth.address(SERVICE, app, BACK, "a state", verifier=VERIFIER)
        assert url.startswith("https://one.example/yes?")
        assert dict(parse_qsl(urlsplit(url).query)) == {
            "response_type": "code",
            "client_id": "client&1",
            "redirect_uri": BACK,
            "scope": "read write",
            "state": "a state",
            "code_challenge": oauth.challenge_of(VERIFIER),
            "code_challenge_method": "S256",
        }
        assert VERIFIER not in url
        assert "secret" not in url


def test_a_public_client_says_its_name_and_shows_the_verifier() -> None:
    secrets, request = exchanged(answer(GRANT))
    assert "authorization" not in request.headers
    assert fields(request) == {
        "grant_type": "authorization_code",
        "code": "a code",
        "redirect_uri": BACK,
        "code_verifier": VERIFIER,
        "client_id": "client&1",
    }
    assert secrets == {
        "token": "access",
        "refresh_token": "next",
        "scope": "read write",
        "expires_at": "2026-12-01T11:00:00+00:00",
        "client": "client&1",
    }


def test_a_client_with_a_secret_shows_it_in_a_header() -> None:
    """Both are form-encoded first: RFC 6749, 2.3.1."""
    secrets, request = exchanged(answer(GRANT), SECRETIVE)
    scheme, pair = request.headers["authorization"].split()
    assert scheme == "Basic"
    assert base64.b64decode(pair) == b"client%261:secret%3A1"
    assert "client_id" not in fields(request)
    assert secrets["client_secret"] == "secret:1"


def test_linkedin_wants_the_secret_in_the_form_and_no_proof() -> None:
    url = oauth.address(linkedin.MEMBER, SECRETIVE, BACK, "s", verifier=VERIFIER)
    assert "code_challenge" not in url
    _, request = exchanged(answer(GRANT | {"scope": "openid,profile,w_member_social"}), SECRETIVE, linkedin.MEMBER)  # fmt: skip
    sent = fields(request)
    assert (sent["client_id"], sent["client_secret"]) == ("client&1", "secret:1")
    assert "code_verifier" not in sent
    assert "authorization" not in request.headers


def test_an_app_of_linkedin_without_a_secret_proves_itself() -> None:
    url = oauth.address(linkedin.NATIVE, PUBLIC, BACK, "s", verifier=VERIFIER)
    assert url.startswith("https://www.linkedin.com/oauth/native-pkce/authorization?")
    assert "code_challenge=" in url


@pytest.mark.parametrize("service", [x.SERVICE, linkedin.MEMBER, linkedin.ORGANISATION, linkedin.NATIVE])  # fmt: skip
def test_secrets_go_nowhere_but_to_the_network_over_tls(service) -> None:
    for url in (service.authorize, service.token, service.revoke):
        parts = urlsplit(url)
        assert parts.scheme == "https"
        assert parts.hostname in ("x.com", "api.x.com", "www.linkedin.com")


@pytest.mark.parametrize(
    ("said", "trouble"),
    [
        (answer({"error": "invalid_grant"}, 400), Unauthorised),
        (answer({"error": "invalid_client"}, 401), Unauthorised),
        (answer({}, 429, retry_after="9"), TryLater),
        (answer({}, 500), BadAnswer),
        (Answer(302, {"location": "https://evil.example"}), BadAnswer),
        (Answer(200, {}, b"<html>"), BadAnswer),
        (answer([]), BadAnswer),
        (answer({}), BadAnswer),
        (answer(GRANT | {"access_token": "a\r\nb"}), BadAnswer),
        (answer(GRANT | {"access_token": 7}), BadAnswer),
        (answer(GRANT | {"refresh_token": ""}), BadAnswer),
        (answer(GRANT | {"token_type": "mac"}), BadAnswer),
        (answer(GRANT | {"scope": "read"}), Unauthorised),
    ],
)
def test_what_is_no_grant_is_sorted(said, trouble) -> None:
    with pytest.raises(trouble):
        exchanged(said)


@pytest.mark.parametrize("seconds", [None, "7200", -1, True, 1.5])
def test_a_time_that_makes_no_sense_is_left_out(seconds) -> None:
    assert "expires_at" not in exchanged(answer(GRANT | {"expires_in": seconds}))[0]


def test_a_time_beyond_all_measure_breaks_nothing() -> None:
    assert "expires_at" in exchanged(answer(GRANT | {"expires_in": 10**30}))[0]


def test_a_refresh_gives_the_whole_set() -> None:
    old = {"token": "old", "refresh_token": "once", "client": "client&1"}
    noting = in_turn([answer(GRANT)])
    fresh = drive(oauth.refresh(SERVICE, old, AT), noting)
    assert fields(noting.requests[0]) == {
        "grant_type": "refresh_token",
        "refresh_token": "once",
        "client_id": "client&1",
    }
    assert (fresh["token"], fresh["refresh_token"]) == ("access", "next")
    assert fresh["client"] == "client&1"


def test_a_refresh_token_that_is_not_replaced_stays() -> None:
    """RFC 6749, 6; LinkedIn: the end of its life stays, too."""
    old = {
        "token": "old",
        "refresh_token": "always",
        "refresh_expires_at": "2027-01-01T00:00:00+00:00",
        "client": "c",
        "client_secret": "s",
    }
    said = {"access_token": "access", "expires_in": 60}
    fresh = drive(oauth.refresh(linkedin.MEMBER, old, AT), in_turn([answer(said)]))
    assert fresh == old | {"token": "access", "expires_at": "2026-12-01T09:01:00+00:00"}


def test_without_a_refresh_token_a_person_signs_in_again() -> None:
    with pytest.raises(Unauthorised):
        drive(oauth.refresh(SERVICE, {"token": "old"}, AT), in_turn([]))


def test_tokens_are_given_back_the_one_that_makes_others_first() -> None:
    secrets = {"token": "access", "refresh_token": "next", "client": "client&1"}
    noting = in_turn([answer({}), answer({})])
    drive(oauth.revoke(SERVICE, secrets), noting)
    assert [fields(one) for one in noting.requests] == [
        {"token": "next", "token_type_hint": "refresh_token", "client_id": "client&1"},
        {"token": "access", "token_type_hint": "access_token", "client_id": "client&1"},
    ]


@pytest.mark.parametrize(
    "said",
    [
        Answer(200),
        answer({"error": "unsupported_token_type"}, 400),
        answer({"error": "invalid_request"}, 400),
    ],
)
def test_a_token_that_is_gone_already_is_fine(said) -> None:
    drive(oauth.revoke(SERVICE, {"token": "access"}), in_turn([said]))


@pytest.mark.parametrize(
    ("said", "trouble"),
    [
        (answer({}, 503, retry_after="60"), TryLater),
        (answer({"error": "invalid_client"}, 401), Unauthorised),
        (answer({"error": "something"}, 400), BadAnswer),
        (Answer(400, {}, b"<html>"), BadAnswer),
        (answer({}, 500), BadAnswer),
    ],
)
def test_a_token_that_may_live_on_is_not_called_gone(said, trouble) -> None:
    with pytest.raises(trouble):
        drive(oauth.revoke(SERVICE, {"token": "access"}), in_turn([said]))


def test_errors_and_values_show_no_secret() -> None:
    assert "secret:1" not in repr(SECRETIVE)
    with pytest.raises(BadAnswer) as caught:
        exchanged(answer({"access_token": "kanarie\n"}))
    assert "kanarie" not in f"{caught.value!r} {caught.value}"
