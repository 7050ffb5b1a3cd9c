"""The home page shows this workspace's own figures, and says what it cannot show."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from durf_server.console.evidence_of_fears import evidence
from durf_server.drafts.content import Content
from durf_server.drafts.models import Draft, Judgement
from durf_server.drafts.saving import start
from durf_server.drafts.states import State
from durf_server.policies.confirming import confirm
from durf_server.policies.in_force import forget
from durf_server.reviews import desk
from durf_server.work.asking import ask
from tests.durf_server.conftest import NOON


def written(cast, text: str, at=NOON) -> Draft:
    draft = start(cast.anna, Content(text=text), at=at)
    desk.submit(draft, cast.anna, base=1, at=at + timedelta(minutes=4))
    draft.refresh_from_db()
    return draft


def seal_of(draft) -> str:
    from django.db import transaction

    from durf_server.reviews.case import open_case

    with transaction.atomic():
        return open_case(draft.pk).facts.seal


def test_an_empty_workspace_has_nothing_to_show(cast):
    fears = evidence(cast.workspace, at=NOON)
    assert (fears.time.cleared, fears.time.minutes) == (0, None)
    assert fears.secrets.judged == 0
    assert fears.proof.readers == (4, 0)


def test_it_counts_what_went_without_a_person_and_what_did_not(cast):
    written(cast, "New buns on Friday.")
    asked = written(cast, "Our turnover is up.")
    later = NOON + timedelta(minutes=20)
    desk.approve(asked, cast.bram, "legal", seal=seal_of(asked), at=later)
    fears = evidence(cast.workspace, at=NOON + timedelta(hours=1))
    assert (fears.time.cleared, fears.time.alone, fears.time.share) == (2, 1, 50)
    assert fears.time.minutes == 12
    assert fears.control.escaped == 0
    assert fears.proof.provable == 2
    assert fears.proof.share == 100


def test_what_waits_is_not_counted_as_cleared(cast):
    written(cast, "Our turnover is up.")
    assert evidence(cast.workspace, at=NOON + timedelta(hours=1)).time.cleared == 0


def test_it_sees_what_was_let_past_the_desk(cast):
    """Rows that the desk would never write are seen as what they are."""
    draft = written(cast, "Our turnover is up.")
    Draft.objects.filter(pk=draft.pk).update(state=State.CLEARED, cleared_at=NOON)
    other = written(cast, "New buns on Friday.")
    Judgement.objects.filter(version__draft=other).delete()
    fears = evidence(cast.workspace, at=NOON + timedelta(hours=1))
    assert (fears.control.unapproved, fears.control.unjudged) == (1, 1)
    assert fears.control.escaped == 2
    assert fears.proof.provable == 1


def test_what_is_older_than_thirty_days_is_no_evidence(cast):
    written(cast, "New buns on Friday.")
    fears = evidence(cast.workspace, at=NOON + timedelta(days=31))
    assert fears.time.cleared == 0
    assert fears.secrets.judged == 0


def test_another_workspace_is_not_counted(cast):
    written(cast, "New buns on Friday.")
    assert evidence(cast.elsewhere, at=NOON + timedelta(hours=1)).time.cleared == 0


def test_it_counts_who_has_read_the_policy(cast):
    version = cast.workspace.policy_versions.get()
    confirm(version, cast.anna, at=NOON)
    assert evidence(cast.workspace, at=NOON).proof.readers == (4, 1)


def test_more_drafts_need_no_more_queries(cast, as_member):
    client = as_member(cast.carla)
    written(cast, "New buns on Friday.")
    client.get("/w/bloom/")
    # What is known of the policy for a second costs nothing meanwhile.
    forget(cast.workspace.pk)
    with CaptureQueriesContext(connection) as few:
        client.get("/w/bloom/")
    for number in range(5):
        written(cast, f"New buns on Friday {number}.")
    forget(cast.workspace.pk)
    with CaptureQueriesContext(connection) as more:
        client.get("/w/bloom/")
    assert len(more) == len(few)


def test_the_page_says_what_is_not_served_yet(cast, as_member):
    page = as_member(cast.anna).get("/w/bloom/").content.decode()
    assert page.count("Not answered yet.") == 2
    assert page.count('class="card fear') == 6


@pytest.mark.django_db
def test_health_tells_of_work_that_nobody_does(client):
    assert client.get("/health").json() == {"database": "here", "work": "in time"}
    ask("backtest", {}, at=NOON - timedelta(days=9000))
    answer = client.get("/health")
    assert (answer.status_code, answer.json()["work"]) == (503, "late")


def test_search_engines_are_asked_to_stay_out(client):
    assert b"Disallow: /\n" in client.get("/robots.txt").content
