"""A version of the policy is written, proposed, decided on, and comes into force."""

from __future__ import annotations

from datetime import timedelta

import pytest

from durf.errors import ExamplesFailed, PolicyFaults
from durf_server.errors import Conflict, NotAllowed, NotNow
from durf_server.people.roles import Role
from durf_server.policies.confirming import confirm, standings
from durf_server.policies.deciding import (
    approve,
    propose,
    put_due_in_force,
    refuse,
)
from durf_server.policies.editing import install, save_text, start_version
from durf_server.policies.in_force import in_force
from durf_server.policies.models import PolicyVersion
from durf_server.work.models import Job
from tests.durf_server.conftest import NOON, POLICY, join

pytestmark = pytest.mark.django_db
State = PolicyVersion.State
STRICTER = POLICY.replace('version: "1"', 'version: "2"').replace(
    "terms: [sourdough recipe]", "terms: [sourdough recipe, rye recipe]"
)


@pytest.fixture
def proposed(cast):
    version = start_version(cast.carla, STRICTER, note="rye too", at=NOON)
    return propose(version, cast.carla, note="rye too", at=NOON)


def test_two_people_on_one_text_never_overwrite_each_other(cast) -> None:
    version = start_version(cast.carla, POLICY, at=NOON)
    base = version.digest
    save_text(version, cast.carla, STRICTER, base=base, at=NOON)
    with pytest.raises(Conflict):
        save_text(version, cast.carla, "other", base=base, at=NOON)
    version.refresh_from_db()
    assert version.text == STRICTER


def test_a_text_that_is_no_policy_cannot_be_proposed(cast) -> None:
    version = start_version(cast.carla, "no front matter", at=NOON)
    with pytest.raises(PolicyFaults):
        propose(version, cast.carla, note="", at=NOON)


def test_a_policy_whose_examples_fail_cannot_be_proposed(cast) -> None:
    wrong = STRICTER.replace('"Here is our sourdough recipe!"', '"Nothing of ours"')
    version = start_version(cast.carla, wrong, at=NOON)
    with pytest.raises(ExamplesFailed):
        propose(version, cast.carla, note="", at=NOON)
    version.refresh_from_db()
    assert version.state == State.EDITED


def test_what_was_proposed_does_not_change_any_more(cast, proposed) -> None:
    with pytest.raises(NotNow):
        save_text(proposed, cast.carla, POLICY, base=proposed.digest, at=NOON)


def test_a_proposal_asks_for_its_backtest(proposed) -> None:
    assert Job.objects.get(kind="backtest").arguments == {"version": str(proposed.pk)}


def test_who_wrote_it_does_not_approve_it(cast, proposed) -> None:
    with pytest.raises(NotAllowed):
        approve(proposed, cast.carla, at=NOON)


def test_a_second_person_puts_it_in_force_and_drafts_are_judged_again(
    cast, proposed
) -> None:
    second = join(cast.workspace, "Eva", Role.POLICY_OWNER)
    before = in_force(cast.workspace)
    approve(proposed, second, at=NOON)
    now = in_force(cast.workspace)
    assert (before.number, now.number) == (1, proposed.number)
    assert Job.objects.filter(kind="judge-again").count() == 1
    old = cast.workspace.policy_versions.get(number=1)
    assert (old.state, old.retired_at) == (State.RETIRED, NOON)


def test_it_comes_into_force_on_its_day_and_not_before(cast, proposed) -> None:
    second = join(cast.workspace, "Eva", Role.POLICY_OWNER)
    day = NOON + timedelta(days=8)
    approve(proposed, second, from_day=day, at=NOON)
    assert put_due_in_force(at=day - timedelta(seconds=1)) == []
    assert in_force(cast.workspace).number == 1
    assert [one.number for one in put_due_in_force(at=day)] == [proposed.number]
    assert in_force(cast.workspace).number == proposed.number


def test_a_refusal_says_why_and_leaves_what_is_in_force(cast, proposed) -> None:
    second = join(cast.workspace, "Eva", Role.POLICY_OWNER)
    refuse(proposed, second, note="too strict", at=NOON)
    proposed.refresh_from_db()
    assert (proposed.state, proposed.decision_note) == (State.REFUSED, "too strict")
    with pytest.raises(NotNow):
        approve(proposed, second, at=NOON)
    assert in_force(cast.workspace).number == 1


def test_a_workspace_gets_its_first_policy_once(cast) -> None:
    with pytest.raises(NotNow):
        install(cast.workspace, POLICY, None, at=NOON)
    cast.elsewhere.policy_versions.all().delete()
    assert install(cast.elsewhere, POLICY, cast.sem, at=NOON).state == State.IN_FORCE


def test_the_report_begins_with_who_has_not_read_it(cast) -> None:
    version = cast.workspace.policy_versions.get(state=State.IN_FORCE)
    confirm(version, cast.anna, at=NOON)
    confirm(version, cast.bram, right=4, asked=5, at=NOON + timedelta(hours=1))
    rows = standings(version)
    assert [str(row.member) for row in rows] == ["Carla", "Daan", "Bram", "Anna"]
    assert [row.right for row in rows] == [None, None, 4, None]


def test_the_first_reading_counts_and_a_better_score_replaces_a_worse(cast) -> None:
    version = cast.workspace.policy_versions.get(state=State.IN_FORCE)
    confirm(version, cast.anna, right=2, asked=5, at=NOON)
    later = NOON + timedelta(days=1)
    confirm(version, cast.anna, right=5, asked=5, at=later)
    again = confirm(version, cast.anna, right=1, asked=5, at=later)
    assert (again.at, again.right) == (NOON, 5)
