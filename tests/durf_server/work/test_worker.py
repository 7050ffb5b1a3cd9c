"""A worker does what is due, once; what fails comes back, what hangs is taken over."""

from __future__ import annotations

import os
import signal
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from durf_server.errors import NotThere, Unreachable
from durf_server.work.asking import ask
from durf_server.work.claiming import claim, finish, put_off
from durf_server.work.models import Job
from durf_server.work.status import status
from durf_server.work.tasks import Recurring, Task, wait_before
from durf_server.work.worker import Worker, forget_settled
from tests.durf_server.conftest import NOON

MINUTE = timedelta(minutes=1)


def worker(do, **more) -> Worker:
    return Worker({"bake": Task(do, **more)}, chance=lambda: 1.0)


@pytest.mark.django_db
def test_what_is_due_is_done_once_and_in_order() -> None:
    done = []
    ours = worker(lambda job, _at: done.append(job.arguments["loaf"]))
    ask("bake", {"loaf": 2}, at=NOON)
    ask("bake", {"loaf": 1}, at=NOON - MINUTE)
    ask("bake", {"loaf": 3}, at=NOON + MINUTE)
    while ours.turn(at=NOON):
        pass
    assert done == [1, 2]
    assert ours.turn(at=NOON + MINUTE)
    assert not ours.turn(at=NOON + MINUTE)
    assert done == [1, 2, 3]


@pytest.mark.django_db
def test_what_nobody_here_knows_is_left_for_others() -> None:
    ask("fly", {}, at=NOON)
    assert not worker(lambda _job, _at: None).turn(at=NOON)


@pytest.mark.django_db
def test_what_fails_is_tried_again_later_and_later_and_given_up() -> None:
    def fail(job, at) -> None:
        raise Unreachable(reason="it cannot be reached")

    ours = worker(fail, attempts=3, first_wait=MINUTE)
    job = ask("bake", {}, at=NOON)
    at, waits = NOON, []
    while job.given_up_at is None:
        assert ours.turn(at=at)
        job.refresh_from_db()
        waits.append(job.due_at - at)
        at = max(at, job.due_at)
    assert waits[:2] == [MINUTE, 2 * MINUTE]
    assert (job.attempts, job.trouble, job.token) == (3, "unreachable", None)
    assert not ours.turn(at=at + timedelta(days=1))


@pytest.mark.django_db
def test_what_cannot_get_better_is_given_up_at_once() -> None:
    def gone(job, at) -> None:
        raise NotThere(what="draft")

    job = ask("bake", {}, at=NOON)
    worker(gone).turn(at=NOON)
    job.refresh_from_db()
    assert (job.given_up_at, job.trouble) == (NOON, "not-there")


@pytest.mark.django_db
def test_a_fault_in_one_job_does_not_end_the_worker_nor_reach_the_log(caplog) -> None:
    def wrong(job, at) -> None:
        raise ValueError("our secret recipe")

    job = ask("bake", {}, at=NOON)
    assert worker(wrong).turn(at=NOON)
    job.refresh_from_db()
    assert job.trouble == "unexpected: ValueError"
    assert "recipe" not in caplog.text


@pytest.mark.django_db
def test_a_claimed_job_is_taken_over_after_its_lease_and_only_then() -> None:
    ask("bake", {}, at=NOON)
    first = claim(["bake"], at=NOON)
    assert first is not None
    assert claim(["bake"], at=NOON + MINUTE) is None
    second = claim(["bake"], at=NOON + 5 * MINUTE)
    assert second is not None
    assert (second.pk, second.attempts) == (first.pk, 2)
    assert not finish(first, at=NOON + 6 * MINUTE)
    assert not put_off(first, NOON, "late")
    assert finish(second, at=NOON + 6 * MINUTE)
    assert not finish(second, at=NOON + 7 * MINUTE)


@pytest.mark.django_db
def test_a_job_whose_workers_all_died_is_given_up() -> None:
    done = []
    ours = worker(lambda job, _at: done.append(job.pk), attempts=2)
    job = ask("bake", {}, at=NOON)
    for attempt in range(2):
        assert claim(["bake"], at=NOON + 10 * attempt * MINUTE) is not None
    assert ours.turn(at=NOON + 60 * MINUTE)
    job.refresh_from_db()
    assert job.trouble == "lost"
    assert not done


