"""Erasing a person: nothing of theirs is left, and every proof stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.apps import apps
from django.db import models, transaction

from durf.evidence.verify import verify
from durf_server.drafts.content import Content
from durf_server.drafts.models import Draft, DraftVersion
from durf_server.drafts.saving import start
from durf_server.drafts.states import State
from durf_server.errors import NotAllowed, NotNow
from durf_server.people.models import Member
from durf_server.records.access import entry_for
from durf_server.records.models import Entry, Log
from durf_server.records.reading import open_entries
from durf_server.records.signing import public_keys
from durf_server.records.verifying import verify_log
from durf_server.retention.erasing import erase
from durf_server.retention.exporting import Chosen, export_chosen
from durf_server.retention.holding import lift_hold, place_hold
from durf_server.retention.models import LegalHold
from durf_server.work.models import Job
from tests.durf_server.conftest import NOON
from tests.durf_server.retention.fields import EMPTIED, ERASED, KEPT

if TYPE_CHECKING:
    from django.test import Client

    from durf_server.people.models import Person
    from tests.durf_server.apart import Apart
    from tests.durf_server.conftest import Cast

WORDS = (
    models.BinaryField,
    models.CharField,
    models.FileField,
    models.GenericIPAddressField,
    models.JSONField,
    models.TextField,
)
Scope = LegalHold.Scope


def gone(cast: Cast, member: Member) -> Person:
    return erase(member.person, cast.carla, NOON, "request")


def test_every_field_that_can_hold_words_is_accounted_for() -> None:
    """A new one goes into ``fields.py``, and perhaps into ``erasing.py``."""
    there = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, WORDS)
    }
    assert there == ERASED | EMPTIED | set(KEPT)
    assert not ERASED & set(KEPT)


def test_no_byte_of_what_they_left_behind_is_left(apart: Apart) -> None:
    code = "from tests.durf_server.retention.canary import play\nplay()\n"
    assert apart.run(code) == []


def test_nothing_says_who_they_were(cast: Cast) -> None:
    anna = gone(cast, cast.anna)
    anna.refresh_from_db()
    assert anna.email == f"erased-{anna.pk}@erased.invalid"
    assert (anna.name, anna.language, anna.is_active) == ("", "", False)
    assert not anna.has_usable_password()
    assert anna.erased_at == NOON
    member = Member.objects.get(person=anna)
    assert (member.roles, member.left_at) == ([], NOON)


def test_their_sessions_end(cast: Cast, as_member) -> None:
    client: Client = as_member(cast.anna)
    assert client.get("/").status_code in {200, 302}
    assert "_auth_user_id" in client.session
    key = client.session.session_key
    gone(cast, cast.anna)
    assert not client.session.exists(key)


def test_their_drafts_go_nowhere_and_those_of_others_stay(cast: Cast) -> None:
    own = start(cast.anna, Content("Buns"), at=NOON)
    other = start(cast.bram, Content("Bread"), at=NOON)
    gone(cast, cast.anna)
    draft = Draft.objects.get(pk=own.pk)
    assert (draft.state, draft.title) == (State.WITHDRAWN, "")
    version = DraftVersion.objects.get(draft=own)
    assert (version.content, version.erased_at) == ({}, NOON)
    assert Draft.objects.get(pk=other.pk).title == "Bread"


def test_every_proof_stays_and_the_log_says_what_was_done(cast: Cast) -> None:
    start(cast.anna, Content("Buns"), at=NOON)
    start(cast.bram, Content("Bread"), at=NOON)
    leaves = list(Entry.objects.values_list("leaf", flat=True))
    gone(cast, cast.anna)
    assert verify_log(cast.workspace).troubles == ()
    assert list(Entry.objects.values_list("leaf", flat=True))[:2] == leaves
    last = Entry.objects.latest("index")
    assert (last.kind, last.subject) == (
        "person.erased",
        f"person/{cast.anna.person_id}",
    )
    (opened,) = open_entries([entry_for(cast.daan, 0)])
    assert (opened.people, len(opened.erased)) == ({}, 1)


def test_a_bundle_of_what_was_erased_verifies_and_says_so(cast: Cast) -> None:
    draft = start(cast.anna, Content("Buns"), at=NOON)
    gone(cast, cast.anna)
    _, bundle = export_chosen(cast.workspace, Chosen(draft=draft.pk), at=NOON)
    keys = public_keys(Log.objects.get(workspace=cast.workspace).origin)
    report = verify(bundle, keys)
    assert (report.erased, report.withheld) == (1, 0)
    assert b"Buns" not in bundle


def test_what_is_logged_about_them_later_holds_nothing_personal(cast: Cast) -> None:
    start(cast.anna, Content("Buns"), at=NOON)
    gone(cast, cast.anna)
    with pytest.raises(NotNow):
        gone(cast, cast.anna)


def test_scrubbing_is_asked_for(cast: Cast) -> None:
    gone(cast, cast.anna)
    assert Job.objects.filter(kind="scrub", done_at__isnull=True).count() == 1


@pytest.mark.parametrize("scope", list(Scope))
def test_a_legal_hold_stops_it(cast: Cast, scope: LegalHold.Scope) -> None:
    draft = start(cast.anna, Content("Buns"), at=NOON)
    draft.campaign = cast.workspace.campaigns.create(name="Spring")
    draft.save()
    subject = {
        Scope.PERSON: cast.anna.person_id,
        Scope.DRAFT: draft.pk,
        Scope.CAMPAIGN: draft.campaign.pk,
        Scope.ALL: None,
    }[scope]
    hold = place_hold(cast.carla, scope, subject, reason="A case", at=NOON)
    with pytest.raises(NotNow), transaction.atomic():
        gone(cast, cast.anna)
    assert DraftVersion.objects.get().content["text"] == "Buns"
    lift_hold(hold, cast.carla, at=NOON)
    gone(cast, cast.anna)
    assert DraftVersion.objects.get().content == {}


def test_a_hold_on_others_does_not_stop_it(cast: Cast) -> None:
    place_hold(cast.carla, Scope.PERSON, cast.bram.person_id, reason="A case", at=NOON)
    gone(cast, cast.anna)


def test_an_administrator_does_not_erase_people_of_other_workspaces(cast: Cast) -> None:
    Member.objects.create(workspace=cast.elsewhere, person=cast.anna.person, roles=[])
    for person in (cast.anna.person, cast.sem.person):
        with pytest.raises(NotAllowed), transaction.atomic():
            erase(person, cast.carla, NOON, "request")
    erase(cast.anna.person, None, NOON, "request")
    kinds = Entry.objects.filter(kind="person.erased")
    assert kinds.count() == 2
