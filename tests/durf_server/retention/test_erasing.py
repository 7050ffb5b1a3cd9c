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
from durf_server.errors import NotNow, NotThere
from durf_server.people.inviting import invite
from durf_server.people.managing import add_member
from durf_server.people.models import Invitation, Member, Person
from durf_server.people.place import Place
from durf_server.records.access import entry_for
from durf_server.records.models import Entry, Log
from durf_server.records.reading import open_entries
from durf_server.records.signing import public_keys
from durf_server.records.verifying import verify_log
from durf_server.retention.erasing import erase, erase_member, workspaces_of
from durf_server.retention.exporting import Chosen, export_chosen
from durf_server.retention.holding import lift_hold, place_hold
from durf_server.retention.models import Erasure, LegalHold
from durf_server.work.models import Job
from tests.durf_server.conftest import NOON
from tests.durf_server.retention.fields import ACCOUNT, EMPTIED, ERASED, KEPT

if TYPE_CHECKING:
    from django.test import Client

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
    return erase_member(member, cast.carla, NOON, "request")


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
    assert ACCOUNT < ERASED


@pytest.mark.parametrize("play", ["play", "play_at_once"])
def test_no_byte_of_what_they_left_behind_is_left(apart: Apart, play: str) -> None:
    """Workspace by workspace, with nothing of the other one lost; or at once."""
    code = f"from tests.durf_server.retention import canary\ncanary.{play}()\n"
    assert apart.run(code) == []


def test_nothing_says_who_they_were(cast: Cast) -> None:
    anna = gone(cast, cast.anna)
    assert anna == cast.anna.person
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


def both(cast: Cast) -> Member:
    """Let Anna into the other workspace, too."""
    return Member.objects.create(
        workspace=cast.elsewhere, person=cast.anna.person, roles=["author"]
    )


def test_a_workspace_erases_what_it_holds_and_leaves_the_others_theirs(
    cast: Cast,
) -> None:
    there = both(cast)
    start(cast.anna, Content("Buns"), at=NOON)
    start(there, Content("Beer"), at=NOON)
    nobody = gone(cast, cast.anna)
    anna = Person.objects.get(pk=cast.anna.person_id)
    assert (anna.name, anna.is_active, anna.erased_at) == ("Anna", True, None)
    assert anna.check_password("Zeer geheim 1!")
    titles = dict(Draft.objects.values_list("workspace__slug", "title"))
    assert titles == {"bloom": "", "elsewhere": "Beer"}
    here = Member.objects.get(pk=cast.anna.pk)
    assert (here.person, here.roles, here.left_at) == (nobody, [], NOON)
    assert (nobody.name, nobody.is_active, nobody.erased_at) == ("", False, NOON)
    assert [one.workspace for one in anna.memberships.all()] == [cast.elsewhere]
    for workspace in (cast.workspace, cast.elsewhere):
        assert verify_log(workspace).troubles == ()


def test_what_a_workspace_keeps_leads_to_no_account(cast: Cast, as_member) -> None:
    both(cast)
    draft = start(cast.anna, Content("Buns"), at=NOON)
    gone(cast, cast.anna)
    client: Client = as_member(cast.carla)
    for path in (f"drafts/{draft.pk}/", "drafts/", "evidence/", "records/", "members/"):
        answer = client.get(f"/w/bloom/{path}")
        assert answer.status_code == 200, path
        assert "Anna" not in answer.text and "anna@" not in answer.text, path
        assert str(cast.anna.person_id) not in answer.text, path


def test_the_account_goes_with_the_last_membership(cast: Cast) -> None:
    there = both(cast)
    start(there, Content("Beer"), at=NOON)
    gone(cast, cast.anna)
    erase_member(there, cast.sem, NOON, "request")
    anna = Person.objects.get(pk=cast.anna.person_id)
    assert (anna.name, anna.is_active, anna.erased_at) == ("", False, NOON)
    found = Erasure.objects.values_list("person_id", "workspace_id")
    assert set(found) == {(anna.pk, cast.workspace.pk), (anna.pk, None)}