@pytest.mark.django_db
def test_asking_twice_for_what_waits_asks_once_and_for_the_earlier_time() -> None:
    late = ask("bake", {}, key="loaf", at=NOON + MINUTE)
    early = ask("bake", {}, key="loaf", at=NOON)
    assert late.pk == early.pk
    assert early.due_at == NOON
    claim(["bake"], at=NOON)
    again = ask("bake", {}, key="loaf", at=NOON)
    assert again.pk != late.pk
    assert ask("bake", {}, key="loaf", at=NOON).pk == again.pk


@pytest.mark.django_db
def test_what_recurs_is_asked_for_once_and_comes_back() -> None:
    done = []
    ours = Worker({}, {"look": Recurring(done.append, MINUTE)})
    ours.plan(at=NOON)
    ours.plan(at=NOON)
    assert ours.turn(at=NOON)
    assert not ours.turn(at=NOON)
    assert ours.turn(at=NOON + MINUTE)
    assert done == [NOON, NOON + MINUTE]


@pytest.mark.django_db
def test_what_recurs_is_never_given_up() -> None:
    def fail(at) -> None:
        raise Unreachable(reason="it cannot be reached")

    ours = Worker({}, {"look": Recurring(fail, MINUTE)})
    ours.plan(at=NOON)
    for turn in range(20):
        assert ours.turn(at=NOON + turn * MINUTE)
    assert Job.objects.get().given_up_at is None


@pytest.mark.django_db
def test_the_status_tells_what_waits_and_what_went_wrong() -> None:
    def fail(job, at) -> None:
        raise Unreachable(reason="it cannot be reached")

    ask("bake", {}, at=NOON - 2 * MINUTE)
    worker(fail, attempts=1).turn(at=NOON)
    ask("bake", {}, at=NOON - MINUTE)
    ask("bake", {}, at=NOON + MINUTE)
    [row] = status(at=NOON)
    assert (row.waiting, row.due, row.claimed, row.given_up) == (1, 1, 0, 1)
    assert (row.oldest, row.trouble) == (NOON - MINUTE, "unreachable")
    claim(["bake"], at=NOON)
    [row] = status(at=NOON)
    assert (row.due, row.claimed) == (0, 1)


@pytest.mark.django_db
def test_what_was_done_long_ago_is_forgotten() -> None:
    job = ask("bake", {}, at=NOON)
    worker(lambda _job, _at: None).turn(at=NOON)
    forget_settled(NOON + timedelta(days=29))
    assert Job.objects.filter(pk=job.pk).exists()
    forget_settled(NOON + timedelta(days=31))
    assert not Job.objects.exists()


@given(st.integers(1, 100), st.floats(0, 1))
def test_waits_grow_but_never_beyond_their_bound(attempt, chance) -> None:
    task = Task(lambda _job, _at: None)
    wait = wait_before(task, attempt, chance)
    assert task.first_wait / 2 <= wait <= task.longest_wait
    assert wait <= wait_before(task, attempt + 1, 1.0)


_LABOUR = """
import sys, time
from durf_server.work.tasks import Task
from durf_server.work.worker import Worker

def bake(job, at):
    print(job.arguments["number"], flush=True)
    if job.arguments["number"] == int(sys.argv[1]):
        time.sleep(60)

worker = Worker({"bake": Task(bake)})
while worker.turn(at=now() + timedelta(minutes=int(sys.argv[2]))):
    pass
"""
_ASK = """
import sys
from durf_server.work.asking import ask
for number in range(int(sys.argv[1])):
    ask("bake", {"number": number}, at=now())
"""
_OPEN = """
from durf_server.work.models import Job
print(Job.objects.filter(done_at=None).count())
"""


def test_workers_beside_each_other_do_each_job_once(apart) -> None:
    apart.run(_ASK, "40")
    workers = [apart.start(_LABOUR, "-1", "0") for _ in range(3)]
    done = [line for one in workers for line in one.communicate()[0].split()]
    assert sorted(map(int, done)) == list(range(40))
    assert apart.run(_OPEN) == ["0"]


def test_a_worker_killed_half_way_loses_nothing(apart) -> None:
    """What it had settled is not done again, what it had begun is."""
    apart.run(_ASK, "6")
    with apart.start(_LABOUR, "3", "0") as first:
        seen = [int(first.stdout.readline()) for _ in range(4)]
        os.kill(first.pid, signal.SIGKILL)
    # The lease is not over: what the dead worker held is left alone.
    assert apart.run(_LABOUR, "-1", "1") == ["4", "5"]
    assert seen == [0, 1, 2, 3]
    assert apart.run(_LABOUR, "-1", "6") == ["3"]
    assert apart.run(_OPEN) == ["0"]
