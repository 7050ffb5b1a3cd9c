"""Channels are opened, changed and closed by whoever manages them."""

from __future__ import annotations

import pytest

from durf_server.channels.models import Channel
from durf_server.people.roles import Role
from durf_server.records.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(cast, as_member):
    cast.bram.roles = [*cast.bram.roles, Role.CHANNEL_MANAGER]
    cast.bram.save()
    return as_member(cast.bram)


def test_a_channel_lives_from_opening_to_closing(cast, manager) -> None:
    manager.post(
        "/w/bloom/channels/", {"network": "mastodon", "name": "Bloom", "handle": "@b"}
    )
    channel = Channel.objects.get()
    path = f"/w/bloom/channels/{channel.pk}/"
    manager.post(f"{path}change/", {"name": "Bloom M", "max_characters": "5000"})
    channel.refresh_from_db()
    assert (channel.name, channel.settings) == ("Bloom M", {"max_characters": 5000})
    assert "Bloom M" in manager.get("/w/bloom/channels/").content.decode()
    manager.post(f"{path}close/")
    channel.refresh_from_db()
    assert channel.closed_at is not None
    kinds = Entry.objects.filter(kind__startswith="channel.").values_list(
        "kind", flat=True
    )
    assert list(kinds) == ["channel.opened", "channel.changed", "channel.closed"]


def test_a_name_that_is_taken_is_told(cast, manager) -> None:
    for _ in range(2):
        answer = manager.post("/w/bloom/channels/", {"network": "x", "name": "Bloom"})
    assert answer.status_code == 422
    assert Channel.objects.count() == 1


def test_authors_do_not_manage_channels(cast, as_member) -> None:
    answer = as_member(cast.anna).post(
        "/w/bloom/channels/", {"network": "x", "name": "A"}
    )
    assert answer.status_code == 403
    assert not Channel.objects.exists()


def test_channels_of_others_are_not_there(cast, manager, as_member) -> None:
    manager.post("/w/bloom/channels/", {"network": "x", "name": "Bloom"})
    number = Channel.objects.get().pk
    sem = as_member(cast.sem)
    assert sem.post(f"/w/elsewhere/channels/{number}/close/").status_code == 404
    assert Channel.objects.get().closed_at is None
