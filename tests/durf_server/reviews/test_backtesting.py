"""A proposed policy is tried on the workspace's own drafts before anybody decides."""

from __future__ import annotations

from datetime import timedelta

import pytest

from durf_server.commands.work import every_worker
from durf_server.drafts.content import Content
from durf_server.drafts.models import DraftVersion
from durf_server.drafts.saving import start
from durf_server.policies.deciding import approve, propose
from durf_server.policies.editing import start_version
from durf_server.policies.in_force import in_force
from durf_server.reviews.backtesting import backtest
from tests.durf_server.conftest import NOON, POLICY, join

pytestmark = pytest.mark.django_db
STRICTER = POLICY.replace('version: "1"', 'version: "2"').replace(
    "terms: [sourdough recipe]", "terms: [sourdough recipe, buns]"
)


@pytest.fixture
def proposed(cast):
    for text in ("New buns", "Our turnover is up", "Read our report"):
        start(cast.anna, Content(text), at=NOON)
    start(cast.anna, Content("Old buns"), at=NOON - timedelta(days=400))
    start(cast.sem, Content("Their buns"), at=NOON)
    version = start_version(cast.carla, STRICTER, at=NOON)
    return propose(version, cast.carla, note="", at=NOON)


def test_it_names_the_drafts_whose_verdict_changes(proposed) -> None:
    found = backtest(proposed, at=NOON)
    assert (found["drafts"], found["changed"]) == (3, 1)
    assert found["kinds"] == {"allow > block": 1}
    (shift,) = found["shifts"]
    assert shift["rules"] == ["recipes"]
    assert "buns" not in str(found), "no text is kept with the policy"


def test_what_was_erased_is_left_out(cast, proposed) -> None:
    DraftVersion.objects.filter(draft__title="New buns").update(
        content={}, erased_at=NOON
    )
    assert backtest(proposed, at=NOON)["drafts"] == 2


def test_the_worker_does_it_and_the_page_shows_it(cast, proposed, as_member) -> None:
    worker = every_worker()
    while worker.turn(at=NOON):
        pass
    page = as_member(cast.carla).get(f"/w/bloom/policy/versions/{proposed.number}/")
    assert "New buns" in page.content.decode()


def test_the_worker_puts_a_version_in_force_on_its_day(cast, proposed) -> None:
    second = join(cast.workspace, "Eva", "policy-owner")
    day = NOON + timedelta(days=1)
    approve(proposed, second, from_day=day, at=NOON)
    worker = every_worker()
    worker.plan(at=day)
    while worker.turn(at=day):
        pass
    assert in_force(cast.workspace, fresh=True).number == proposed.number
