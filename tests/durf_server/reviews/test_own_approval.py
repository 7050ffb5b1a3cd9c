"""Whether people may approve what they wrote: a change counts for what is there."""

from __future__ import annotations

import pytest
from django.utils import timezone

from durf_server.commands.work import every_worker
from durf_server.console.changing import change_settings
from durf_server.errors import NotAllowed
from durf_server.people.models import Workspace
from durf_server.people.workspaces import Settings
from durf_server.policies.models import PolicyVersion
from durf_server.reviews.desk import approve
from durf_server.work.models import Job
from tests.durf_server.conftest import NOON
from tests.durf_server.reviews.conftest import LATER, seal_of, state_of

pytestmark = pytest.mark.django_db


def change(client, **more: str) -> None:
    given = {"name": "Bloom", "language": "en", "time_zone": "Europe/Amsterdam"}
    assert client.post("/w/bloom/settings/", given | more).status_code == 302


def work() -> None:
    worker, now = every_worker(), timezone.now()
    while worker.turn(at=now):
        pass


def asked() -> int:
    return Job.objects.filter(kind="judge-again").count()


@pytest.fixture
def allowed(desk) -> None:
    Workspace.objects.filter(slug="bloom").update(own_approval=True)
    for member in (desk.cast.bram, desk.cast.carla):
        member.workspace.refresh_from_db()


@pytest.mark.usefixtures("allowed")
def test_what_somebody_cleared_for_themselves_waits_again(desk, as_member) -> None:
    bram = desk.cast.bram
    own = desk.submitted("New buns", bram)
    approve(own, bram, "", seal=seal_of(own), at=LATER)
    other = desk.submitted("New bread")
    approve(other, bram, "", seal=seal_of(other), at=LATER)
    assert (state_of(own), state_of(other)) == ("cleared", "cleared")
    change(as_member(desk.cast.carla))
    assert asked() == 1
    work()
    assert (state_of(own), state_of(other)) == ("in-review", "cleared")
    assert not Job.objects.exclude(trouble="").exists()


@pytest.mark.usefixtures("allowed")
def test_another_setting_has_nothing_judged_again(desk, as_member) -> None:
    change(as_member(desk.cast.carla), own_approval="on", open_check="on")
    assert asked() == 0


def test_without_a_policy_there_is_nothing_to_judge_by(desk, as_member) -> None:
    PolicyVersion.objects.update(state=PolicyVersion.State.RETIRED)
    change(as_member(desk.cast.carla), own_approval="on")
    assert Workspace.objects.get(slug="bloom").own_approval
    assert asked() == 0


def test_who_may_not_change_it_has_nothing_judged_again(desk) -> None:
    wanted = Settings("Bloom", "en", own_approval=True)
    with pytest.raises(NotAllowed):
        change_settings(desk.cast.bram, wanted, at=NOON)
    assert asked() == 0
