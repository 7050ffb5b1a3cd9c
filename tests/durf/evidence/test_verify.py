"""Bundles: a good one proves what it says, and a changed one proves nothing."""

from __future__ import annotations

import io
import random
import zipfile
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import assume, given
from hypothesis import strategies as st

from durf.errors import BadKey, BrokenProof, DurfError
from durf.evidence.archive import archived, unarchived
from durf.evidence.bundle import Older
from durf.evidence.checkpoint import Checkpoint
from durf.evidence.keys import Kind, PublicKey
from durf.evidence.merkle import consistency_proof
from durf.evidence.note import Signature
from durf.evidence.packing import pack, unpack
from durf.evidence.signing import Ed25519Signer, sign_checkpoint
from durf.evidence.verify import is_stamp_of, verify
from tests.durf.evidence.mutations import mutated, signed_anew
from tests.durf.evidence.sample import (
    KEYS,
    LASTING,
    NOON,
    ORIGIN,
    POLICY,
    SIGNER,
    STRANGER,
    Desk,
    packed,
    small,
    stamp,
)

GOOD = packed(small())
FEW, MANY = 3_000, 100_000


def is_accepted(content: bytes) -> bool:
    try:
        verify(content, KEYS)
    except BrokenProof:
        return False
    return True


def test_a_good_bundle_proves_what_it_says():
    report = verify(GOOD, KEYS)
    assert report.bundle == small()
    assert report.checkpoint.origin == ORIGIN
    assert report.checkpoint.size == 7
    assert report.signers == (SIGNER.key,)
    assert (report.erased, report.withheld) == (1, 0)
    assert not report.is_gapless
    assert report.is_page_checked
    assert report.period == (NOON + timedelta(minutes=2), NOON + timedelta(minutes=6))


def test_a_bundle_is_made_the_same_each_time():
    assert packed(small()) == GOOD
    assert unpack(GOOD).bundle == small()


def test_a_bundle_is_a_zip_file_that_everything_opens():
    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
        assert archive.testzip() is None
        assert {x.filename for x in archive.infolist()} == set(unarchived(GOOD))


@pytest.mark.parametrize("places", [(), (0,), (1, 2, 3), tuple(range(600))])
def test_bundles_of_any_entries_hold(places):
    desk = Desk(600, stops=(1, 256, 599))
    bundle = desk.bundle(*places)
    if not places:
        bundle = replace(bundle, policies={}, media={})
    report = verify(packed(bundle), KEYS)
    assert report.is_gapless
    assert (report.period is None) == (not places)


def test_both_kinds_of_key_are_asked_when_both_are_given():
    keys = f"{KEYS}{LASTING.key}\n"
    assert verify(GOOD, keys).signers == (SIGNER.key, LASTING.key)
    bare = sign_checkpoint(state(), SIGNER)
    weak = packed(replace(small(), checkpoint=bare, timestamps={}))
    assert verify(weak, KEYS)
    with pytest.raises(BrokenProof, match="the key did not sign it"):
        verify(weak, keys)


def state() -> Checkpoint:
    log = Desk(7).log
    return Checkpoint(ORIGIN, 7, log.edge.root)


def test_a_witness_is_named_when_its_key_is_brought_along():
    secret = Ed25519PrivateKey.from_private_bytes(b"\5" * 32)
    public = secret.public_key().public_bytes_raw()
    key = PublicKey("witness.example", Kind.COSIGNATURE, public)
    time = 1795000000
    message = f"cosignature/v1\ntime {time}\n{state().text}".encode()
    signature = time.to_bytes(8, "big") + secret.sign(message)
    seen = small().checkpoint.signed([Signature(key.name, key.key_id, signature)])
    content = packed(replace(small(), checkpoint=seen, timestamps={}))
    assert verify(content, f"{KEYS}{key}\n").signers == (SIGNER.key, key)
    assert verify(GOOD, f"{KEYS}{key}\n").signers == (SIGNER.key,)


