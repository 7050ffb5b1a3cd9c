"""Appending to the evidence log."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.db.transaction import TransactionManagementError

from durf.errors import BadEntry
from durf.evidence.checkpoint import read_checkpoint
from durf.evidence.entry import opens, read_leaf
from durf.evidence.merkle import folded, leaf_hash, root
from durf.evidence.note import read_note
from durf_server.keys import decrypt, unseal
from durf_server.records.append import Fact, append
from durf_server.records.models import Entry, Log, Part, SubjectKey, Tile
from durf_server.records.signing import signer_of
from durf_server.records.subjects import key_place, part_name, part_place
from tests.durf_server.conftest import NOON, Cast


def fact(number: int = 0) -> Fact:
    """Return a fact like any other."""
    return Fact("draft.saved", f"draft/{number}", NOON, {"version": number})


def test_it_begins_with_the_first_fact(cast: Cast) -> None:
    with transaction.atomic():
        places = append(cast.workspace, fact())
    log = Log.objects.get(workspace=cast.workspace)
    assert log.origin.startswith("localhost:8800/bloom-")
    assert list(places) == [0]
    assert Entry.objects.get().index == 0


@pytest.mark.django_db(transaction=True)
def test_it_refuses_to_write_outside_a_transaction(cast: Cast) -> None:
    with pytest.raises(TransactionManagementError):
        append(cast.workspace, fact())


def test_what_was_rolled_back_was_never_there(cast: Cast) -> None:
    with transaction.atomic():
        append(cast.workspace, fact(1))
    before = Log.objects.get()
    with pytest.raises(BadEntry), transaction.atomic():
        append(cast.workspace, fact(2))
        append(cast.workspace, Fact("draft.saved", "draft/3", NOON, {"share": 0.5}))
    after = Log.objects.get()
    assert (after.size, after.checkpoint) == (before.size, before.checkpoint)


def test_every_append_signs_the_root_of_all_leaves(cast: Cast) -> None:
    for size in range(1, 20):
        with transaction.atomic():
            append(cast.workspace, fact(size))
        log = Log.objects.get()
        note = read_note(log.checkpoint.encode())
        assert signer_of(log.origin).key.has_signed(note)
        checkpoint = read_checkpoint(note.text)
        assert (checkpoint.origin, checkpoint.size) == (log.origin, size)
        assert checkpoint.root == _root_of_leaves()


def test_batches_and_single_facts_make_the_same_tree(cast: Cast) -> None:
    for number in (1, 254, 1, 1, 300, 256, 3):
        with transaction.atomic():
            append(cast.workspace, *[fact(n) for n in range(number)])
        log = Log.objects.get()
        assert read_checkpoint(log.checkpoint.partition("\n\n")[0] + "\n").root == (
            _root_of_leaves()
        )
    assert set(Tile.objects.values_list("level", "index")) == {
        (0, 0),
        (0, 1),
        (0, 2),
        (1, 0),
    }


def test_logs_of_two_workspaces_are_apart(cast: Cast) -> None:
    with transaction.atomic():
        append(cast.workspace, fact())
        append(cast.elsewhere, fact())
    sizes = Log.objects.values_list("size", flat=True)
    assert list(sizes) == [1, 1]
    assert len(set(Log.objects.values_list("origin", flat=True))) == 2


def test_the_leaf_holds_no_word_of_what_it_commits_to(cast: Cast) -> None:
    anna = cast.anna.person
    with transaction.atomic():
        append(
            cast.workspace,
            Fact(
                "member.joined",
                "member/1",
                NOON,
                {"roles": ["canary-role"]},
                {anna.pk: {"name": "Canary Name"}},
            ),
        )
    entry, part, key = Entry.objects.get(), Part.objects.get(), SubjectKey.objects.get()
    leaf = read_leaf(bytes(entry.leaf))
    act = bytes(entry.act)
    assert opens(leaf, "act", act[:32], act[32:])
    assert b"anary" not in bytes(entry.leaf) + bytes(part.sealed)
    secret = unseal(bytes(key.sealed), key_place(cast.workspace.pk, anna.pk, key.pk))
    held = decrypt(
        secret, bytes(part.sealed), part_place(entry.log.origin, entry.index)
    )
    assert opens(leaf, part_name(key.pk), held[:32], held[32:])
    assert held[32:] == b'{"name":"Canary Name"}'


def test_one_person_has_one_key_a_workspace(cast: Cast) -> None:
    anna = cast.anna.person_id
    named = Fact("draft.saved", "draft/1", NOON, {}, {anna: {"name": "A"}})
    with transaction.atomic():
        append(cast.workspace, named, named)
        append(cast.workspace, named)
        append(cast.elsewhere, named)
    assert SubjectKey.objects.filter(person_id=anna).count() == 2
    assert Part.objects.count() == 4


def test_nothing_personal_is_kept_of_who_was_erased(cast: Cast) -> None:
    anna = cast.anna.person_id
    SubjectKey.objects.create(workspace=cast.workspace, person_id=anna, sealed=b"")
    with transaction.atomic():
        append(
            cast.workspace,
            Fact("draft.saved", "draft/1", NOON, {}, {anna: {"name": "Anna"}}),
        )
    assert not Part.objects.exists()
    assert set(read_leaf(bytes(Entry.objects.get().leaf)).parts) == {"act"}


def _root_of_leaves() -> bytes:
    leaves = Entry.objects.order_by("index").values_list("leaf", flat=True)
    hashes = [leaf_hash(bytes(leaf)) for leaf in leaves]
    return root(
        len(hashes),
        lambda level, index: folded(hashes[index << level : (index + 1) << level]),
    )
