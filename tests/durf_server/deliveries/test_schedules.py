"""Exactly once, by enumeration: every order of up to four faults in one delivery."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from durf_server.deliveries.stages import Stage
from tests.durf_server.deliveries import delivering_badly, schedules
from tests.durf_server.deliveries.fakes import LinkedInModel, XModel, unreadable
from tests.durf_server.deliveries.mastodons import (
    MastodonModel,
    failing,
    gotosocial,
)
from tests.durf_server.deliveries.pds import PdsModel
from tests.durf_server.deliveries.plain import BlindSpeaker, PlainModel
from tests.durf_server.deliveries.schedules import history, tally

if TYPE_CHECKING:
    from durf_server.deliveries.delivering import Deliverer
    from tests.durf_server.deliveries.world import World

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.durf_server.deliveries.world import Model

MOST = 100_000


def blind() -> PlainModel:
    return PlainModel(speaker=BlindSpeaker())


def test_without_faults_it_goes_out_at_once() -> None:
    world = history(PlainModel, 0)
    assert world.row.stage is Stage.SENT
    assert world.model.published(world.post) == 1
    assert world.clock - schedules.START < timedelta(seconds=2)


@pytest.mark.parametrize(
    "model",
    [PlainModel, MastodonModel, gotosocial, failing, PdsModel, XModel, LinkedInModel],
    ids=["plain", "mastodon", "gotosocial", "mastodon-500", "bluesky", "x", "linkedin"],
)
def test_no_history_doubles_or_loses_a_post(model: Callable[[], Model]) -> None:
    found = tally(model, depth=4, most=MOST)
    assert found.count >= MOST
    assert found.doubled == []
    assert found.lost == []
    assert set(found.ends) == {"sent"}


@pytest.mark.parametrize("model", [blind, unreadable])
def test_what_cannot_be_read_back_is_asked_and_never_sent_twice(
    model: Callable[[], Model],
) -> None:
    found = tally(model, depth=3, most=20_000)
    assert found.doubled == []
    assert found.lost == []
    assert found.ends["asked"] > found.count // 3


@pytest.mark.parametrize("worse", [delivering_badly.Retrying, delivering_badly.Hasty])
def test_worse_ways_are_found_out(monkeypatch, worse: type[Deliverer]) -> None:
    """What could not find these out would prove nothing."""
    monkeypatch.setattr("tests.durf_server.deliveries.world.Deliverer", worse)
    found = tally(PlainModel, depth=2, most=MOST)
    assert found.doubled
    schedule = found.doubled[0]
    again = history(PlainModel, schedule)
    assert again.model.published(again.post) > 1


def test_a_history_is_told_by_its_number() -> None:
    for schedule, world in schedules.schedules(PlainModel, depth=2, most=300):
        again: World = history(PlainModel, schedule)
        assert (again.row, again.clock) == (world.row, world.clock)
