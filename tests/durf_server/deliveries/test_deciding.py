"""What a person says of a delivery, and what follows from it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from durf_server.deliveries.access import delivery_for
from durf_server.deliveries.deciding import (
    it_is_not_out,
    it_is_out,
    let_go_on,
    take_back,
)
from durf_server.deliveries.models import Delivery
from durf_server.deliveries.outbox import DatabaseOutbox
from durf_server.deliveries.stages import Stage
from durf_server.errors import BadInput, NotAllowed, NotNow, NotThere
from durf_server.records.models import Entry
from tests.durf_server.conftest import NOON
from tests.durf_server.deliveries.test_outbox import channel, plan

__all__ = ["channel", "plan"]
pytestmark = pytest.mark.django_db
OUTBOX = DatabaseOutbox()
SOON = NOON + timedelta(minutes=6)


@pytest.fixture
def asked(plan) -> Delivery:
    """A delivery whose fate nobody could see."""
    row = plan()
    claim = OUTBOX.claim(at=NOON)
    OUTBOX.intend(claim, at=NOON, settle_at=SOON)
    OUTBOX.ask_person(claim, "cannot-tell", at=NOON)
    return row


def test_who_sees_it_stand_there_says_so(asked, cast) -> None:
    row = it_is_out(asked, cast.carla, " https://x.example/1 ", at=SOON)
    assert (row.stage, row.sent_url, row.sent_at) == (
        Stage.SENT,
        "https://x.example/1",
        SOON,
    )
    assert OUTBOX.claim(at=SOON + timedelta(days=9)) is None
    assert Entry.objects.last().kind == "delivery.sent"


def test_who_does_not_see_it_still_decides_whether_it_goes(asked, cast) -> None:
    row = it_is_not_out(asked, cast.carla, at=SOON)
    assert row.stage == Stage.HELD
    assert OUTBOX.claim(at=SOON) is None
    let_go_on(row, cast.carla, at=SOON)
    assert OUTBOX.claim(at=SOON).number == row.pk


@pytest.mark.parametrize("url", ["javascript:alert(1)", "x", "https://" + "x" * 2000])
def test_only_an_address_of_a_page_is_kept(asked, cast, url) -> None:
    with pytest.raises(BadInput):
        it_is_out(asked, cast.carla, url, at=SOON)
    assert Delivery.objects.get().stage == Stage.UNKNOWN


def test_what_nobody_was_asked_about_is_not_decided(plan, cast) -> None:
    row = plan()
    for decide in (it_is_not_out, let_go_on):
        with pytest.raises(NotNow):
            decide(row, cast.carla, at=NOON)
    claim = OUTBOX.claim(at=NOON)
    OUTBOX.intend(claim, at=NOON, settle_at=SOON)
    with pytest.raises(NotNow):
        take_back(row, cast.carla, at=NOON)
    with pytest.raises(NotNow):
        it_is_out(row, cast.carla, "", at=NOON)


def test_taking_back_takes_the_rest_of_the_thread_along(plan, cast) -> None:
    first = plan()
    second = Delivery.objects.create(
        workspace=first.workspace,
        draft=first.draft,
        version=first.version,
        seal=first.seal,
        channel=first.channel,
        place=1,
        follows=first,
        due_at=NOON,
        made_at=NOON,
    )
    take_back(first, cast.carla, at=NOON)
    second.refresh_from_db()
    assert second.stage == Stage.WITHDRAWN
    assert OUTBOX.claim(at=SOON) is None
    with pytest.raises(NotNow):
        let_go_on(second, cast.carla, at=NOON)


def test_only_who_manages_channels_decides_and_only_here(asked, cast) -> None:
    for decide in (it_is_not_out, let_go_on, take_back):
        with pytest.raises(NotAllowed):
            decide(asked, cast.anna, at=NOON)
    with pytest.raises(NotAllowed):
        it_is_out(asked, cast.anna, "", at=NOON)
    with pytest.raises(NotThere):
        delivery_for(cast.sem, asked.pk)
    assert delivery_for(cast.anna, asked.pk) == asked