def test_a_rotated_key_may_have_signed_what_is_older():
    old = Ed25519Signer(ORIGIN, b"\6" * 32)
    log = Desk(5).log
    note = sign_checkpoint(Checkpoint(ORIGIN, 5, log.edge.root), old)
    proof = tuple(consistency_proof(5, 7, Desk(7).log.subtree))
    bundle = replace(small(), older={5: Older(note, proof)}, timestamps={})
    assert verify(packed(bundle), f"{KEYS}{old.key}\n")
    with pytest.raises(BrokenProof, match="checkpoints/5"):
        verify(packed(bundle), KEYS)


@pytest.mark.parametrize(
    "keys",
    [f"{STRANGER.key}\n", f"{STRANGER.key}\n{LASTING.key}"],
    ids=["one", "two"],
)
def test_another_key_of_the_same_name_proves_nothing(keys):
    with pytest.raises(BrokenProof, match="the key did not sign it"):
        verify(GOOD, keys)


def test_a_key_of_another_log_proves_nothing():
    other = Ed25519Signer("example.com/other", b"\1" * 32)
    with pytest.raises(BrokenProof, match="it is of another log"):
        verify(GOOD, str(other.key))


@pytest.mark.parametrize("keys", ["", "nonsense", str(LASTING.key)])
def test_without_a_key_of_ed25519_nothing_is_verified(keys):
    with pytest.raises(BadKey):
        verify(GOOD, keys)


def test_a_checkpoint_of_another_log_proves_nothing():
    other = Ed25519Signer("example.com/other", b"\1" * 32)
    note = sign_checkpoint(Checkpoint(other.key.name, 7, state().root), SIGNER)
    content = packed(replace(small(), checkpoint=note, timestamps={}))
    with pytest.raises(BrokenProof, match="it is of another log"):
        verify(content, KEYS)


def test_a_log_that_forgot_something_is_noticed():
    """The owner shows an earlier checkpoint, and a tree that does not hold it."""
    fork = Desk(7)
    fork.log.entries[1] = b"another"
    rebuilt = type(fork.log)()
    rebuilt.append(*fork.log.entries)
    fork.log = rebuilt
    proof = tuple(consistency_proof(5, 7, rebuilt.subtree))
    bundle = fork.bundle(2, 3, 6, older={5: Older(small().older[5].note, proof)})
    with pytest.raises(BrokenProof, match="the log is not the one it was before"):
        verify(packed(bundle), KEYS)


def test_a_log_that_was_cut_short_is_noticed():
    longer = Desk(9)
    note = longer.checkpoint()
    bundle = replace(small(), older={9: Older(note, ())}, timestamps={})
    with pytest.raises(BrokenProof, match="the log is not the one it was before"):
        verify(packed(bundle), KEYS)


def test_a_policy_that_no_entry_names_is_refused():
    digest = "0" * 64
    for change in ({"policies": {digest: POLICY}}, {"media": {digest: POLICY}}):
        with pytest.raises(BrokenProof, match="no entry that is shown names it"):
            verify(packed(replace(small(), **change)), KEYS)


def test_a_policy_under_the_name_of_another_is_refused():
    named = next(iter(small().policies))
    bundle = replace(small(), policies={named: b"Anything goes."})
    with pytest.raises(BrokenProof, match="no entry that is shown names it"):
        verify(packed(bundle), KEYS)


@pytest.mark.parametrize(
    "timestamps", [{7: stamp(b"something else")}, {6: stamp(b"")}, {7: b""}]
)
def test_a_time_stamp_of_something_else_is_refused(timestamps):
    with pytest.raises(BrokenProof, match="it is about something else"):
        verify(packed(replace(small(), timestamps=timestamps)), KEYS)


def test_a_time_stamp_names_its_algorithm():
    content = b"checkpoint"
    assert is_stamp_of(stamp(content), content)
    bare = stamp(content).replace(bytes.fromhex("0500"), b"")
    assert is_stamp_of(bare, content)
    assert not is_stamp_of(stamp(content).replace(b"\x02\x01", b"\x02\x02"), content)


