"""Who tries passwords is stopped, and stops nobody else."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from durf_server.people.client import address_of, place_of

PASSWORD = "Zeer geheim 1!"
ATTACKER, OWNER = "198.51.100.7", "203.0.113.9"
LOGIN = "/account/login/"


@pytest.fixture(autouse=True)
def nothing_counted(db):
    cache.clear()
    yield
    cache.clear()


def sign_in(client, email, password=PASSWORD, place=OWNER, **more):
    given = {"login": email, "password": password}
    return client.post(LOGIN, given, REMOTE_ADDR=place, **more)


def fail_often(email, times, place=ATTACKER):
    client = Client()
    answers = [sign_in(client, email, f"wrong {n}", place) for n in range(times)]
    assert {answer.status_code for answer in answers} == {200}


def is_in(answer) -> bool:
    return answer.status_code == 302 and answer.url == "/"


def test_the_right_password_signs_in(cast):
    assert is_in(sign_in(Client(), "ANNA@example.org"))
    assert not is_in(sign_in(Client(), "anna@example.org", "wrong"))


def test_who_fails_is_stopped_even_with_the_right_password(cast):
    fail_often("anna@example.org", 5)
    assert not is_in(sign_in(Client(), "anna@example.org", place=ATTACKER))


def test_an_attacker_elsewhere_does_not_lock_the_owner_out(cast):
    fail_often("anna@example.org", 100)
    assert is_in(sign_in(Client(), "anna@example.org", place=OWNER))


def test_an_attacker_behind_the_same_address_does_not_lock_a_known_device_out(cast):
    known = Client()
    assert is_in(sign_in(known, "anna@example.org", place=ATTACKER))
    known.post("/account/logout/")
    fail_often("anna@example.org", 100)
    for n in range(30):
        fail_often(f"nobody{n}@example.org", 4)
    assert not is_in(sign_in(Client(), "anna@example.org", place=ATTACKER))
    assert is_in(sign_in(known, "anna@example.org", place=ATTACKER))


def test_a_known_device_has_an_end_of_tries_too(cast):
    known = Client()
    sign_in(known, "anna@example.org")
    known.post("/account/logout/")
    for n in range(10):
        sign_in(known, "anna@example.org", f"wrong {n}")
    assert not is_in(sign_in(known, "anna@example.org"))


def test_a_device_is_known_for_who_signed_in_with_it_only(cast):
    attackers = Client()
    assert is_in(sign_in(attackers, "sem@example.org", place=ATTACKER))
    attackers.post("/account/logout/")
    for n in range(5):
        sign_in(attackers, "anna@example.org", f"wrong {n}", place=ATTACKER)
    assert not is_in(sign_in(attackers, "anna@example.org", place=ATTACKER))


def test_a_device_cannot_be_made_up(cast):
    client = Client()
    client.cookies["durf-device"] = "eyJudW1iZXIiOiJ4IiwicGVvcGxlIjpbXX0:1:forged"
    fail_often("anna@example.org", 5)
    assert not is_in(sign_in(client, "anna@example.org", place=ATTACKER))


def test_one_place_has_an_end_of_tries_over_all_accounts(cast):
    for n in range(25):
        fail_often(f"nobody{n}@example.org", 4)
    assert not is_in(sign_in(Client(), "anna@example.org", place=ATTACKER))
    assert is_in(sign_in(Client(), "anna@example.org", place=OWNER))


def test_a_made_up_header_gives_nobody_another_address(cast):
    client = Client()
    for n in range(5):
        more = {"HTTP_X_FORWARDED_FOR": f"10.0.0.{n}"}
        sign_in(client, "anna@example.org", "wrong", ATTACKER, **more)
    more = {"HTTP_X_FORWARDED_FOR": "10.9.9.9"}
    assert not is_in(sign_in(client, "anna@example.org", place=ATTACKER, **more))


def request(forwarded: str | None, remote: str = "192.0.2.1"):
    more = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    return RequestFactory().get("/", REMOTE_ADDR=remote, **more)


@pytest.mark.parametrize(
    ("proxies", "forwarded", "found"),
    [
        (0, "10.0.0.1", "192.0.2.1"),
        (1, None, "192.0.2.1"),
        (1, "10.0.0.1", "10.0.0.1"),
        (1, "6.6.6.6, 10.0.0.1", "10.0.0.1"),
        (2, "6.6.6.6, 10.0.0.1, 10.0.0.2", "10.0.0.1"),
        (2, "10.0.0.2", "192.0.2.1"),
        (1, "6.6.6.6, nonsense", "192.0.2.1"),
    ],
)
def test_only_what_trusted_proxies_say_counts(settings, proxies, forwarded, found):
    settings.TRUSTED_PROXIES = proxies
    assert address_of(request(forwarded)) == found


@given(claimed=st.lists(st.ip_addresses().map(str), max_size=5), own=st.ip_addresses())
def test_nobody_writes_their_own_address(claimed, own):
    from django.test import override_settings

    said = ", ".join([*claimed, str(own)])
    with override_settings(TRUSTED_PROXIES=1):
        assert address_of(request(said)) == str(own)


def test_a_network_of_ipv6_is_one_place():
    places = {place_of(request(None, f"2001:db8:1:2::{n:x}")) for n in range(1, 9)} | {
        place_of(request(None, "2001:db8:1:2:ffff::1"))
    }
    assert len(places) == 1
    assert place_of(request(None, "2001:db8:1:3::1")) not in places
