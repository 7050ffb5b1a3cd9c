"""The pages of people, and what each leaves in the evidence log."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from durf_server.people.models import Absence, Invitation, Member, Person
from durf_server.people.roles import Role
from durf_server.records.models import Entry

GOOD_PASSWORD = "vier natte hazen dansen"


def kinds(workspace) -> list[str]:
    return list(
        Entry.objects.filter(log__workspace=workspace)
        .order_by("index")
        .values_list("kind", flat=True)
    )


def link_in(message) -> str:
    return re.search(r"http://localhost:8800(/\S+)", message.body)[1]


def say_it_is_me(client):
    answer = client.post(
        reverse("account_reauthenticate"), {"password": "Zeer geheim 1!"}
    )
    assert answer.status_code == 302


@pytest.fixture
def carla(cast, as_member):
    return as_member(cast.carla)


def test_somebody_who_is_invited_comes_in_and_is_what_was_said(cast, carla, client):
    carla.post(
        reverse("invite", args=["bloom"]),
        {"email": "Eva@Example.org", "roles": ["author"], "titles": "legal, press"},
    )
    path = link_in(mail.outbox[0])
    assert mail.outbox[0].to == ["eva@example.org"]
    carla.logout()
    assert "eva@example.org" in client.get(path).content.decode()
    given = {"name": "Eva", "language": "nl", "password": GOOD_PASSWORD}
    answer = client.post(path, given)
    assert answer.url == "/w/bloom/"
    eva = Member.objects.get(person__email="eva@example.org")
    assert (eva.roles, eva.titles) == (["author"], ["legal", "press"])
    assert eva.person.language == "nl" and eva.person.check_password(GOOD_PASSWORD)
    assert client.get("/w/bloom/").status_code == 200
    assert kinds(cast.workspace) == ["invitation.sent", "member.joined"]


def test_a_link_works_once(cast, carla):
    carla.post(reverse("invite", args=["bloom"]), {"email": "eva@example.org"})
    path = link_in(mail.outbox[0])
    carla.logout()
    given = {"name": "Eva", "language": "nl", "password": GOOD_PASSWORD}
    carla.post(path, given)
    assert carla.get(path).status_code == 404
    assert carla.post(path, given).status_code == 404


@pytest.mark.parametrize("page", ["invitation-withdraw", "invitation-resend"])
def test_a_link_ends_when_it_is_withdrawn_or_sent_again(cast, carla, page):
    carla.post(reverse("invite", args=["bloom"]), {"email": "eva@example.org"})
    path = link_in(mail.outbox[0])
    number = Invitation.objects.get().pk
    carla.post(reverse(page, args=["bloom", number]))
    assert carla.get(path).status_code == 404
    if page == "invitation-resend":
        assert carla.get(link_in(mail.outbox[1])).status_code == 200


def test_a_link_ends_after_seven_days(cast, carla):
    carla.post(reverse("invite", args=["bloom"]), {"email": "eva@example.org"})
    made = Invitation.objects.get()
    left = made.expires_at - timezone.now()
    assert timedelta(days=6, hours=23) < left <= timedelta(days=7)
    Invitation.objects.update(expires_at=timezone.now())
    assert carla.get(link_in(mail.outbox[0])).status_code == 404


def test_the_secret_of_a_link_is_nowhere_in_the_database(cast, carla):
    carla.post(reverse("invite", args=["bloom"]), {"email": "eva@example.org"})
    secret = link_in(mail.outbox[0]).split("/")[2]
    row = Invitation.objects.values().get()
    assert secret not in str(row)
    assert len(secret) >= 43


def test_who_has_an_account_joins_with_it_and_nobody_else_does(cast, carla, as_member):
    carla.post(
        reverse("invite", args=["bloom"]),
        {"email": cast.sem.person.email, "roles": ["auditor"]},
    )
    path = link_in(mail.outbox[0])
    anna = as_member(cast.anna)
    assert anna.post(path).status_code == 404
    sem = as_member(cast.sem)
    assert sem.post(path).url == "/w/bloom/"
    joined = Member.objects.get(workspace=cast.workspace, person=cast.sem.person)
    assert joined.roles == ["auditor"]
    assert Person.objects.filter(email=cast.sem.person.email).count() == 1


def test_a_password_that_everybody_uses_is_refused(cast, carla, client):
    carla.post(reverse("invite", args=["bloom"]), {"email": "eva@example.org"})
    path = link_in(mail.outbox[0])
    carla.logout()
    given = {"name": "Eva", "language": "nl", "password": "password123"}
    page = client.post(path, given)
    assert page.status_code == 200 and b"errorlist" in page.content
    assert not Person.objects.filter(email="eva@example.org").exists()


def test_where_no_mail_can_be_sent_the_link_is_shown_once(cast, carla, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    page = carla.post(reverse("invite", args=["bloom"]), {"email": "eva@example.org"})
    assert re.search(r"/invitation/[\w-]{43}/", page.content.decode())
    assert "no-store" in page["Cache-Control"]


@pytest.mark.parametrize(
    "email", ["anna@example.org", "ANNA@example.org", "nobody", ""]
)
def test_a_member_or_nonsense_is_not_invited(cast, carla, email):
    page = carla.post(reverse("invite", args=["bloom"]), {"email": email})
    assert page.status_code == 200 and b"errorlist" in page.content
    assert not Invitation.objects.exists()


def test_an_administrator_changes_what_others_may_do(cast, carla):
    page = reverse("member", args=["bloom", cast.anna.pk])
    carla.post(page, {"roles": ["author", "reviewer"], "titles": "medical"})
    cast.anna.refresh_from_db()
    assert cast.anna.roles == ["author", "reviewer"]
    assert cast.anna.titles == ["medical"]
    assert kinds(cast.workspace) == ["member.changed"]


@pytest.mark.parametrize("who", ["anna", "bram", "daan"])
def test_nobody_else_changes_anything(cast, as_member, who):
    client = as_member(getattr(cast, who))
    member = reverse("member", args=["bloom", cast.anna.pk])
    assert client.post(member, {"roles": ["administrator"]}).status_code == 403
    end = reverse("member-end", args=["bloom", cast.anna.pk])
    assert client.post(end).status_code == 403
    assert client.post(reverse("invite", args=["bloom"]), {}).status_code == 403
    assert client.post(reverse("settings", args=["bloom"]), {}).status_code == 403
    assert kinds(cast.workspace) == []


def test_the_last_administrator_stays_one(cast, carla):
    page = reverse("member", args=["bloom", cast.carla.pk])
    assert carla.post(page, {"roles": ["author"]}).status_code == 409
    end = reverse("member-end", args=["bloom", cast.carla.pk])
    assert carla.post(end).status_code == 409
    cast.carla.refresh_from_db()
    assert Role.ADMINISTRATOR in cast.carla.roles and cast.carla.left_at is None


def test_an_administrator_may_go_when_another_is_there(cast, carla):
    carla.post(
        reverse("member", args=["bloom", cast.anna.pk]), {"roles": ["administrator"]}
    )
    answer = carla.post(reverse("member-end", args=["bloom", cast.carla.pk]))
    assert answer.status_code == 302
    assert carla.get("/w/bloom/").status_code == 404


def test_who_left_sees_nothing_and_comes_back_as_the_same_member(
    cast, carla, as_member
):
    carla.post(reverse("member-end", args=["bloom", cast.anna.pk]))
    assert as_member(cast.anna).get("/w/bloom/").status_code == 404
    as_member(cast.carla).post(
        reverse("invite", args=["bloom"]),
        {"email": cast.anna.person.email, "roles": ["listener"]},
    )
    as_member(cast.anna).post(link_in(mail.outbox[0]))
    cast.anna.refresh_from_db()
    assert cast.anna.left_at is None and cast.anna.roles == ["listener"]


def test_everybody_names_their_own_deputy(cast, as_member):
    given = {
        "deputy": str(cast.carla.pk),
        "starts_at": "2030-07-01T09:00",
        "ends_at": "2030-07-15T09:00",
    }
    bram = as_member(cast.bram)
    bram.post(reverse("absence-add", args=["bloom", cast.bram.pk]), given)
    absence = Absence.objects.get()
    # Nine o'clock in Amsterdam, in summer.
    assert absence.starts_at.isoformat() == "2030-07-01T07:00:00+00:00"
    assert kinds(cast.workspace) == ["absence.set"]
    bram.post(reverse("absence-end", args=["bloom", absence.pk]))
    assert not Absence.objects.exists()
    assert kinds(cast.workspace) == ["absence.set", "absence.ended"]


def test_nobody_names_a_deputy_for_a_colleague_but_an_administrator(cast, as_member):
    given = {
        "deputy": str(cast.carla.pk),
        "starts_at": "2030-07-01T09:00",
        "ends_at": "2030-07-15T09:00",
    }
    page = reverse("absence-add", args=["bloom", cast.bram.pk])
    assert as_member(cast.anna).post(page, given).status_code == 403
    assert as_member(cast.carla).post(page, given).status_code == 302
    number = Absence.objects.get().pk
    end = reverse("absence-end", args=["bloom", number])
    assert as_member(cast.anna).post(end).status_code == 403


def test_a_stranger_is_no_deputy(cast, as_member):
    given = {
        "deputy": str(cast.sem.pk),
        "starts_at": "2030-07-01T09:00",
        "ends_at": "2030-07-15T09:00",
    }
    page = reverse("absence-add", args=["bloom", cast.bram.pk])
    assert as_member(cast.bram).post(page, given).status_code == 200
    assert not Absence.objects.exists()


def test_what_holds_for_the_workspace_is_changed_and_recorded(cast, carla):
    given = {
        "name": "Bloom & Co",
        "language": "nl",
        "time_zone": "Europe/Brussels",
        "own_approval": "on",
    }
    carla.post(reverse("settings", args=["bloom"]), given)
    cast.workspace.refresh_from_db()
    assert (cast.workspace.name, cast.workspace.own_approval) == ("Bloom & Co", True)
    assert kinds(cast.workspace) == ["workspace.changed"]


@pytest.mark.parametrize("fault", [{"time_zone": "Mars/Olympus"}, {"name": " "}])
def test_what_cannot_hold_is_shown_and_not_kept(cast, carla, fault):
    given = {"name": "B", "language": "nl", "time_zone": "Europe/Brussels"} | fault
    page = carla.post(reverse("settings", args=["bloom"]), given)
    assert page.status_code == 200 and b"errorlist" in page.content
    assert kinds(cast.workspace) == []


def test_a_token_is_shown_once_to_who_just_signed_in(cast, as_member):
    client = as_member(cast.anna)
    page = reverse("tokens", args=["bloom"])
    given = {"name": "bot", "scopes": ["check"], "days": "30"}
    assert "/reauthenticate/" in client.post(page, given).url
    say_it_is_me(client)
    shown = client.post(page, given).content.decode()
    secret = re.search(r"durf_[\w-]{43}", shown)[0]
    assert secret not in client.get(page).content.decode()
    token = cast.anna.tokens.get()
    client.post(reverse("token-revoke", args=["bloom", token.pk]))
    token.refresh_from_db()
    assert token.revoked_at is not None
    assert kinds(cast.workspace) == ["token.issued", "token.revoked"]


def test_nobody_revokes_the_token_of_a_colleague(cast, as_member):
    client = as_member(cast.anna)
    say_it_is_me(client)
    client.post(
        reverse("tokens", args=["bloom"]),
        {"name": "bot", "scopes": ["check"], "days": "0"},
    )
    page = reverse("token-revoke", args=["bloom", cast.anna.tokens.get().pk])
    assert as_member(cast.bram).post(page).status_code == 404
    assert as_member(cast.carla).post(page).status_code == 302


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize(
    "page", ["members", "invite", "me", "settings", "tokens", "member", "absence-add"]
)
def test_every_page_can_be_seen(cast, carla, page, language):
    cast.carla.person.language = language
    cast.carla.person.save()
    say_it_is_me(carla)
    more = [cast.anna.pk] if page in {"member", "absence-add"} else []
    answer = carla.get(reverse(page, args=["bloom", *more]))
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.content.decode()
    assert " style=" not in answer.content.decode()


def test_members_come_in_pages(cast, carla, monkeypatch):
    monkeypatch.setattr("durf_server.people.members_views.PAGE", 3)
    first = carla.get(reverse("members", args=["bloom"])).content.decode()
    following = re.search(r'href="(\?after=[\w-]+)"', first)[1]
    second = carla.get(reverse("members", args=["bloom"]) + following).content.decode()
    pages = [re.findall(r"/members/([\w-]{36})/", page) for page in (first, second)]
    everybody = cast.workspace.members.values_list("pk", flat=True)
    assert [len(page) for page in pages] == [3, 1]
    assert sorted(pages[0] + pages[1]) == sorted(map(str, everybody))
