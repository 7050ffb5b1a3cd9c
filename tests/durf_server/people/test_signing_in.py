"""Second steps, recovery, lost passwords, new addresses and sessions."""

from __future__ import annotations

import base64
import hmac
import re
import struct
import time
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver, resolve, reverse
from django.utils import timezone

from durf_server.errors import NotThere
from durf_server.people import factor_urls
from durf_server.people.factors import on_record
from durf_server.people.links import link_by_secret, sign_in_link, use_link
from durf_server.people.models import OneTimeLink
from durf_server.records.models import Entry

PASSWORD = "Zeer geheim 1!"
NEW_PASSWORD = "vier natte hazen dansen"


@pytest.fixture(autouse=True)
def nothing_counted(db):
    cache.clear()
    yield
    cache.clear()


def code_of(secret: str, later: int = 0) -> str:
    """RFC 6238, from the specification: what an app on a phone shows."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    counter = struct.pack(">Q", int(time.time()) // 30 + later)
    digest = hmac.new(key, counter, "sha1").digest()
    at = digest[-1] & 15
    number = struct.unpack(">I", digest[at : at + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


def sign_in(client, password=PASSWORD, place="203.0.113.9"):
    given = {"login": "anna@example.org", "password": password}
    return client.post("/account/login/", given, REMOTE_ADDR=place)


def say_it_is_me(client):
    client.post("/account/reauthenticate/", {"password": PASSWORD})


def set_up_app(client) -> tuple[str, list[str]]:
    """Set up an app, and return its secret and the recovery codes."""
    say_it_is_me(client)
    page = client.get("/account/2fa/totp/activate/").content.decode()
    secret = re.search(r"<code>([A-Z2-7]{16,})</code>", page)[1]
    answer = client.post("/account/2fa/totp/activate/", {"code": code_of(secret)})
    assert answer.url == "/account/2fa/recovery-codes/"
    shown = client.get(answer.url).content.decode()
    return secret, re.findall(r"<code>([\w-]{6,})</code>", shown)


@pytest.fixture
def app(cast):
    client = Client()
    sign_in(client)
    secret, codes = set_up_app(client)
    client.post("/account/logout/")
    # The same code is not taken twice, and the next one is near enough.
    cache.clear()
    return secret, codes


def give_code(client, code, place="203.0.113.9"):
    return client.post("/account/2fa/authenticate/", {"code": code}, REMOTE_ADDR=place)


def test_a_code_is_asked_for_after_the_password(app):
    secret, _ = app
    client = Client()
    assert sign_in(client).url == "/account/2fa/authenticate/"
    assert client.get("/w/bloom/").status_code == 302
    assert give_code(client, "000000").status_code == 200
    assert give_code(client, code_of(secret, later=1)).url == "/"
    assert client.get("/w/bloom/").status_code == 200


def test_a_code_works_once(app):
    secret, _ = app
    code = code_of(secret, later=1)
    first, second = Client(), Client()
    sign_in(first)
    assert give_code(first, code).url == "/"
    sign_in(second)
    assert give_code(second, code).status_code == 200


def test_a_recovery_code_works_once(app):
    _, codes = app
    assert len(codes) == 10
    first, second = Client(), Client()
    sign_in(first)
    assert give_code(first, codes[0]).url == "/"
    sign_in(second)
    assert give_code(second, codes[0]).status_code == 200
    assert give_code(second, codes[1]).url == "/"


def test_who_guesses_codes_is_stopped_and_the_owner_elsewhere_is_not(app):
    _, codes = app
    attacker = Client()
    sign_in(attacker, place="198.51.100.7")
    for n in range(8):
        give_code(attacker, f"{n:06}", place="198.51.100.7")
    assert give_code(attacker, codes[0], place="198.51.100.7").status_code == 200
    owner = Client()
    sign_in(owner)
    assert give_code(owner, codes[0]).url == "/"


def test_the_secret_of_an_app_lies_locked(app):
    secret, codes = app
    kept = " ".join(str(one.data) for one in Authenticator.objects.all())
    assert secret not in kept and codes[0] not in kept


def test_a_second_step_is_taken_off_by_who_just_signed_in_only(app, cast):
    client = Client()
    client.force_login(
        cast.anna.person,
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    answer = client.post("/account/2fa/totp/deactivate/")
    assert "reauthenticate" in answer.url
    assert Authenticator.objects.filter(type="totp").exists()


def test_a_forgotten_password_is_made_anew_by_mail(cast):
    client = Client()
    client.post("/account/password/reset/", {"email": "anna@example.org"})
    path = re.search(r"http://localhost:8800(/\S+)", mail.outbox[0].body)[1]
    page = client.get(path, follow=True)
    given = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    client.post(page.redirect_chain[-1][0], given)
    assert sign_in(Client()).status_code == 200
    assert sign_in(Client(), NEW_PASSWORD).url == "/"
    again = Client().get(path, follow=True).content.decode()
    assert "does not work" in again


def test_the_link_to_a_new_password_leads_here_whatever_host_is_asked(cast):
    Client().post(
        "/account/password/reset/",
        {"email": "anna@example.org"},
        HTTP_HOST="evil.example",
    )
    assert "evil.example" not in mail.outbox[0].body + mail.outbox[0].subject
    assert "http://localhost:8800/account/" in mail.outbox[0].body


def test_nobody_learns_who_has_an_account(cast):
    pages = [
        Client().post("/account/password/reset/", {"email": email}, follow=True)
        for email in ("anna@example.org", "nobody@example.org")
    ]
    texts = [re.sub(r'value="[^"]{40,}"', "", p.content.decode()) for p in pages]
    assert texts[0] == texts[1]
    assert [message.to for message in mail.outbox] == [["anna@example.org"]]


def test_a_new_address_counts_once_its_mail_was_answered(cast):
    client = Client()
    sign_in(client)
    say_it_is_me(client)
    client.post("/account/email/", {"email": "anna@new.example", "action_add": ""})
    cast.anna.person.refresh_from_db()
    assert cast.anna.person.email == "anna@example.org"
    [sent] = [one for one in mail.outbox if one.to == ["anna@new.example"]]
    client.post(re.search(r"http://localhost:8800(/\S+)", sent.body)[1])
    cast.anna.person.refresh_from_db()
    assert cast.anna.person.email == "anna@new.example"
    assert [*EmailAddress.objects.values_list("email", "verified")] == [
        ("anna@new.example", True)
    ]


def test_a_changed_password_ends_all_sessions(cast):
    here, elsewhere = Client(), Client()
    sign_in(here)
    sign_in(elsewhere)
    here.post(
        "/account/password/change/",
        {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD},
    )
    assert elsewhere.get("/w/bloom/").status_code == 302


def test_sessions_are_listed_and_ended_from_elsewhere(cast):
    here, lost = Client(), Client(headers={"user-agent": "Lost phone"})
    sign_in(here)
    sign_in(lost)
    lost.get("/w/bloom/")
    here.get("/w/bloom/")
    assert "Lost phone" in here.get("/account/sessions/").content.decode()
    here.post("/account/sessions/")
    assert lost.get("/w/bloom/").status_code == 302
    assert here.get("/w/bloom/").status_code == 200


def test_who_left_durf_cannot_sign_in(cast):
    cast.anna.person.is_active = False
    cast.anna.person.save()
    client = Client()
    sign_in(client)
    assert client.get("/w/bloom/").status_code == 302


def test_nobody_signs_up_without_an_invitation(cast):
    given = {"email": "eva@example.org", "password1": NEW_PASSWORD}
    Client().post("/account/signup/", given)
    assert not EmailAddress.objects.filter(email="eva@example.org").exists()


class TestALinkThatSignsIn:
    def test_signs_in_once_and_only_when_the_button_is_pressed(self, cast):
        path = sign_in_link(cast.anna.person, timezone.now()).removeprefix(
            "http://localhost:8800"
        )
        client = Client()
        assert client.get(path).status_code == 200
        assert client.get(path).status_code == 200
        assert client.post(path).url == "/"
        assert client.get("/w/bloom/").status_code == 200
        assert Client().post(path).status_code == 404

    def test_is_on_the_record_of_the_workspace(self, cast):
        now = timezone.now()
        secret = sign_in_link(cast.anna.person, now).split("/")[-2]
        use_link(secret, at=now)
        kinds = Entry.objects.order_by("index").values_list("kind", flat=True)
        assert list(kinds) == ["sign-in-link.made", "sign-in-link.used"]

    def test_ends_after_a_quarter_of_an_hour(self, cast):
        now = timezone.now()
        secret = sign_in_link(cast.anna.person, now).split("/")[-2]
        link_by_secret(secret, at=now + timedelta(minutes=14))
        with pytest.raises(NotThere):
            link_by_secret(secret, at=now + timedelta(minutes=15))

    def test_is_kept_as_a_hash_only(self, cast):
        secret = sign_in_link(cast.anna.person, timezone.now()).split("/")[-2]
        assert secret not in str(OneTimeLink.objects.values().get())

    def test_signs_nobody_in_who_may_not(self, cast):
        secret = sign_in_link(cast.anna.person, timezone.now()).split("/")[-2]
        cast.anna.person.is_active = False
        cast.anna.person.save()
        with pytest.raises(NotThere):
            use_link(secret, at=timezone.now())

    @pytest.mark.usefixtures("app")
    def test_passes_by_a_lost_second_step(self, cast):
        link = sign_in_link(cast.anna.person, timezone.now())
        client = Client()
        client.post(link.removeprefix("http://localhost:8800"))
        client.post("/account/2fa/totp/deactivate/")
        assert not Authenticator.objects.filter(type="totp").exists()


def kinds() -> list[str]:
    rows = Entry.objects.filter(log__workspace__slug="bloom").order_by("index")
    return list(rows.values_list("kind", flat=True))


def test_what_changes_in_an_account_is_on_the_record(app, cast):
    assert kinds() == ["second-factor.added", "recovery-codes.made"]
    client = Client()
    sign_in(client)
    give_code(client, code_of(app[0], later=1))
    say_it_is_me(client)
    client.post("/account/2fa/recovery-codes/generate/")
    client.post("/account/2fa/totp/deactivate/")
    assert kinds()[2:] == [
        "recovery-codes.made",
        "second-factor.removed",
        "recovery-codes.removed",
    ]
    entries = list(Entry.objects.all())
    assert all(str(cast.anna.pk).encode() in bytes(one.act) for one in entries)
    assert not any(b"anna" in bytes(one.act).lower() for one in entries)


def add_key(cast) -> Authenticator:
    return Authenticator.objects.create(
        user=cast.anna.person, type="webauthn", data={"name": "Key", "credential": {}}
    )


@pytest.mark.django_db(transaction=True)
def test_a_removed_key_is_on_the_record_and_told(cast):
    client, key = Client(), add_key(cast)
    client.force_login(
        cast.anna.person,
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    say_it_is_me(client)
    client.post(f"/account/2fa/webauthn/keys/{key.pk}/remove/")
    assert kinds() == ["second-factor.removed"]
    assert [one.to for one in mail.outbox] == [["anna@example.org"]]


def test_a_factor_changes_with_the_word_of_the_log_or_not_at_all(
    app, cast, monkeypatch
):
    secret, _ = app
    client = Client(raise_request_exception=False)
    sign_in(client)
    give_code(client, code_of(secret, later=1))
    say_it_is_me(client)
    monkeypatch.setattr("durf_server.people.factors.record_everywhere", None)
    before = list(Authenticator.objects.order_by("pk").values("pk", "type", "data"))
    for path in ("recovery-codes/generate", "totp/deactivate"):
        assert client.post(f"/account/2fa/{path}/").status_code == 500
    known = Authenticator.objects.order_by("pk").values("pk", "type", "data")
    assert list(known) == before


def test_a_new_key_comes_with_the_word_of_the_log_or_not_at_all(cast, rf, monkeypatch):
    request = rf.post("/")
    request.user = cast.anna.person
    add = on_record(lambda _: HttpResponse(add_key(cast).pk))
    add(request)
    assert kinds() == ["second-factor.added"]
    monkeypatch.setattr("durf_server.people.factors.record_everywhere", None)
    with pytest.raises(TypeError), transaction.atomic():
        add(request)
    assert Authenticator.objects.count() == 1


# What changes no factor; a page of allauth that is new has to be looked at.
CHANGES_NONE = {
    "mfa_authenticate",
    "mfa_download_recovery_codes",
    "mfa_edit_webauthn",
    "mfa_index",
    "mfa_list_webauthn",
    "mfa_login_webauthn",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_view_recovery_codes",
}


def test_every_page_that_changes_a_factor_is_on_record():
    recorded = {one.name: one.callback for one in factor_urls.urlpatterns}
    every = get_resolver("allauth.mfa.urls").reverse_dict
    assert {name for name in every if isinstance(name, str)} == (
        CHANGES_NONE | recorded.keys()
    )
    for name, view in recorded.items():
        more = {"pk": 1} if "remove" in name else {}
        assert resolve(reverse(name, kwargs=more)).func is view


@pytest.mark.django_db(transaction=True)
def test_a_changed_password_is_on_the_record_and_told(cast):
    client = Client()
    sign_in(client)
    client.post(
        "/account/password/change/",
        {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD},
    )
    assert kinds() == ["password.changed"]
    assert mail.outbox[-1].to == ["anna@example.org"]


@pytest.mark.django_db(transaction=True)
def test_a_mail_server_that_is_away_undoes_nothing(cast, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    client = Client()
    sign_in(client)
    given = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD}
    answer = client.post(
        "/account/password/change/", given | {"password2": NEW_PASSWORD}
    )
    assert answer.status_code == 302
    assert sign_in(Client(), NEW_PASSWORD).url == "/"
    page = Client().post("/account/password/reset/", {"email": "anna@example.org"})
    assert page.status_code == 302


PAGES = (
    "login",
    "logout",
    "password/reset",
    "password/reset/done",
    "password/reset/key/1-bad",
    "inactive",
    "signup",
    "confirm-email",
)
OWN_PAGES = (
    "password/change",
    "email",
    "sessions",
    "2fa",
    "2fa/totp/activate",
    "2fa/webauthn",
    "2fa/webauthn/add",
    "2fa/recovery-codes/generate",
    "reauthenticate",
    "3rdparty",
)


def is_clean(page: str, language: str) -> bool:
    """Whether a page keeps to a strict CSP: no code or style of its own."""
    scripts = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>", page)
    return (
        f'<html lang="{language}"' in page
        and all('type="application/json"' in one for one in scripts)
        and not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", page)
        and len(re.findall("<h1", page)) == 1
    )


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("page", [*PAGES, *OWN_PAGES])
def test_every_page_of_signing_in_is_ours(cast, page, language):
    client = Client(headers={"accept-language": language})
    if page in OWN_PAGES:
        sign_in(client)
    answer = client.get(f"/account/{page}/", follow=True)
    assert answer.status_code == 200
    assert is_clean(answer.content.decode(), language)
    assert "door__card" in answer.content.decode() or "page__head" in (
        answer.content.decode()
    )
