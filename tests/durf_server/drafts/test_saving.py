"""Every save is a version that stays, and nobody overwrites somebody silently."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from durf_server.channels.models import Channel
from durf_server.drafts import store
from durf_server.drafts.access import draft_for, version_of
from durf_server.drafts.content import Attached, Content, Variant
from durf_server.drafts.judging import judged, record
from durf_server.drafts.models import Medium
from durf_server.drafts.saving import copy_of, save, start
from durf_server.drafts.states import State
from durf_server.errors import BadInput, Conflict, NotAllowed, NotNow, NotThere
from durf_server.policies.in_force import in_force
from durf_server.records.models import Entry
from tests.durf_server.conftest import NOON

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(minutes=5)


@pytest.fixture
def draft(cast):
    return start(cast.anna, Content("New buns"), at=NOON)


@pytest.fixture
def bluesky(cast):
    return Channel.objects.create(
        workspace=cast.workspace, network="bluesky", name="Bloom on Bluesky"
    )


def test_every_version_can_be_read_again(cast, draft) -> None:
    save(draft, cast.anna, Content("Newer buns"), base=1, at=LATER)
    texts = [version.content["text"] for version in draft.versions.order_by("number")]
    assert texts == ["New buns", "Newer buns"]
    assert version_of(draft, 1).made_at == NOON


def test_who_started_from_an_older_version_is_told(cast, draft) -> None:
    save(draft, cast.anna, Content("Newer buns"), base=1, at=LATER)
    with pytest.raises(Conflict) as problem:
        save(draft, cast.bram, Content("Other buns"), base=1, at=LATER)
    assert problem.value.arguments["newest"] == 2
    draft.refresh_from_db()
    assert draft.title == "Newer buns"


def test_the_same_again_makes_no_version(cast, draft) -> None:
    assert save(draft, cast.anna, Content("New buns"), base=1, at=LATER).number == 1
    assert draft.versions.count() == 1


def test_a_save_takes_it_out_of_review(cast, draft) -> None:
    draft.state, draft.submitted_version = State.CLEARED, 1
    draft.cleared_at = draft.submitted_at = NOON
    draft.save()
    save(draft, cast.anna, Content("Newer buns"), base=1, at=LATER)
    draft.refresh_from_db()
    assert draft.state == State.WRITING
    assert (draft.submitted_version, draft.cleared_at) == (None, None)


@pytest.mark.parametrize("state", [State.REFUSED, State.WITHDRAWN])
def test_what_is_closed_is_not_written_on(cast, draft, state) -> None:
    draft.state = state
    draft.save()
    with pytest.raises(NotNow):
        save(draft, cast.anna, Content("Newer buns"), base=1, at=LATER)


def test_an_auditor_writes_nothing(cast, draft) -> None:
    with pytest.raises(NotAllowed):
        start(cast.daan, Content("x"), at=NOON)
    with pytest.raises(NotAllowed):
        save(draft, cast.daan, Content("x"), base=1, at=LATER)


def test_channels_and_pictures_of_others_are_not_there(cast, bluesky) -> None:
    with pytest.raises(BadInput):
        start(cast.sem, Content("x", channels=(str(bluesky.pk),)), at=NOON)
    with pytest.raises(BadInput):
        start(
            cast.sem, Content("x", variants=(Variant(str(bluesky.pk), "y"),)), at=NOON
        )
    with pytest.raises(BadInput):
        start(
            cast.anna, Content("x", media=(Attached("0" * 64, "image/png"),)), at=NOON
        )


def test_the_gate_keeps_drafts_of_others(cast, draft) -> None:
    assert draft_for(cast.daan, draft.pk) == draft
    with pytest.raises(NotThere):
        draft_for(cast.sem, draft.pk)


def test_a_save_is_in_the_log_without_its_text(cast, draft) -> None:
    entry = Entry.objects.get(kind="draft.saved")
    assert entry.subject == f"draft/{draft.pk}"
    act = json.loads(bytes(entry.act)[32:])
    assert act["content"] == Content("New buns").digest()
    assert b"buns" not in bytes(entry.leaf) + bytes(entry.act)


def test_a_copy_says_the_same_without_its_time(cast) -> None:
    first = start(cast.anna, Content("New buns", planned_at=LATER), at=NOON)
    copy = copy_of(first, cast.bram, at=LATER)
    assert (copy.title, copy.planned_at, copy.author) == ("New buns", None, cast.bram)


def test_each_channel_is_judged_by_what_it_gets(cast, bluesky) -> None:
    channel = str(bluesky.pk)
    content = Content(
        "New buns",
        channels=(channel,),
        variants=(Variant(channel, "Buns", ("Our turnover is up", "HURRAH")),),
    )
    spoken = judged(content, cast.anna, in_force(cast.workspace), at=NOON)
    assert spoken.action == "review"
    assert [(one["field"], one["rule"]) for one in spoken.verdicts[channel]] == [
        ("thread[0]", "figures"),
        ("thread[1]", "shouting"),
    ]


def test_what_was_judged_is_kept_with_its_policy(cast, draft) -> None:
    now = in_force(cast.workspace)
    judgement = record(version_of(draft), now, at=NOON)
    assert (judgement.action, judgement.policy_id) == ("allow", now.id)
    act = json.loads(bytes(Entry.objects.get(kind="draft.judged").act)[32:])
    assert act["policy"] == now.policy.version


def test_another_finding_has_another_digest(cast) -> None:
    now = in_force(cast.workspace)
    digests = {
        judged(Content(text), cast.anna, now, at=NOON).digest()
        for text in ("Buns", "HURRAH", "Our turnover", "Buns for all")
    }
    assert len(digests) == 3


def test_a_picture_that_was_changed_is_not_given(cast) -> None:
    digest = store.keep(cast.workspace.pk, b"picture")
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
    assert store.read(cast.workspace.pk, digest) == b"picture"
    store.path_of(cast.workspace.pk, digest).write_bytes(b"another")
    with pytest.raises(NotThere):
        store.read(cast.workspace.pk, digest)


HIDING = """---
policy: Bakery Bloom
version: "9"
language: en
---
# How we post
```rule no-phones
action: block
personal: [PHONE_NUMBER]
```
```rule phones-past-legal
action: review
by: legal
personal: [PHONE_NUMBER]
```
"""


def test_a_review_behind_a_block_is_still_asked_for(cast) -> None:
    from tests.durf_server.conftest import put_in_force

    put_in_force(cast.workspace, HIDING, number=9)
    spoken = judged(
        Content("Call +31 6 12345678"), cast.anna, in_force(cast.workspace), at=NOON
    )
    assert spoken.action == "block"
    assert {one["rule"] for one in spoken.every()} == {"no-phones", "phones-past-legal"}
