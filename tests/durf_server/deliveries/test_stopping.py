"""The stop switch: one press, nothing goes out, and nothing goes out late unasked."""

from __future__ import annotations

from datetime import timedelta

import pytest

from durf_server.deliveries.models import Delivery
from durf_server.deliveries.outbox import DatabaseOutbox
from durf_server.deliveries.stages import Stage
from durf_server.deliveries.stopping import (
    Piled,
    lift,
    lift_all,
    press,
    press_all,
    standing,
)
from durf_server.errors import BadInput, NotAllowed
from durf_server.records.models import Entry
from tests.durf_server.conftest import NOON
from tests.durf_server.deliveries.test_outbox import channel, plan

__all__ = ["channel", "plan"]
pytestmark = pytest.mark.django_db
OUTBOX = DatabaseOutbox()
SOON = NOON + timedelta(minutes=6)


def test_one_press_stops_what_is_due_and_what_is_ready(plan, cast) -> None:
    plan()
    plan()
    claim = OUTBOX.claim(at=NOON)
    press(cast.carla, "a fire in the bakery", at=NOON)
    assert not OUTBOX.intend(claim, at=NOON, settle_at=SOON)
    assert OUTBOX.claim(at=NOON + timedelta(days=2)) is None


@pytest.mark.parametrize(
    ("piled", "stage"),
    [
        (Piled.HOLD, Stage.HELD),
        (Piled.WITHDRAW, Stage.WITHDRAWN),
        (Piled.SEND, Stage.PLANNED),
    ],
)
def test_who_lets_it_go_on_says_what_becomes_of_what_piled_up(
    plan, cast, piled, stage
) -> None:
    due, later = plan(), plan(NOON + timedelta(days=1))
    press(cast.carla, "", at=NOON - timedelta(hours=1))
    assert lift(cast.carla, piled, at=NOON + timedelta(hours=1)) == 1
    due.refresh_from_db()
    later.refresh_from_db()
    assert (due.stage, later.stage) == (stage, Stage.PLANNED)
    assert standing(cast.workspace) is None
    claimed = OUTBOX.claim(at=NOON + timedelta(hours=1))
    assert (claimed is not None) == (piled is Piled.SEND)


def test_a_second_press_is_the_same_and_both_are_on_the_record(cast, plan) -> None:
    first = press(cast.carla, "a fire", at=NOON)
    assert press(cast.carla, "still", at=NOON) == first
    assert lift(cast.carla, Piled.HOLD, at=NOON) == 0
    assert lift(cast.carla, Piled.HOLD, at=NOON) == 0
    kinds = Entry.objects.filter(kind__startswith="delivery.").values_list("kind")
    assert [kind for (kind,) in kinds] == ["delivery.stopped", "delivery.resumed"]
    again = press(cast.carla, "", at=NOON)
    assert again != first


def test_only_who_manages_channels_presses_and_lifts(cast, channel) -> None:
    for who in (cast.anna, cast.daan):
        with pytest.raises(NotAllowed):
            press(who, "", at=NOON)
        with pytest.raises(NotAllowed):
            lift(who, Piled.SEND, at=NOON)
    with pytest.raises(BadInput):
        press(cast.carla, "x" * 501, at=NOON)


def test_the_switch_of_all_leaves_a_workspaces_own_pressed(plan, cast) -> None:
    plan()
    press(cast.carla, "ours", at=NOON)
    press_all("an attack", at=NOON)
    assert lift_all(Piled.SEND, at=NOON) == 0
    assert OUTBOX.claim(at=NOON) is None
    assert lift(cast.carla, Piled.SEND, at=NOON) == 1
    assert OUTBOX.claim(at=NOON) is not None
    assert Delivery.objects.get().stage == Stage.CLAIMED
