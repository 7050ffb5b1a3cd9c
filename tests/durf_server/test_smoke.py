"""The server starts, keeps strangers out and lets members in."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from durf_server.policies.in_force import in_force

pytestmark = pytest.mark.django_db


def test_every_model_has_its_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_a_stranger_is_led_to_sign_in(cast, client) -> None:
    answer = client.get("/w/bloom/")
    assert answer.status_code == 302
    assert answer.url.startswith("/account/login/")


def test_a_member_of_another_workspace_learns_nothing(cast, as_member) -> None:
    assert as_member(cast.sem).get("/w/bloom/").status_code == 404
    assert as_member(cast.sem).get("/w/nowhere/").status_code == 404


def test_a_member_is_let_in(cast, as_member) -> None:
    assert as_member(cast.anna).get("/w/bloom/").status_code == 200


def test_the_policy_in_force_judges(cast) -> None:
    import durf

    now = in_force(cast.workspace)
    verdict = now.checker.check(durf.Post("Our turnover is up"))
    assert verdict.action == "review"
    assert in_force(cast.workspace) is now
