"""What is over its time goes, what a hold is on stays, and the log says which."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from durf_server.drafts.content import Content
from durf_server.drafts.models import Draft, DraftVersion
from durf_server.drafts.saving import start
from durf_server.drafts.states import State
from durf_server.errors import BadInput
from durf_server.notices.models import Notice
from durf_server.people.models import Invitation
from durf_server.records.models import Entry, Part
from durf_server.records.reading import open_entries
from durf_server.records.verifying import verify_log
from durf_server.retention.expiring import expire, expire_all, keep_for
from durf_server.retention.holding import lift_hold, place_hold
from durf_server.retention.models import LegalHold, Retention
from durf_server.work.models import Job
from tests.durf_server.conftest import NOON

if TYPE_CHECKING:
    from tests.durf_server.conftest import Cast

Kind, Scope = Retention.Kind, LegalHold.Scope
OLD, LATER = NOON - timedelta(days=40), NOON + timedelta(hours=1)


def period(cast: Cast, kind: Retention.Kind, days: int = 30) -> Retention:
    keep_for(cast.carla, kind, days, at=NOON)
    return Retention.objects.get(workspace=cast.workspace, kind=kind)


def said(draft: Draft) -> dict[str, object]:
    content: dict[str, object] = DraftVersion.objects.get(draft=draft).content
    return content


def test_old_drafts_lose_their_text_and_new_ones_do_not(cast: Cast) -> None:
    old = start(cast.anna, Content("Old buns"), at=OLD)
    new = start(cast.anna, Content("New buns"), at=NOON)
    foreign = start(cast.sem, Content("Elsewhere"), at=OLD)
    assert expire(period(cast, Kind.DRAFTS), LATER) == 1
    assert said(old) == {}
    assert Draft.objects.get(pk=old.pk).title == ""
    assert said(new)["text"] == "New buns"
    assert said(foreign)["text"] == "Elsewhere"
    assert verify_log(cast.workspace).is_whole


def test_cleared_drafts_have_a_period_of_their_own(cast: Cast) -> None:
    draft = start(cast.anna, Content("Old buns"), at=OLD)
    Draft.objects.update(state=State.CLEARED)
    assert expire(period(cast, Kind.DRAFTS), LATER) == 0
    assert expire(period(cast, Kind.CLEARED), LATER) == 1
    assert said(draft) == {}


def test_what_went_is_a_fact_and_done_once(cast: Cast) -> None:
    start(cast.anna, Content("Old buns"), at=OLD)
    kept = period(cast, Kind.DRAFTS)
    expire_all(LATER)
    expire_all(LATER)
    rows = Entry.objects.filter(kind="records.expired")
    (opened,) = open_entries(list(rows.select_related("log")))
    assert opened.act.content == {
        "count": 1,
        "kind": "drafts",
        "until": (LATER - timedelta(days=kept.days)).isoformat(),
    }
    assert Job.objects.filter(kind="scrub").count() == 1


def test_old_parts_about_people_are_emptied_and_the_log_stays_whole(
    cast: Cast,
) -> None:
    start(cast.anna, Content("Old buns"), at=OLD)
    start(cast.anna, Content("New buns"), at=NOON)
    kept = period(cast, Kind.EVIDENCE)
    assert expire(kept, LATER) == 1
    assert expire(kept, LATER) == 0
    assert verify_log(cast.workspace).troubles == ()
    old, new = open_entries(list(Entry.objects.select_related("log")[:2]))
    assert (len(old.people), len(old.erased)) == (0, 1)
    assert (len(new.people), len(new.erased)) == (1, 0)


def test_a_part_that_somebody_else_emptied_is_found(cast: Cast) -> None:
    start(cast.anna, Content("Old buns"), at=OLD)
    start(cast.anna, Content("New buns"), at=NOON)
    expire(period(cast, Kind.EVIDENCE), LATER)
    Part.objects.filter(entry__index=1).update(sealed=b"")
    assert [place for place, _ in verify_log(cast.workspace).troubles] == ["entry 1"]


@pytest.mark.parametrize("kind", [Kind.DRAFTS, Kind.EVIDENCE])
@pytest.mark.parametrize("scope", list(Scope))
def test_a_hold_keeps_what_it_is_on(
    cast: Cast, kind: Retention.Kind, scope: LegalHold.Scope
) -> None:
    campaign = cast.workspace.campaigns.create(name="Spring")
    draft = start(cast.anna, Content("Held"), campaign=campaign, at=OLD)
    start(cast.bram, Content("Not held"), at=OLD)
    subject = {
        Scope.PERSON: cast.anna.person_id,
        Scope.DRAFT: draft.pk,
        Scope.CAMPAIGN: campaign.pk,
        Scope.ALL: None,
    }[scope]
    hold = place_hold(cast.carla, scope, subject, reason="A case", at=NOON)
    kept = period(cast, kind)
    others = 0 if scope == Scope.ALL else 1
    assert expire(kept, LATER) == others
    assert said(draft)["text"] == "Held"
    assert Part.objects.get(entry__index=0).sealed
    lift_hold(hold, cast.carla, at=NOON)
    assert expire(kept, LATER) == 2 - others


def test_notices_and_invitations_go(cast: Cast) -> None:
    for moment in (OLD, NOON):
        Notice.objects.create(member=cast.anna, kind="k", made_at=moment)
        Invitation.objects.create(
            workspace=cast.workspace,
            email="new@example.org",
            secret_hash=str(moment),
            expires_at=moment,
        )
    assert expire(period(cast, Kind.NOTICES), LATER) == 1
    assert expire(period(cast, Kind.INVITATIONS), LATER) == 1
    assert Notice.objects.get().made_at == NOON
    assert Invitation.objects.get().expires_at == NOON


def test_every_kind_can_be_let_go(cast: Cast) -> None:
    for kind in Kind:
        assert expire(period(cast, kind), LATER) == 0


def test_a_period_can_be_set_changed_and_taken_away(cast: Cast) -> None:
    period(cast, Kind.DRAFTS, 30)
    assert period(cast, Kind.DRAFTS, 60).days == 60
    keep_for(cast.carla, Kind.DRAFTS, None, at=NOON)
    assert not Retention.objects.exists()
    assert Entry.objects.filter(kind="retention.set").count() == 3
    for days in (0, 36_501):
        with pytest.raises(BadInput):
            keep_for(cast.carla, Kind.DRAFTS, days, at=NOON)
