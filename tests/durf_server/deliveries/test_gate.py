"""What is cleared is planned and goes out; what changed meanwhile does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from durf.networks.speaking import Account
from durf_server.channels.connecting import account_of, connect, disconnect
from durf_server.channels.managing import change_channel, close_channel, open_channel
from durf_server.channels.models import Channel
from durf_server.commands.work import every_task
from durf_server.deliveries.delivering import Deliverer
from durf_server.deliveries.gate import DeskGate
from durf_server.deliveries.models import Delivery
from durf_server.deliveries.outbox import DatabaseOutbox
from durf_server.deliveries.planning import plan
from durf_server.deliveries.stages import Stage
from durf_server.drafts.content import Content
from durf_server.drafts.leaving import PLAN
from durf_server.drafts.saving import save, start
from durf_server.errors import NotAllowed, NotNow, WrongKey
from durf_server.people.roles import Role
from durf_server.policies.in_force import forget
from durf_server.reviews.desk import submit
from durf_server.work.models import Job
from durf_server.work.worker import Worker
from tests.durf_server.conftest import NOON, POLICY, put_in_force
from tests.durf_server.deliveries.plain import PlainModel, PlainSpeaker

pytestmark = pytest.mark.django_db
SPEAKERS = {"bluesky": PlainSpeaker(), "mastodon": PlainSpeaker()}
MINE = Account("https://plain.example", "bloom", "7", {"token": "s3cret-t0ken"})


@pytest.fixture
def model() -> PlainModel:
    return PlainModel()


@pytest.fixture
def channel(cast) -> Channel:
    cast.carla.roles = [*cast.carla.roles, Role.CHANNEL_MANAGER]
    opened = open_channel(cast.carla, "bluesky", "Bloom", at=NOON)
    return connect(opened, cast.carla, MINE, at=NOON)


@pytest.fixture
def cleared(cast, channel):
    """Writes a draft that needs nobody, and clears it."""

    def made(text="Buns on Friday", **more):
        content = Content(text, channels=(str(channel.pk),), **more)
        draft = start(cast.anna, content, at=NOON)
        submit(draft, cast.anna, base=1, at=NOON)
        draft.refresh_from_db()
        assert draft.state == "cleared"
        return draft

    return made


def deliver(model: PlainModel, at) -> None:
    """Do all that is due."""
    worker = Deliverer(
        DatabaseOutbox(),
        DeskGate(SPEAKERS),
        lambda request: model.handle(request, at),
        lambda: at,
        lambda: 0.5,
    )
    while worker.turn():
        pass


def test_what_opens_an_account_is_locked(channel) -> None:
    row = Channel.objects.get()
    assert b"s3cret-t0ken" not in bytes(row.sealed_secrets)
    assert account_of(row).secrets == {"token": "s3cret-t0ken"}
    other = open_other(channel)
    other.sealed_secrets = row.sealed_secrets
    with pytest.raises(WrongKey):
        account_of(other)


def test_what_a_server_says_of_itself_outlives_a_change_by_hand(cast, channel) -> None:
    said = {"max_characters": 5000, "domain": "bloom.example", "odd": [1], "on": True}
    connect(channel, cast.carla, replace(MINE, settings=said), at=NOON)
    Channel.objects.update(network="mastodon")
    channel.refresh_from_db()
    assert channel.settings == {"max_characters": 5000, "domain": "bloom.example"}
    change_channel(channel, cast.carla, name="Buns", handle="", settings={}, at=NOON)
    channel.refresh_from_db()
    assert channel.settings == {"domain": "bloom.example"}


def open_other(channel: Channel) -> Channel:
    return Channel(workspace=channel.workspace, network="bluesky", name="Other")


def test_only_who_manages_channels_connects_them(cast, channel) -> None:
    with pytest.raises(NotAllowed):
        connect(channel, cast.anna, MINE, at=NOON)
    disconnect(channel, cast.carla, at=NOON)
    with pytest.raises(NotNow):
        account_of(Channel.objects.get())


def test_what_is_cleared_goes_out_once(cleared, model) -> None:
    draft = cleared()
    assert len(plan(draft.pk, SPEAKERS, at=NOON)) == 1
    assert plan(draft.pk, SPEAKERS, at=NOON) == []
    deliver(model, NOON)
    deliver(model, NOON + timedelta(days=1))
    assert [text for _, text in model.posts] == ["Buns on Friday"]
    assert Delivery.objects.get().stage == Stage.SENT
    # What is out is not planned again.
    assert plan(draft.pk, SPEAKERS, at=NOON) == []


def test_it_waits_for_its_time(cleared, model) -> None:
    later = NOON + timedelta(hours=2)
    draft = cleared(planned_at=later)
    plan(draft.pk, SPEAKERS, at=NOON)
    deliver(model, later - timedelta(seconds=1))
    assert model.posts == []
    deliver(model, later)
    assert len(model.posts) == 1


def test_a_thread_is_a_delivery_for_each_post(cleared, model) -> None:
    draft = cleared("One", thread=("Two", "Three"))
    plan(draft.pk, SPEAKERS, at=NOON)
    deliver(model, NOON)
    assert [text for _, text in model.posts] == ["One", "Two", "Three"]


def test_a_change_takes_it_back_and_a_new_clearance_plans_the_new_text(
    cleared, model, cast
) -> None:
    later = NOON + timedelta(hours=2)
    draft = cleared(planned_at=later)
    plan(draft.pk, SPEAKERS, at=NOON)
    content = Content.from_json(draft.versions.get().content)
    changed = Content("Cakes", channels=content.channels, planned_at=later)
    save(draft, cast.anna, changed, base=1, at=NOON)
    # Even before anybody takes it back, nothing of it goes out.
    deliver(model, later)
    assert model.posts == []
    assert Delivery.objects.get().stage == Stage.HELD
    plan(draft.pk, SPEAKERS, at=NOON)
    assert Delivery.objects.get().stage == Stage.WITHDRAWN
    draft.refresh_from_db()
    submit(draft, cast.anna, base=2, at=NOON)
    plan(draft.pk, SPEAKERS, at=NOON)
    deliver(model, later)
    assert [text for _, text in model.posts] == ["Cakes"]


def test_a_stricter_policy_holds_it_at_the_last_moment(cleared, model, cast) -> None:
    draft = cleared("Our buns are on Friday")
    plan(draft.pk, SPEAKERS, at=NOON)
    stricter = POLICY.replace("terms: [turnover]", "terms: [turnover, buns]")
    put_in_force(cast.workspace, stricter, number=2)
    forget(cast.workspace.pk)
    deliver(model, NOON)
    assert model.posts == []
    row = Delivery.objects.get()
    assert (row.stage, row.trouble) == (Stage.HELD, "the draft is not cleared")
    draft.refresh_from_db()
    assert draft.state == "held"


def test_a_closed_or_forgotten_channel_sends_nothing(
    cleared, model, cast, channel
) -> None:
    first, second = cleared("One"), cleared("Two")
    plan(first.pk, SPEAKERS, at=NOON)
    disconnect(channel, cast.carla, at=NOON)
    deliver(model, NOON)
    assert Delivery.objects.get().trouble == "the channel is not connected"
    assert plan(second.pk, SPEAKERS, at=NOON) == []
    connect(channel, cast.carla, MINE, at=NOON)
    plan(second.pk, SPEAKERS, at=NOON)
    close_channel(channel, cast.carla, at=NOON)
    deliver(model, NOON)
    assert model.posts == []


def test_what_does_not_fit_is_held_and_not_cut(cleared, model) -> None:
    draft = cleared("b" * 301)
    plan(draft.pk, SPEAKERS, at=NOON)
    deliver(model, NOON)
    assert model.posts == []
    assert "too long" in Delivery.objects.get().trouble


def test_a_new_token_is_kept_for_the_next_time(cleared, channel, model) -> None:
    plan(cleared().pk, SPEAKERS, at=NOON)
    refused = []

    def ask(request):
        if request.url.endswith("/media") and not refused:
            refused.append(request)
            return model.handle(request, NOON).__class__(401, {}, b"{}")
        return model.handle(request, NOON)

    worker = Deliverer(
        DatabaseOutbox(), DeskGate(SPEAKERS), ask, lambda: NOON, lambda: 0.5
    )
    assert worker.turn()
    assert len(model.posts) == 1
    channel.refresh_from_db()
    assert account_of(channel).secrets == {"token": "new"}


def test_clearing_plans_by_itself_and_a_change_takes_it_back(
    cleared, cast, channel
) -> None:
    tasks, _ = every_task()
    worker = Worker({name: tasks[name] for name in (PLAN,)})
    Channel.objects.update(network="mastodon")
    draft = cleared()
    assert worker.turn(at=NOON)
    row = Delivery.objects.get()
    assert (row.stage, row.draft) == (Stage.PLANNED, draft)
    changed = Content("Cakes", channels=(str(channel.pk),))
    save(draft, cast.anna, changed, base=1, at=NOON)
    assert worker.turn(at=NOON)
    row.refresh_from_db()
    assert row.stage == Stage.WITHDRAWN


def test_who_connects_a_channel_lets_out_what_was_cleared(
    cleared, cast, channel
) -> None:
    Channel.objects.update(network="mastodon")
    disconnect(channel, cast.carla, at=NOON)
    cleared()
    Job.objects.all().delete()
    connect(channel, cast.carla, MINE, at=NOON)
    tasks, _ = every_task()
    assert Worker(tasks).turn(at=NOON)
    assert Delivery.objects.get().stage == Stage.PLANNED


def test_where_nothing_is_connected_nobody_is_asked(cleared, cast, channel) -> None:
    disconnect(channel, cast.carla, at=NOON)
    cleared()
    assert not Job.objects.filter(kind=PLAN).exists()
