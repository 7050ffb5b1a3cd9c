"""Sign in through a directory: a real provider, its groups, and who may not."""

from __future__ import annotations

import html
import re
import runpy
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

import durf_server.people.sign_in
from durf_server.errors import BadSetting
from durf_server.people.groups import read_mapping
from durf_server.people.models import Member, Person
from durf_server.people.nonce import is_answer
from durf_server.people.roles import Role
from durf_server.people.sign_in import provider_of
from durf_server.records.models import Entry
from tests.durf_server.people.directory import directory

SETTINGS = Path(durf_server.people.sign_in.__file__)
EVA = {
    "email": "eva@example.org",
    "email_verified": True,
    "name": "Eva",
    "groups": ["comms", "unknown"],
}


@pytest.fixture(scope="module")
def provider(tmp_path_factory):
    with directory(tmp_path_factory.mktemp("directory")) as running:
        yield running


@pytest.fixture
def sso(cast, provider, settings, monkeypatch):
    """The server, with the environment of somebody who uses the directory."""
    for name, value in {
        "ISSUER": provider.issuer,
        "CLIENT_ID": "durf",
        "CLIENT_SECRET": "between-us-two",
        "NAME": "Bloom account",
        "WORKSPACE": "bloom",
        "GROUPS": "comms=author+reviewer:legal,board=auditor",
        "SCOPES": "openid,profile,email,groups",
    }.items():
        monkeypatch.setenv(f"DURF_OIDC_{name}", value)
    made = runpy.run_path(str(SETTINGS))
    for name in ("OIDC_ISSUER", "OIDC_WORKSPACE", "OIDC_GROUPS", "OIDC_PROVIDER"):
        setattr(settings, name, made[name])
    settings.SOCIALACCOUNT_PROVIDERS = made["SOCIALACCOUNT_PROVIDERS"]
    provider.say(eva=EVA)
    return provider


def browser() -> Client:
    return Client(headers={"host": "localhost:8800"})


def begin(client) -> str:
    page = client.get("/account/login/").text
    action = re.search(r'action="(/account/oidc/[^"]+)"', page)[1]
    return client.post(html.unescape(action)).headers["Location"]


def sign_in(sso, name: str):
    client = browser()
    back = sso.sign_in(begin(client), name)
    return client, client.get(back)


def is_in(client) -> bool:
    return client.get("/w/bloom/").status_code == 200


def member(email: str) -> Member:
    return Member.objects.get(workspace__slug="bloom", person__email=email)


def test_the_page_of_signing_in_offers_the_directory(sso):
    assert "Sign in with Bloom account" in browser().get("/account/login/").text


def test_it_asks_with_a_challenge_and_a_state(sso):
    address = begin(browser())
    assert "code_challenge_method=S256" in address
    assert "code_challenge=" in address and "state=" in address


def test_somebody_new_comes_in_where_their_groups_say(sso):
    client, answer = sign_in(sso, "eva")
    assert answer.url == "/"
    assert is_in(client)
    eva = member("eva@example.org")
    assert (eva.roles, eva.titles) == (["author", "reviewer"], ["legal"])
    assert eva.person.name == "Eva" and not eva.person.has_usable_password()
    [entry] = Entry.objects.filter(log__workspace__slug="bloom")
    assert entry.kind == "member.joined"
    assert b'"by":"single-sign-on"' in bytes(entry.act)


def test_groups_count_anew_at_each_sign_in(sso):
    sign_in(sso, "eva")
    sso.say(eva=EVA | {"groups": ["board"]})
    sign_in(sso, "eva")
    assert member("eva@example.org").roles == ["auditor"]


def test_who_is_in_no_group_any_more_is_out(sso):
    first, _ = sign_in(sso, "eva")
    assert is_in(first)
    sso.say(eva=EVA | {"groups": []})
    client, answer = sign_in(sso, "eva")
    assert answer.status_code == 403
    assert not is_in(client)
    assert not is_in(first)
    assert member("eva@example.org").left_at is not None


def test_who_is_in_no_group_makes_no_account(sso):
    sso.say(eva=EVA | {"groups": ["unknown"]})
    client, answer = sign_in(sso, "eva")
    assert answer.status_code == 403 and not is_in(client)
    assert not Person.objects.filter(email="eva@example.org").exists()


def test_a_verified_address_joins_the_account_that_is_there(sso, cast):
    sso.say(a1=EVA | {"email": "Anna@example.org"})
    client, _ = sign_in(sso, "a1")
    assert is_in(client)
    assert SocialAccount.objects.get().user == cast.anna.person
    assert Person.objects.filter(email__iexact="anna@example.org").count() == 1


def test_an_unverified_address_joins_and_makes_nothing(sso, cast):
    for email in ("anna@example.org", "new@example.org"):
        sso.say(a1=EVA | {"email": email, "email_verified": False})
        client, answer = sign_in(sso, "a1")
        assert answer.status_code == 403 and not is_in(client)
    assert not SocialAccount.objects.exists()
    assert not Person.objects.filter(email="new@example.org").exists()