def test_entries_stand_in_their_order_once_each():
    first, second, third = small().entries
    for entries in ((second, first, third), (first, first, second)):
        bundle = replace(small(), entries=entries)
        with pytest.raises(BrokenProof):
            verify(packed(bundle), KEYS)


def test_words_that_were_never_logged_are_not_shown():
    shown = small().entries[1]
    part = shown.parts[0]
    changed = replace(part, payload=part.payload.replace(b"allow", b"block"))
    entries = (replace(shown, parts=(changed, shown.parts[1])),)
    bundle = replace(small(), entries=entries, policies={}, media={})
    with pytest.raises(BrokenProof, match="entry 3: what is shown of it"):
        verify(packed(bundle), KEYS)


def test_a_page_that_says_something_else_is_refused_even_if_signed():
    files = unarchived(GOOD)
    files["index.html"] = files["index.html"].replace(b"Good morning", b"Good night")
    with pytest.raises(BrokenProof, match="it does not say what the entries say"):
        verify(signed_anew(files, SIGNER), KEYS)


def test_a_page_of_another_version_is_not_compared_and_that_is_said():
    files = unarchived(GOOD)
    files["manifest.json"] = files["manifest.json"].replace(b'"page":1', b'"page":0')
    assert not verify(signed_anew(files, SIGNER), KEYS).is_page_checked


def test_a_part_may_be_kept_back():
    shown = replace(small().entries[1], parts=())
    bundle = replace(small(), entries=(shown,), policies={}, media={})
    report = verify(packed(bundle), KEYS)
    assert (report.erased, report.withheld) == (0, 2)


def test_the_log_must_be_among_its_own_keys():
    with pytest.raises(BrokenProof, match=r"keys\.json"):
        verify(packed(replace(small(), keys=(STRANGER.key,))), KEYS)


@pytest.mark.parametrize(
    "content",
    [b"", b"PK", GOOD[:100], b"x" * 1000, b"PK\5\6" + bytes(18), GOOD + b"\n"],
    ids=["empty", "mark", "beginning", "letters", "no-files", "more"],
)
def test_what_is_no_bundle_is_refused(content):
    with pytest.raises(BrokenProof):
        verify(content, KEYS)


def test_a_zip_file_of_another_program_is_refused():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in unarchived(GOOD).items():
            archive.writestr(name, content)
    with pytest.raises(BrokenProof):
        verify(made.getvalue(), KEYS)


def test_a_bundle_that_cannot_be_read_is_not_packed():
    part = replace(small().entries[1].parts[0], payload=b"\xff")
    shown = replace(small().entries[1], parts=(part,))
    with pytest.raises(DurfError):
        pack(replace(small(), entries=(shown,)), SIGNER)


@pytest.mark.parametrize("seed", range(FEW // 100))
def test_no_changed_bundle_is_accepted(seed):
    chance = random.Random(seed)
    for _ in range(100):
        changed = mutated(GOOD, chance)
        assert not is_accepted(changed), changed


@given(st.binary(max_size=400), st.booleans())
def test_anything_at_all_is_refused_in_words(content, is_archive):
    files = {"manifest.json": content, "manifest.sig": content, "checkpoint": content}
    with pytest.raises(BrokenProof):
        verify(archived(files) if is_archive else content, KEYS)


@given(st.sampled_from(sorted(unarchived(GOOD))), st.binary(max_size=60))
def test_a_file_of_the_owner_that_makes_no_sense_is_refused_in_words(name, content):
    """Signed and named well, it is still read with care."""
    files = unarchived(GOOD)
    assume(name not in ("manifest.json", "manifest.sig", "keys.json"))
    assume(files[name] != content)
    with pytest.raises(BrokenProof):
        verify(signed_anew({**files, name: content}, SIGNER), KEYS)


@pytest.mark.long
def test_not_one_of_many_changed_bundles_is_accepted():
    """It takes minutes."""
    chance = random.Random(20261123)
    assert sum(is_accepted(mutated(GOOD, chance)) for _ in range(MANY)) == 0
