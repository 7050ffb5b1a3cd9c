"""Bundles of drafts, campaigns, people and periods, as outsiders check them."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import transaction

from durf.evidence.verify import Report, verify
from durf_server.drafts.content import Attached, Content
from durf_server.drafts.models import Medium
from durf_server.drafts.saving import save, start
from durf_server.drafts.store import keep
from durf_server.errors import NotNow
from durf_server.policies.models import PolicyVersion
from durf_server.records.append import Fact, append
from durf_server.records.models import Entry, Log, Outlet
from durf_server.records.publishing import publish, publish_checkpoint
from durf_server.records.signing import public_keys
from durf_server.retention.exporting import Chosen, export_chosen
from tests.durf_server.conftest import NOON

if TYPE_CHECKING:
    from pathlib import Path

    from tests.durf_server.conftest import Cast
    from tests.durf_server.records.conftest import Authority

LATER = NOON + timedelta(days=2)


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    settings.MEDIA_DIR = tmp_path / "media"
    settings.REACH_INSIDE = True


def exported(cast: Cast, chosen: Chosen) -> Report:
    _, bundle = export_chosen(cast.workspace, chosen, at=LATER, by=cast.daan)
    keys = public_keys(Log.objects.get(workspace=cast.workspace).origin)
    return verify(bundle, keys)


def test_a_draft_with_its_policy_and_picture(cast: Cast) -> None:
    digest = keep(cast.workspace.pk, b"picture")
    Medium.objects.create(
        workspace=cast.workspace,
        digest=digest,
        kind="image/png",
        size=7,
        width=1,
        height=1,
        added_by=cast.anna,
        added_at=NOON,
    )
    media = (Attached(digest, "image/png", "Buns"),)
    draft = start(cast.anna, Content("Buns", media=media), at=NOON)
    start(cast.bram, Content("Bread"), at=NOON)
    policy = PolicyVersion.objects.get(workspace=cast.workspace)
    judged = Fact("draft.judged", f"draft/{draft.pk}", NOON, {"policy": policy.version})
    with transaction.atomic():
        append(cast.workspace, judged)
    report = exported(cast, Chosen(draft=draft.pk))
    bundle = report.bundle
    assert [shown.entry.kind for shown in bundle.entries] == [
        "draft.saved",
        "draft.judged",
    ]
    assert bundle.media == {digest: b"picture"}
    text = bundle.policies[hashlib.sha256(policy.text.encode()).hexdigest()]
    assert text.decode() == policy.text
    assert (report.erased, report.withheld, len(report.signers)) == (0, 0, 2)
    assert Entry.objects.latest("index").kind == "evidence.exported"


def test_a_campaign_has_all_its_drafts(cast: Cast) -> None:
    campaign = cast.workspace.campaigns.create(name="Spring")
    first = start(cast.anna, Content("One"), campaign=campaign, at=NOON)
    start(cast.anna, Content("Two"), at=NOON)
    start(cast.bram, Content("Three"), campaign=campaign, at=NOON)
    save(first, cast.bram, Content("One more"), base=1, at=NOON)
    report = exported(cast, Chosen(campaign=campaign.pk))
    assert [shown.index for shown in report.bundle.entries] == [0, 2, 3]


def test_a_person_has_what_is_about_them(cast: Cast) -> None:
    start(cast.anna, Content("One"), at=NOON)
    start(cast.bram, Content("Two"), at=NOON)
    report = exported(cast, Chosen(person=cast.bram.person_id))
    assert [shown.index for shown in report.bundle.entries] == [1]


def test_a_period_has_no_gap(cast: Cast) -> None:
    for day in range(4):
        start(cast.anna, Content(f"Day {day}"), at=NOON + timedelta(days=day))
    chosen = Chosen(since=NOON + timedelta(days=1), until=NOON + timedelta(days=3))
    report = exported(cast, chosen)
    assert report.bundle.about == "period/2026-11-24..2026-11-26"
    assert [shown.index for shown in report.bundle.entries] == [1, 2]
    assert report.is_gapless


def test_earlier_checkpoints_and_time_stamps_come_along(
    cast: Cast, authority: Authority
) -> None:
    Outlet.objects.create(
        workspace=cast.workspace,
        kind=Outlet.Kind.TIMESTAMP,
        address=authority.url,
        certificates=authority.root,
        made_at=NOON,
    )
    draft = start(cast.anna, Content("One"), at=NOON)
    publish(cast.workspace, NOON)
    for number in range(3):
        start(cast.anna, Content(f"More {number}"), at=NOON)
        publish_checkpoint(cast.workspace, NOON)
    bundle = exported(cast, Chosen(draft=draft.pk)).bundle
    assert sorted(bundle.older) == [1, 2, 3]
    assert set(bundle.timestamps) == {1}


def test_an_empty_log_has_nothing_to_take_along(cast: Cast) -> None:
    with pytest.raises(NotNow):
        exported(cast, Chosen(since=NOON))