def test_who_left_another_workspace_is_still_in_its_records(cast: Cast) -> None:
    there = both(cast)
    there.left_at = NOON
    there.save()
    gone(cast, cast.anna)
    assert Person.objects.get(pk=cast.anna.person_id).erased_at is None


def test_who_comes_back_is_somebody_new(cast: Cast) -> None:
    there = both(cast)
    start(cast.anna, Content("Buns"), at=NOON)
    gone(cast, cast.anna)
    anna = Person.objects.get(pk=there.person_id)
    again = add_member(cast.workspace, anna, Place(("author",)), None, at=NOON)
    assert again.pk != cast.anna.pk
    draft = start(again, Content("Bagels"), at=NOON)
    entries = [entry_for(cast.daan, index) for index in range(4)]
    names = [
        [part.content["name"] for part in one.people.values()]
        for one in open_entries(entries)
    ]
    assert names == [[], ["Carla"], ["Anna"], ["Anna"]]
    assert draft.author == again
    assert verify_log(cast.workspace).troubles == ()


def test_erasing_oneself_leaves_no_name_behind(cast: Cast) -> None:
    Member.objects.create(workspace=cast.elsewhere, person=cast.carla.person)
    for member in (cast.carla, cast.daan):
        erase_member(member, member, NOON, "request")
    entries = Entry.objects.filter(kind="person.erased")
    assert entries.count() == 2
    assert [one.people for one in open_entries(entries)] == [{}, {}]


def test_an_administrator_erases_nobody_of_another_workspace(cast: Cast) -> None:
    for member in (both(cast), cast.sem):
        with pytest.raises(NotThere), transaction.atomic():
            erase_member(member, cast.carla, NOON, "request")
    assert not Entry.objects.exists()


def test_erasing_from_a_workspace_twice_is_refused(cast: Cast) -> None:
    both(cast)
    gone(cast, cast.anna)
    for member in (cast.anna, Member.objects.get(pk=cast.anna.pk)):
        with pytest.raises(NotNow), transaction.atomic():
            gone(cast, member)
    assert Entry.objects.filter(kind="person.erased").count() == 1


def test_a_hold_stops_its_own_workspace_and_the_operator(cast: Cast) -> None:
    there = both(cast)
    place_hold(cast.sem, Scope.PERSON, cast.anna.person_id, reason="A case", at=NOON)
    for refused in (
        lambda: erase(cast.anna.person, NOON, "request"),
        lambda: erase_member(there, cast.sem, NOON, "request"),
    ):
        with pytest.raises(NotNow), transaction.atomic():
            refused()
    gone(cast, cast.anna)
    assert Person.objects.get(pk=there.person_id).erased_at is None
    with pytest.raises(NotNow), transaction.atomic():
        erase_member(there, cast.sem, NOON, "request")


def test_an_operator_erases_from_everywhere(cast: Cast) -> None:
    both(cast)
    erase(cast.anna.person, NOON, "request")
    slugs = Entry.objects.filter(kind="person.erased").values_list(
        "log__workspace__slug", flat=True
    )
    assert set(slugs) == {"bloom", "elsewhere"}
    assert all(b'"by":"operator"' in bytes(one.act) for one in Entry.objects.all())


def test_a_workspace_that_only_invited_them_forgets_them_too(cast: Cast) -> None:
    invite(cast.sem, "anna@example.org", ["author"], at=NOON)
    assert workspaces_of(cast.anna.person) == sorted(
        [cast.workspace, cast.elsewhere], key=lambda one: one.pk
    )
    gone(cast, cast.anna)
    assert not Invitation.objects.exists()
    entries = Entry.objects.filter(log__workspace=cast.elsewhere).order_by("index")
    invited, erased = open_entries(entries)
    assert [part.content["name"] for part in invited.people.values()] == ["Sem"]
    assert (erased.entry.kind, erased.people) == ("person.erased", {})
    assert str(cast.carla.pk).encode() not in bytes(erased.entry.act)
    assert verify_log(cast.elsewhere).troubles == ()
