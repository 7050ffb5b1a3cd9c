"""Notes, checkpoints and keys: read strictly, signed, and never believed wrongly."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey
from hypothesis import given
from hypothesis import strategies as st

from durf.errors import BadKey, BrokenProof
from durf.evidence.checkpoint import Checkpoint, read_checkpoint
from durf.evidence.keys import Kind, PublicKey, read_key, read_keys
from durf.evidence.note import Note, Signature, read_note
from durf.evidence.signing import Ed25519Signer, MlDsaSigner, sign_checkpoint

ORIGIN = "example.com/desk"
LOG = Ed25519Signer(ORIGIN, b"\1" * 32)
LASTING = MlDsaSigner(ORIGIN, b"\2" * 32)
STATE = Checkpoint(ORIGIN, 1234, bytes(range(32)))
NOW = 1795000000
# As published with the Go implementation of signed notes.
NEUMANN = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
QUOTED = """\
If you think cryptography is the answer to your problem,
then you don't know what your problem is.

— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
"""
# As the specification shows one.
SOFA = """\
example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
"""


def test_a_note_of_another_program_is_right():
    assert read_key(NEUMANN).has_signed(read_note(QUOTED.encode()))
    assert str(read_key(NEUMANN)) == NEUMANN


def test_a_changed_note_of_another_program_is_wrong():
    changed = QUOTED.replace("answer", "Answer")
    assert not read_key(NEUMANN).has_signed(read_note(changed.encode()))


def test_a_checkpoint_is_read_as_the_specification_shows_it():
    found = read_checkpoint(SOFA)
    assert (found.origin, found.size) == ("example.com/behind-the-sofa", 20852163)
    assert found.text == SOFA
    assert read_checkpoint(f"{SOFA}more\n").extensions == ("more",)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a\n1\n",
        SOFA[:-1],
        SOFA.replace("20852163", "020852163"),
        SOFA.replace("20852163", "-1"),
        SOFA.replace("20852163", "9" * 400),
        SOFA.replace("q2I=", "q2J="),
        SOFA.replace("CsUY", ""),
        f"{SOFA}\n",
        f"\n{SOFA}",
    ],
)
def test_what_is_no_checkpoint_is_refused(text):
    with pytest.raises(BrokenProof):
        read_checkpoint(text)


def test_both_keys_of_a_log_sign_its_checkpoint():
    note = sign_checkpoint(STATE, LOG, lasting=LASTING, time=NOW)
    again = read_note(note.to_bytes())
    assert again == note
    assert LOG.key.has_signed(again)
    assert LASTING.key.has_signed(again)
    assert [len(one.content) for one in again.signatures] == [64, 8 + 2420]


def test_the_lasting_key_signs_what_the_specification_says():
    signature = LASTING.sign(STATE, NOW)
    message = (
        b"subtree/v1\n\0"
        + bytes([len(ORIGIN)])
        + ORIGIN.encode()
        + NOW.to_bytes(8, "big")
        + bytes([len(ORIGIN)])
        + ORIGIN.encode()
        + bytes(8)
        + (1234).to_bytes(8, "big")
        + bytes(range(32))
    )
    key = MLDSA44PublicKey.from_public_bytes(LASTING.key.public)
    assert signature.content[:8] == NOW.to_bytes(8, "big")
    key.verify(signature.content[8:], message)


def test_a_witness_is_believed_about_text_and_time():
    secret = Ed25519PrivateKey.from_private_bytes(b"\3" * 32)
    key = PublicKey(
        "w.example", Kind.COSIGNATURE, secret.public_key().public_bytes_raw()
    )
    message = f"cosignature/v1\ntime {NOW}\n{STATE.text}".encode()
    content = NOW.to_bytes(8, "big") + secret.sign(message)
    note = sign_checkpoint(STATE, LOG).signed(
        [Signature("w.example", key.key_id, content)]
    )
    assert key.has_signed(note)
    later = (NOW + 1).to_bytes(8, "big") + content[8:]
    assert not key.has_signed(
        Note(STATE.text, (Signature("w.example", key.key_id, later),))
    )


def test_a_signature_of_a_stranger_changes_nothing():
    stranger = Ed25519Signer("stranger.example", b"\4" * 32)
    note = sign_checkpoint(STATE, LOG).signed([stranger.sign("something else\n")])
    assert LOG.key.has_signed(note)
    assert not stranger.key.has_signed(note)


def test_a_wrong_signature_beside_a_right_one_is_not_believed():
    wrong = LOG.sign("something else\n")
    assert not LOG.key.has_signed(sign_checkpoint(STATE, LOG).signed([wrong]))


def test_a_note_that_nobody_signed_is_not_believed():
    assert not LOG.key.has_signed(Note(STATE.text))


@given(st.data())
def test_every_changed_byte_of_a_checkpoint_is_noticed(data):
    content = sign_checkpoint(STATE, LOG).to_bytes()
    at = data.draw(st.integers(0, len(content) - 1))
    new = data.draw(st.integers(0, 255).filter(lambda n: n != content[at]))
    changed = content[:at] + bytes([new]) + content[at + 1 :]
    try:
        note = read_note(changed)
    except BrokenProof:
        return
    assert not LOG.key.has_signed(note)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"text\n",
        b"text\n\n",
        b"text\n\n- a AAAAAAA=\n",
        "text\n\n— a AAAA\n".encode(),
        "text\n\n— a AAAAAAB=\n".encode(),
        "text\n\n— a b AAAAAAA=\n".encode(),
        "text\n\n— a+b AAAAAAA=\n".encode(),
        "text\n\n— a AAAAAAA=".encode(),
        "te\txt\n\n— a AAAAAAA=\n".encode(),
        "text\r\n\n— a AAAAAAA=\r\n".encode(),
        b"\xff\n\n" + "— a AAAAAAA=\n".encode(),
        b"text\n\n" + "— a AAAAAAA=\n".encode() * 33,
        b"x" * 200_000 + "\n\n— a AAAAAAA=\n".encode(),
    ],
)
def test_what_is_no_note_is_refused(content):
    with pytest.raises(BrokenProof):
        read_note(content)


def test_a_note_may_have_empty_lines():
    note = Note("one\n\ntwo\n", (LOG.sign("one\n\ntwo\n"),))
    assert read_note(note.to_bytes()) == note


def test_a_key_file_may_have_comments():
    text = f"# ours\n\n{LOG.key}\n{LASTING.key}\n"
    assert read_keys(text) == (LOG.key, LASTING.key)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "name",
        "name+00000000+",
        "name+00000000+AQ==",
        NEUMANN.replace("c74f20a3", "c74f20a4"),
        NEUMANN.replace("Peter", "Petra"),
        NEUMANN.replace("10TW", "10TX"),
        NEUMANN.replace("+ARpc", "+CRpc"),
        NEUMANN.replace("PeterNeumann", ""),
    ],
)
def test_what_is_no_key_is_refused(line):
    with pytest.raises(BadKey):
        read_key(line)
    with pytest.raises(BadKey):
        read_keys(line)


@pytest.mark.parametrize("signer", [Ed25519Signer, MlDsaSigner])
@pytest.mark.parametrize(("name", "seed"), [("a", b"short"), ("a b", b"\1" * 32)])
def test_a_secret_of_another_size_or_a_bad_name_is_refused(signer, name, seed):
    with pytest.raises(BadKey):
        signer(name, seed)
