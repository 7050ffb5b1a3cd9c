"""The first run: one link, one wizard, and a workspace to begin in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from durf.policy.starters import STARTERS
from durf_server.console.welcome import STARTERS as OFFERED
from durf_server.people.first_run import one_time_link
from durf_server.people.models import Member, OneTimeLink, Person, Workspace
from durf_server.policies.in_force import in_force
from durf_server.records.models import Entry

GIVEN = {
    "organisation": "Bakkerij Bloem & Zn.",
    "language": "nl",
    "domain": "bloem.example",
    "starter": "small-business",
    "network": "bluesky",
    "handle": "bloem.example",
    "name": "Carla Bloem",
    "email": "Carla@Bloem.example",
    "password": "vier natte hazen dansen",
}


@pytest.fixture
def path(db):
    return one_time_link(timezone.now()).removeprefix("http://localhost:8800")


def test_it_makes_a_workspace_to_begin_in(path):
    client = Client()
    assert client.get(path).status_code == 200
    assert client.post(path, GIVEN).url == "/w/bakkerij-bloem-zn/"
    carla = Member.objects.select_related("workspace", "person").get()
    assert {"administrator", "policy-owner"} <= set(carla.roles)
    assert carla.person.email == "carla@bloem.example"
    assert carla.person.check_password(GIVEN["password"])
    assert in_force(carla.workspace, fresh=True).policy.language == "nl"
    assert [one.network for one in carla.workspace.channels.all()] == ["bluesky"]
    assert client.get("/w/bakkerij-bloem-zn/").status_code == 200
    kinds = Entry.objects.order_by("index").values_list("kind", flat=True)
    assert list(kinds) == [
        "workspace.made",
        "member.joined",
        "policy.edited",
        "policy.in-force",
        "channel.opened",
    ]


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("starter", STARTERS)
def test_every_model_policy_does(path, starter, language):
    given = GIVEN | {"starter": starter, "language": language, "network": ""}
    assert Client().post(path, given).status_code == 302
    workspace = Workspace.objects.get()
    assert in_force(workspace, fresh=True).policy.language == language
    assert not workspace.channels.exists()


def test_every_model_policy_is_offered():
    assert sorted(value for value, _ in OFFERED) == sorted(STARTERS)


def test_the_link_works_once(path):
    Client().post(path, GIVEN)
    assert Client().get(path).status_code == 404
    assert Client().post(path, GIVEN | {"email": "eve@x.example"}).status_code == 404
    assert Workspace.objects.count() == 1


def test_only_the_newest_link_works_and_none_once_somebody_administers(path, cast=None):
    newest = one_time_link(timezone.now()).removeprefix("http://localhost:8800")
    assert Client().get(path).status_code == 404
    assert Client().post(newest, GIVEN).status_code == 302
    assert one_time_link(timezone.now()) is None
    assert not OneTimeLink.objects.filter(used_at__isnull=True).exists()


def test_the_link_ends_after_a_day_and_is_kept_as_a_hash(path):
    row = OneTimeLink.objects.get()
    assert path.split("/")[2] not in str(vars(row))
    assert row.expires_at - row.made_at == timedelta(hours=24)
    OneTimeLink.objects.update(expires_at=timezone.now())
    assert Client().get(path).status_code == 404


@pytest.mark.parametrize(
    "fault",
    [
        {"password": "password123"},
        {"password": "carla@bloem.example"},
        {"organisation": "{organisation}"},
        {"organisation": ""},
        {"domain": "not a domain"},
        {"starter": "pirates"},
        {"network": "friendster"},
        {"email": "nobody"},
        {"language": "xx"},
    ],
)
def test_what_cannot_be_leaves_nothing_behind_and_the_link_open(path, fault):
    page = Client().post(path, GIVEN | fault)
    assert page.status_code == 200 and b"errorlist" in page.content
    assert not Workspace.objects.exists() and not Person.objects.exists()
    assert not Entry.objects.exists()
    assert Client().post(path, GIVEN).status_code == 302


@pytest.mark.parametrize("name", ["A: B", 'Q"uote', "- dash", "#hash", "É ü 漢字", "'"])
def test_any_name_makes_a_policy_or_is_told(path, name):
    page = Client().post(path, GIVEN | {"organisation": name})
    told = page.status_code == 200 and b"errorlist" in page.content
    assert told or page.status_code == 302
    assert Workspace.objects.exists() != told


def test_nobody_comes_in_by_guessing(db):
    one_time_link(timezone.now())
    for secret in ("x", "a" * 43, "%2e%2e", "é"):
        assert Client().get(f"/welcome/{secret}/").status_code == 404