def test_the_subject_is_who_somebody_is_whatever_their_address(sso):
    sign_in(sso, "eva")
    sso.say(eva=EVA | {"email": "eva.bloom@example.org"})
    client, _ = sign_in(sso, "eva")
    assert is_in(client)
    assert SocialAccount.objects.count() == 1


def test_an_address_that_was_given_to_somebody_new_opens_no_old_account(sso):
    sign_in(sso, "eva")
    sso.say(other=EVA)
    client, answer = sign_in(sso, "other")
    assert answer.status_code == 403 and not is_in(client)
    assert SocialAccount.objects.get().uid == "eva"


def test_the_last_administrator_stays_one(sso, cast):
    sso.say(c1=EVA | {"email": "carla@example.org", "groups": []})
    _, answer = sign_in(sso, "c1")
    assert answer.status_code == 403
    carla = member("carla@example.org")
    assert carla.left_at is None and Role.ADMINISTRATOR in carla.roles


def test_another_issuer_is_not_believed(sso, settings):
    settings.OIDC_ISSUER = "https://elsewhere.example"
    client, answer = sign_in(sso, "eva")
    assert answer.status_code == 403 and not is_in(client)


def test_an_answer_to_somebody_elses_question_is_refused(sso):
    back = sso.sign_in(begin(browser()), "eva")
    stranger = browser()
    stranger.get(back)
    assert not is_in(stranger)


def test_an_answer_counts_once(sso):
    client = browser()
    back = sso.sign_in(begin(client), "eva")
    client.get(back)
    client.logout()
    client.get(back)
    assert not is_in(client)


def nonce_in(address: str) -> str:
    (nonce,) = parse_qs(urlsplit(address).query)["nonce"]
    return nonce


def test_each_sign_in_asks_with_another_nonce_which_nobody_chooses(sso):
    client = browser()
    path = reverse("openid_connect_login", args=[provider_of(sso.issuer)])
    asked = [nonce_in(begin(client)), nonce_in(begin(client))]
    asked.append(
        nonce_in(client.post(f"{path}?auth_params=nonce%3Dmine").headers["Location"])
    )
    assert len(set(asked)) == 3 and "mine" not in asked
    assert all(len(nonce) == 43 for nonce in asked)


def test_a_signed_word_of_another_sign_in_is_refused(sso):
    client = browser()
    address = begin(client)
    other = address.replace(nonce_in(address), nonce_in(begin(browser())))
    answer = client.get(sso.sign_in(other, "eva"))
    assert answer.status_code == 403 and not is_in(client)
    assert not Person.objects.filter(email="eva@example.org").exists()


def test_a_signed_word_without_a_nonce_is_refused(sso):
    client = browser()
    address = begin(client)
    bare = address.replace(f"nonce={nonce_in(address)}", "x=y")
    answer = client.get(sso.sign_in(bare, "eva"))
    assert answer.status_code == 403 and not is_in(client)


def answering(signed: dict[str, object], state: dict[str, object]) -> bool:
    said = {"id_token": signed, "userinfo": {"nonce": "n"}}
    sociallogin = SocialLogin(account=SocialAccount(extra_data=said))
    sociallogin.state = state
    return is_answer(sociallogin)


@pytest.mark.parametrize("state", [{}, {"nonce": ""}, {"nonce": None}])
@pytest.mark.parametrize("signed", [{}, {"nonce": ""}, {"nonce": None}, {"nonce": "n"}])
def test_no_nonce_is_none_that_was_asked_with(state, signed):
    assert not answering(signed, state)


def test_only_the_signed_word_repeats_the_nonce():
    assert answering({"nonce": "n"}, {"nonce": "n"})
    assert not answering({"nonce": "m"}, {"nonce": "n"})
    assert not answering({}, {"nonce": "n"})


WORD = st.text("abcdefghij XYZ-_", min_size=1, max_size=8).map(str.strip).filter(bool)
TITLE = st.from_regex(r"[a-z]{1,8}", fullmatch=True)
ROLES = st.lists(st.sampled_from(Role.values), min_size=1, max_size=3, unique=True)


@given(
    st.dictionaries(
        WORD, st.tuples(ROLES, st.lists(TITLE, max_size=2, unique=True)), max_size=8
    )
)
def test_a_mapping_is_read_as_it_is_written(groups):
    written = ",".join(
        f"{name}={'+'.join(roles)}" + (f":{'+'.join(titles)}" if titles else "")
        for name, (roles, titles) in groups.items()
    )
    found = read_mapping(written)
    assert found.places.keys() == groups.keys()
    for name, (roles, titles) in groups.items():
        assert set(found.places[name].roles) == set(roles)
        assert list(found.places[name].titles) == titles
    everything = found.place_of([*groups, "unknown"])
    assert (everything is None) == (not groups)
    if everything is not None:
        assert set(everything.roles) == {
            r for roles, _ in groups.values() for r in roles
        }


@given(st.text("ab=+:, authorking", max_size=40))
def test_any_other_mapping_is_told(text):
    try:
        found = read_mapping(text)
    except BadSetting as error:
        assert "DURF_OIDC_GROUPS" in error.sentence()
    else:
        assert all(place.roles for place in found.places.values())


def test_subjects_of_two_issuers_are_kept_apart():
    assert provider_of("https://a.example") != provider_of("https://b.example")
