"""The frame around every page: who may go where, in which language and light."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from durf_server.console.context import initials_of
from durf_server.drafts.content import Content
from durf_server.drafts.saving import start
from durf_server.people.models import Member
from tests.durf_server.conftest import NOON

if TYPE_CHECKING:
    from django.test import Client


def labels(page) -> list[str]:
    nav = re.search(r'<nav id="places".*?</nav>', page.content.decode(), re.S)
    return re.findall(r"<a [^>]*>([^<]+)</a>", nav[0])


def test_it_leads_to_what_a_member_may_and_to_nothing_else(cast, as_member):
    carla = labels(as_member(cast.carla).get("/w/bloom/"))
    anna = labels(as_member(cast.anna).get("/w/bloom/"))
    assert "Policy" in anna and "Policy" in carla
    assert "People" in carla and "People" not in anna
    assert "Write" in anna and "Write" not in carla


def test_it_says_where_one_is(cast, as_member):
    page = as_member(cast.anna).get(reverse("policy", args=["bloom"])).content.decode()
    assert re.findall(r'<a [^>]*aria-current="page"[^>]*>([^<]+)', page) == ["Policy"]


def test_who_is_in_one_workspace_has_nothing_to_choose(cast, as_member):
    page = as_member(cast.anna).get("/w/bloom/").content.decode()
    assert 'popovertarget="workspaces"' not in page
    assert "Elsewhere" not in page


def test_who_is_in_two_can_change_over(cast, as_member):
    Member.objects.create(
        workspace=cast.elsewhere, person=cast.anna.person, roles=["author"]
    )
    page = as_member(cast.anna).get("/w/bloom/").content.decode()
    assert 'href="/w/elsewhere/"' in page


def test_a_chosen_language_stays_with_the_person(cast, as_member):
    client = as_member(cast.anna)
    client.post("/choose/", {"language": "nl", "next": "/w/bloom/"})
    cast.anna.person.refresh_from_db()
    assert cast.anna.person.language == "nl"
    elsewhere = as_member(cast.anna)
    assert '<html lang="nl"' in elsewhere.get("/w/bloom/").content.decode()


def test_a_chosen_theme_stays_with_the_browser_until_taken_back(cast, as_member):
    client = as_member(cast.anna)
    client.post("/choose/", {"theme": "dark"})
    assert 'data-theme="dark"' in client.get("/w/bloom/").content.decode()
    client.post("/choose/", {"theme": "system"})
    assert "data-theme" not in client.get("/w/bloom/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "back", ["https://elsewhere.example/", "//elsewhere.example", ""]
)
def test_a_choice_leads_to_no_other_site(client: Client, back: str):
    answer = client.post("/choose/", {"language": "nl", "next": back})
    assert answer.headers["location"] == "/"


@pytest.mark.django_db
def test_an_unknown_choice_changes_nothing(client: Client):
    answer = client.post(
        "/choose/", {"language": "xx", "theme": "x\r\nset-cookie: a=b"}
    )
    assert not any(cookie.value for cookie in answer.cookies.values())


def test_a_problem_is_a_page_with_the_right_status(cast, as_member):
    page = as_member(cast.sem).get("/w/bloom/")
    assert page.status_code == 404
    assert "There is no such workspace" in page.content.decode()


def test_an_address_that_is_not_there_is_a_page(cast, as_member, settings):
    page = as_member(cast.anna).get("/nothing/here/")
    assert page.status_code == 404
    assert "nothing at this address" in page.content.decode()


def test_a_fault_of_ours_is_a_page_without_its_cause(cast, as_member, monkeypatch):
    def fail(*_args, **_kw):
        raise RuntimeError("canary-4711")

    client = as_member(cast.anna)
    client.raise_request_exception = False
    monkeypatch.setattr("durf_server.console.views.member_of", fail)
    page = client.get("/w/bloom/")
    assert page.status_code == 500
    assert "our fault" in page.content.decode()
    assert "canary-4711" not in page.content.decode()


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Anna de Vries", "AV"),
        ("anna@example.org", "A"),
        ("", ""),
        ("Ö", "Ö"),
        ("- x", "X"),
    ],
)
def test_initials(name: str, letters: str):
    assert initials_of(name) == letters


def test_times_are_those_of_the_workspace(cast, as_member, monkeypatch):
    """And of no workspace that the same thread showed before."""
    monkeypatch.setattr("durf_server.console.views.now", lambda: NOON)
    assert "13:00" in as_member(cast.anna).get("/w/bloom/").content.decode().replace(
        "1 p.m.", "13:00"
    )
    cast.elsewhere.time_zone = "Asia/Tokyo"
    cast.elsewhere.save()
    as_member(cast.sem).get("/w/elsewhere/")
    assert timezone.get_current_timezone_name() == "Asia/Tokyo"
    as_member(cast.sem).get("/choose/")
    assert timezone.get_current_timezone_name() == "UTC"


def test_a_page_with_places_of_its_own_keeps_the_way_to_all_others(cast, as_member):
    draft = start(cast.anna, Content(text="New buns"), at=NOON)
    page = as_member(cast.anna).get(reverse("draft", args=["bloom", draft.pk]))
    assert labels(page)[:3] == ["Home", "Write", "Drafts"]
