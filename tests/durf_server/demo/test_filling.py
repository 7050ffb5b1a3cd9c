"""The example workspace is made by the same acts as any other."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db.models import Count

from durf_server.demo.example import Example
from durf_server.demo.filling import example_administrator, fill, live
from durf_server.drafts.models import Draft
from durf_server.drafts.states import State
from durf_server.records.models import Entry

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["nl", "en"])
def test_it_has_drafts_in_every_state_that_people_bring_about(language, monkeypatch):
    monkeypatch.delenv("DURF_VAULT_KEY_FILE", raising=False)
    house = fill(Example.read(language), at=NOW)
    drafts = Draft.objects.filter(workspace=house.workspace)
    states = dict(drafts.values_list("state").annotate(Count("pk")))
    assert sum(states.values()) >= 55
    assert set(states) >= set(State) - {State.HELD}
    entries = Entry.objects.filter(log__workspace=house.workspace).order_by("index")
    moments = list(entries.values_list("at", flat=True))
    assert moments == sorted(moments)
    assert moments[-1] <= NOW
    kinds = set(entries.values_list("kind", flat=True))
    # Said when it is gained, and not with every post after that.
    assert 1 <= entries.filter(kind="trust.gained").count() <= 3
    assert {"exemption.given", "incident.reported", "policy.confirmed"} <= kinds


@pytest.mark.django_db
def test_it_is_made_once(monkeypatch):
    monkeypatch.delenv("DURF_VAULT_KEY_FILE", raising=False)
    first = example_administrator("en", at=NOW)
    assert example_administrator("en", at=NOW + timedelta(days=1)) == first


def test_lives_are_told_in_the_order_of_their_moments():
    told = []

    def life(name, *hours):
        for hour in hours:
            yield NOW + timedelta(hours=hour)
            told.append((hour, name))

    live([life("a", 1, 4, 9), life("b", 2, 3)], until=NOW + timedelta(hours=5))
    assert told == [(1, "a"), (2, "b"), (3, "b"), (4, "a")]
