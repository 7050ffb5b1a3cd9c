"""The outbox in a real database: claims, fences, the stop switch, and crashes."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from durf.networks.speaking import Sent
from durf_server.channels.managing import open_channel
from durf_server.deliveries.models import Delivery, Stop
from durf_server.deliveries.outbox import LEASE, DatabaseOutbox
from durf_server.deliveries.stages import Stage
from durf_server.drafts.content import Content
from durf_server.drafts.saving import start
from durf_server.people.roles import Role
from durf_server.records.models import Entry
from tests.durf_server.conftest import NOON
from tests.durf_server.deliveries.plain import PlainModel
from tests.durf_server.deliveries.schedules import POST
from tests.durf_server.deliveries.world import COMMIT, START, Crash, World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from durf_server.channels.models import Channel

pytestmark = pytest.mark.django_db
OUTBOX = DatabaseOutbox()
SOON = NOON + timedelta(minutes=6)


@pytest.fixture
def channel(cast) -> Channel:
    cast.carla.roles = [*cast.carla.roles, Role.CHANNEL_MANAGER]
    return open_channel(cast.carla, "bluesky", "Bloom", at=NOON)


@pytest.fixture
def plan(cast, channel):
    """Plans a delivery of a new draft."""

    def made(due_at=NOON, **more: Any) -> Delivery:
        draft = start(cast.anna, Content("Buns on Friday"), at=NOON)
        return Delivery.objects.create(
            workspace=cast.workspace,
            draft=draft,
            version=draft.versions.get(),
            seal="0" * 64,
            channel=channel,
            due_at=due_at,
            next_at=due_at,
            made_at=NOON,
            **more,
        )

    return made


def test_what_waits_longest_is_claimed_first_and_once(plan) -> None:
    late = plan(NOON - timedelta(minutes=1))
    early = plan(NOON - timedelta(minutes=2))
    plan(NOON + timedelta(minutes=1))
    assert OUTBOX.claim(at=NOON).number == early.pk
    assert OUTBOX.claim(at=NOON).number == late.pk
    assert OUTBOX.claim(at=NOON) is None


def test_a_dead_workers_claim_is_taken_over_and_its_own_counts_no_more(plan) -> None:
    plan()
    dead = OUTBOX.claim(at=NOON)
    assert OUTBOX.claim(at=NOON + LEASE - timedelta(seconds=1)) is None
    heir = OUTBOX.claim(at=NOON + LEASE)
    assert (heir.number, heir.attempts) == (dead.number, 2)
    assert not OUTBOX.intend(dead, at=NOON, settle_at=SOON)
    assert not OUTBOX.refuse(dead, "refused", at=NOON)
    assert OUTBOX.intend(heir, at=NOON, settle_at=SOON)


def test_the_time_that_a_network_is_told_stays_the_same(plan) -> None:
    row = plan()
    OUTBOX.claim(at=NOON)
    OUTBOX.claim(at=NOON + LEASE)
    row.refresh_from_db()
    assert row.written_at == NOON


def test_an_intent_is_never_claimed_to_be_sent_again(plan) -> None:
    plan()
    claim = OUTBOX.claim(at=NOON)
    assert OUTBOX.intend(claim, at=NOON, settle_at=SOON)
    assert OUTBOX.claim(at=SOON - timedelta(seconds=1)) is None
    looking = OUTBOX.claim(at=SOON)
    assert (looking.stage, looking.looks) == (Stage.UNKNOWN, 1)
    # Who made the request knows best, and may say so late.
    assert OUTBOX.note_sent(claim, Sent("at://x/1", "https://x/1"), at=SOON)
    assert not OUTBOX.plan_again(looking, "settled-absent", due_at=SOON)
    assert Delivery.objects.get().stage == Stage.SENT


def test_what_one_delivery_made_is_not_taken_for_anothers(plan) -> None:
    for _ in range(2):
        plan()
        claim = OUTBOX.claim(at=NOON)
        OUTBOX.intend(claim, at=NOON, settle_at=SOON)
        OUTBOX.note_sent(claim, Sent("at://x/1"), at=NOON)
    stages = {(one.stage, one.trouble) for one in Delivery.objects.all()}
    assert stages == {(Stage.SENT, ""), (Stage.UNKNOWN, "another-delivery")}
    assert Delivery.objects.get(stage=Stage.UNKNOWN).asked_at == NOON


def test_a_thread_goes_out_in_its_order(plan) -> None:
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
    claim = OUTBOX.claim(at=NOON)
    assert claim.number == first.pk
    assert OUTBOX.claim(at=NOON) is None
    OUTBOX.intend(claim, at=NOON, settle_at=SOON)
    OUTBOX.note_sent(claim, Sent("at://x/1"), at=NOON)
    assert OUTBOX.claim(at=NOON).number == second.pk


def test_a_channel_that_fails_rests_and_holds_up_no_other(plan, cast) -> None:
    first, second = plan(), plan()
    other = open_channel(cast.carla, "x", "Bloom X", at=NOON)
    third = plan()
    Delivery.objects.filter(pk=third.pk).update(channel=other)
    claim = OUTBOX.claim(at=NOON)
    OUTBOX.plan_again(claim, "try-later", due_at=SOON)
    # The next of the same channel waits along; that of another does not.
    assert OUTBOX.claim(at=NOON).number == third.pk
    assert OUTBOX.claim(at=SOON - timedelta(seconds=1)) is None
    numbers = {OUTBOX.claim(at=SOON).number for _ in range(2)}
    assert numbers == {first.pk, second.pk}


@pytest.mark.parametrize("of_all", [True, False])
def test_the_switch_stops_what_is_claimed_and_what_was(plan, cast, of_all) -> None:
    plan()
    plan()
    claim = OUTBOX.claim(at=NOON)
    stop = Stop.objects.create(workspace=None if of_all else cast.workspace, at=NOON)
    assert not OUTBOX.intend(claim, at=NOON, settle_at=SOON)
    assert OUTBOX.claim(at=NOON) is None
    stop.lifted_at = NOON
    stop.save()
    assert OUTBOX.claim(at=NOON) is not None


def test_another_workspaces_switch_stops_nothing_here(plan, cast) -> None:
    plan()
    Stop.objects.create(workspace=cast.sem.workspace, at=NOON)
    assert OUTBOX.intend(OUTBOX.claim(at=NOON), at=NOON, settle_at=SOON)


def test_what_may_be_out_is_looked_up_though_the_switch_is_pressed(plan) -> None:
    plan()
    OUTBOX.intend(OUTBOX.claim(at=NOON), at=NOON, settle_at=SOON)
    Stop.objects.create(at=NOON)
    assert OUTBOX.claim(at=SOON).stage is Stage.UNKNOWN


def test_the_log_tells_the_whole_way(plan) -> None:
    plan()
    claim = OUTBOX.claim(at=NOON)
    OUTBOX.intend(claim, at=NOON, settle_at=SOON)
    OUTBOX.note_unknown(claim, "answer-lost", settle_at=SOON, at=NOON)
    looking = OUTBOX.claim(at=SOON)
    OUTBOX.note_sent(looking, Sent("at://x/1"), at=SOON)
    kinds = list(
        Entry.objects.filter(kind__startswith="delivery.").values_list(
            "kind", flat=True
        )
    )
    assert kinds == ["delivery.intended", "delivery.unknown", "delivery.sent"]


@dataclass
class Breaking:
    """The outbox in the database, that is killed at its commits."""

    world: World

    def __getattr__(self, name: str) -> Any:
        does = getattr(OUTBOX, name)

        def done(*values: Any, **named: Any) -> Any:
            with self._killed():
                return does(*values, **named)

        return done

    @contextmanager
    def _killed(self) -> Iterator[None]:
        fault = self.world.point(COMMIT)
        if fault == "crash-before":
            raise Crash
        yield
        if fault == "crash-after":
            raise Crash


@pytest.mark.slow
def test_no_crash_and_no_fault_doubles_or_loses_it_here_either(plan, monkeypatch):
    """The same histories as by enumeration, with the real rows."""
    row = plan(START)
    monkeypatch.setattr("tests.durf_server.deliveries.world.Rows", Breaking)
    first = _history(row, {})
    played = 1
    for point, options in enumerate(first.points):
        for option, fault in enumerate(options):
            if fault == "sleep-after":
                continue
            world = _history(row, {point: option})
            assert world.model.published(POST) == 1, fault
            assert Delivery.objects.get(pk=row.pk).stage == Stage.SENT, fault
            played += 1
    assert played > 25


def _history(row: Delivery, faults: dict[int, int]) -> World:
    Delivery.objects.filter(pk=row.pk).update(
        stage=Stage.PLANNED,
        next_at=START,
        token=None,
        attempts=0,
        looks=0,
        trouble="",
        sent_number="",
    )
    world = World(PlainModel(), POST, faults)
    while True:
        try:
            if world.worker().turn():
                continue
        except Crash:
            world.clock += world.restart
            continue
        next_at = Delivery.objects.values_list("next_at", flat=True).get(pk=row.pk)
        ahead = [at for at, _ in world.late]
        ahead += [] if next_at is None else [next_at]
        if not [at for at in ahead if at > world.clock]:
            return world
        world.clock = min(at for at in ahead if at > world.clock)
        world.arrive(world.clock)
