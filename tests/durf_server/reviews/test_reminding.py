"""A review that waits is asked for again, and after a while others are asked."""

from __future__ import annotations

from datetime import timedelta

import pytest

from durf_server.commands.work import every_task, every_worker
from durf_server.people.models import Absence
from durf_server.policies.deciding import put_in_force as decide
from durf_server.records.models import Entry
from durf_server.reviews.desk import approve
from durf_server.reviews.jobs import RECURRING, TASKS
from durf_server.reviews.reminding import remind_all
from durf_server.work.asking import ask
from tests.durf_server.conftest import NOON, put_in_force
from tests.durf_server.reviews.conftest import LATER, REVIEWED, seal_of, state_of
from tests.durf_server.reviews.test_desk import told

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def test_a_review_is_asked_for_again_after_the_time_of_the_policy(desk) -> None:
    desk.submitted("New buns")
    remind_all(NOON + 3 * HOUR)
    assert told(desk.gijs) == ["review-asked"]
    for _ in range(2):
        remind_all(NOON + 4 * HOUR)
    assert told(desk.gijs) == ["review-asked", "review-reminder"]
    remind_all(NOON + 8 * HOUR)
    assert told(desk.gijs).count("review-reminder") == 2
    assert Entry.objects.filter(kind="review.reminder").count() == 2


def test_others_are_asked_after_a_longer_time_and_once(desk) -> None:
    desk.submitted("Our turnover is up")
    for hours in (24, 25, 26):
        remind_all(NOON + hours * HOUR)
    assert told(desk.faas).count("review-escalated") == 1
    assert Entry.objects.filter(kind="review.escalation").count() == 1


def test_without_a_role_the_administrators_are_asked(desk) -> None:
    text = REVIEWED.replace("  escalate-to: management\n", "")
    put_in_force(desk.cast.workspace, text, number=3)
    desk.submitted("New buns")
    remind_all(NOON + 25 * HOUR)
    assert "review-escalated" in told(desk.cast.carla)


def test_what_was_decided_is_asked_for_no_more(desk) -> None:
    draft = desk.submitted("New buns")
    approve(draft, desk.gijs, "", seal=seal_of(draft), at=LATER)
    remind_all(NOON + 48 * HOUR)
    assert "review-reminder" not in told(desk.els)


def test_a_deputy_is_reminded_instead_of_who_is_away(desk) -> None:
    desk.submitted("Our turnover is up")
    Absence.objects.create(
        member=desk.els,
        deputy=desk.cast.carla,
        starts_at=NOON,
        ends_at=NOON + 48 * HOUR,
    )
    remind_all(NOON + 4 * HOUR)
    assert "review-reminder" in told(desk.cast.carla)
    assert "review-reminder" not in told(desk.els)


def test_every_kind_of_job_that_is_asked_for_can_be_done() -> None:
    tasks, recurring = every_task()
    assert {"judge-again", "send-notice"} <= set(tasks)
    assert {"sweep-drafts", "remind-reviewers", "forget-settled-jobs"} <= set(recurring)
    assert not set(tasks) & set(recurring)
    assert set(TASKS) <= set(tasks)
    assert set(RECURRING) <= set(recurring)


def test_a_policy_that_comes_into_force_is_felt_by_the_next_job(desk) -> None:
    draft = desk.submitted("New buns")
    approve(draft, desk.gijs, "", seal=seal_of(draft), at=LATER)
    stricter = REVIEWED.replace("terms: [turnover]", "terms: [turnover, buns]")
    version = put_in_force(desk.cast.workspace, stricter, number=3)
    desk.cast.workspace.policy_versions.filter(number=3).update(state="approved")
    desk.cast.workspace.policy_versions.filter(number=2).update(state="in-force")
    decide(version, at=LATER)
    worker = every_worker()
    while worker.turn(at=LATER):
        pass
    assert state_of(draft) == "held"


def test_a_workspace_that_is_gone_ends_its_job(desk) -> None:
    job = ask("judge-again", {}, at=NOON)
    assert every_worker().turn(at=NOON)
    job.refresh_from_db()
    assert job.trouble == "not-there"


def test_the_worker_runs_with_all_that_recurs(desk) -> None:
    worker = every_worker()
    worker.plan(at=NOON)
    count = 0
    while worker.turn(at=NOON):
        count += 1
    assert count >= len(every_task()[1])
