"""Who was erased after a backup does not come back unnoticed."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from durf.errors import FileProblem
from durf_server.backup.making import make
from durf_server.backup.restoring import restore
from durf_server.drafts.content import Content
from durf_server.drafts.models import DraftVersion
from durf_server.drafts.saving import start
from durf_server.people.models import Member, Person
from durf_server.records.models import Entry
from durf_server.records.verifying import verify_log
from durf_server.retention.erasing import erase_member
from durf_server.retention.holding import place_hold
from durf_server.retention.journal import (
    Erased,
    journal_file,
    read_journal,
    write_journal,
)
from durf_server.retention.models import Erasure, LegalHold
from tests.durf_server.backup.test_backup import (
    NOON,
    empty_all,
    one_database,
    own_folders,
)
from tests.durf_server.postgresql import new_database, postgresql
from tests.durf_server.servers import new_server

__all__ = ["new_database", "new_server", "one_database", "own_folders", "postgresql"]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def lost(cast, settings, tmp_path):
    """A backup with Anna in it, the journal that says she is gone, and a fresh start."""
    start(cast.anna, Content("Buns by Anna"), at=NOON)
    make(tmp_path / "b", with_key=False, durf="1", at=NOON)
    erase_member(cast.anna, cast.carla, NOON, "request")
    (tmp_path / "erased.jsonl").write_bytes(journal_file().read_bytes())
    empty_all(settings)
    return cast.anna.person_id


def test_the_journal_says_who_is_gone_and_nothing_else(lost, tmp_path) -> None:
    text = (tmp_path / "erased.jsonl").read_text()
    assert json.loads(text) == {"person": str(lost), "at": NOON.isoformat()}


def test_they_are_erased_again_before_anybody_can_see_them(lost, tmp_path) -> None:
    people = read_journal(tmp_path / "erased.jsonl")
    restored = restore(tmp_path / "b", people, at=NOON)
    assert (restored.again.erased, restored.again.held) == (1, ())
    assert Person.objects.get(pk=lost).erased_at == NOON
    assert DraftVersion.objects.get().content == {}
    last = Entry.objects.latest("index")
    assert last.kind == "person.erased"
    assert verify_log(last.log.workspace).is_whole
    # It goes on saying so, for the next one who restores.
    assert {one.person for one in read_journal(journal_file())} == {lost}


def test_without_the_journal_they_are_back(lost, tmp_path) -> None:
    restored = restore(tmp_path / "b", at=NOON)
    assert restored.again.erased == 0
    assert Person.objects.get(pk=lost).erased_at is None


def test_who_came_after_the_backup_is_no_trouble(lost, tmp_path) -> None:
    nobody = [Erased(uuid4(), where, NOON) for where in (None, uuid4())]
    assert restore(tmp_path / "b", nobody, at=NOON).again.erased == 0


def test_who_was_erased_from_one_workspace_is_erased_there_again(
    cast, settings, tmp_path
) -> None:
    Member.objects.create(workspace=cast.elsewhere, person=cast.anna.person)
    start(cast.anna, Content("Buns by Anna"), at=NOON)
    make(tmp_path / "b", with_key=False, durf="1", at=NOON)
    later = Member.objects.get(pk=cast.anna.pk).joined_at + timedelta(days=1)
    erase_member(cast.anna, cast.carla, later, "request")
    erased = read_journal(journal_file())
    assert erased == [Erased(cast.anna.person_id, cast.workspace.pk, later)]
    empty_all(settings)
    restored = restore(tmp_path / "b", erased, at=later)
    assert restored.again.erased == 1
    anna = Person.objects.get(pk=cast.anna.person_id)
    assert (anna.name, anna.erased_at) == ("Anna", None)
    assert [one.workspace for one in anna.memberships.all()] == [cast.elsewhere]
    assert DraftVersion.objects.get().content == {}


def test_who_came_back_after_being_erased_stays(cast, settings, tmp_path) -> None:
    Member.objects.create(workspace=cast.elsewhere, person=cast.anna.person)
    joined = Member.objects.get(pk=cast.anna.pk).joined_at
    make(tmp_path / "b", with_key=False, durf="1", at=NOON)
    empty_all(settings)
    before = Erased(
        cast.anna.person_id, cast.workspace.pk, joined - timedelta(seconds=1)
    )
    assert restore(tmp_path / "b", [before], at=NOON).again.erased == 0
    assert Member.objects.get(pk=cast.anna.pk).roles == ["author"]


def test_a_legal_hold_of_the_backup_stands(cast, settings, tmp_path) -> None:
    person = cast.anna.person_id
    place_hold(cast.carla, LegalHold.Scope.PERSON, person, reason="A case", at=NOON)
    make(tmp_path / "b", with_key=False, durf="1", at=NOON)
    empty_all(settings)
    erased = [Erased(person, None, NOON)]
    again = restore(tmp_path / "b", erased, at=NOON).again
    assert (again.erased, again.held) == (0, (person,))
    assert Person.objects.get(pk=person).erased_at is None


def test_the_journal_forgets_nobody(cast, lost) -> None:
    journal_file().write_text(
        json.dumps({"person": str(lost), "at": NOON.isoformat()}) + "\n"
    )
    other, where = uuid4(), uuid4()
    Erasure.objects.create(person_id=other, workspace_id=where, at=NOON)
    write_journal()
    known = {Erased(lost, None, NOON), Erased(other, where, NOON)}
    assert set(read_journal(journal_file())) == known


@pytest.mark.parametrize(
    "text",
    [
        "nobody",
        "{}",
        "[]",
        '{"person": "x", "at": "y"}',
        f'{{"person": "{UUID(int=1)}", "at": "2026-11-23T12:00:00"}}',
        f'{{"person": "{UUID(int=1)}", "at": "{NOON}", "workspace": "bloom"}}',
    ],
)
def test_a_journal_that_cannot_be_read_is_told(tmp_path, text) -> None:
    (tmp_path / "erased.jsonl").write_text(text)
    with pytest.raises(FileProblem):
        read_journal(tmp_path / "erased.jsonl")


def test_the_command_says_what_has_to_be_done_again(new_server, tmp_path) -> None:
    first, bare, told = (new_server("sqlite", migrated=i == 0) for i in range(3))
    first.run("from tests.durf_server.writing import *\nprepare()\n")
    first.told("backup", "--with-key", str(tmp_path / "b"))
    code = (
        "from tests.durf_server.writing import *\n"
        "from durf_server.retention.erasing import erase\n"
        "erase(Member.objects.get(person__name='Anna').person, now(), 'request')\n"
    )
    first.run(code)
    journal = str(first.folder / "erased.jsonl")
    assert "--erased" in bare.told("restore", str(tmp_path / "b"))
    said = told.told("restore", str(tmp_path / "b"), "--erased", journal)
    assert "1 people erased again" in said
    files = [path for path in told.folder.rglob("*") if path.is_file()]
    assert not any(b"anna@example.org" in path.read_bytes() for path in files)
