"""Proofs of one entry as text files."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from durf.errors import BrokenProof
from durf.evidence.checkpoint import Checkpoint
from durf.evidence.merkle import inclusion_proof
from durf.evidence.proof import Proof, read_proof
from durf.evidence.signing import Ed25519Signer, sign_checkpoint
from tests.durf.evidence.tree import log_of

SIGNER = Ed25519Signer("example.com/desk", b"\1" * 32)
OTHER = Ed25519Signer("example.com/desk", b"\2" * 32)
LOG = log_of(300)
STATE = Checkpoint("example.com/desk", 300, LOG.edge.root)
NOTE = sign_checkpoint(STATE, SIGNER)


def proof_of(index, extra=b""):
    hashes = inclusion_proof(index, 300, LOG.subtree)
    return Proof(index, tuple(hashes), NOTE, extra)


def test_a_proof_looks_as_the_specification_says():
    lines = proof_of(256).to_bytes().decode().split("\n")
    assert lines[:2] == ["c2sp.org/tlog-proof@v1", "index 256"]
    end = lines.index("")
    assert all(len(line) == 44 for line in lines[2:end])
    assert lines[end + 1 : end + 3] == ["example.com/desk", "300"]
    assert proof_of(256, b"more").to_bytes().decode().split("\n")[1] == "extra bW9yZQ=="


@given(st.integers(0, 299), st.binary(max_size=40))
def test_a_proof_comes_back_and_holds(index, extra):
    proof = proof_of(index, extra)
    again = read_proof(proof.to_bytes())
    assert again == proof
    assert again.verify(b"entry %d" % index, SIGNER.key) == STATE


def test_a_proof_holds_for_its_entry_and_its_key_only():
    proof = proof_of(7)
    with pytest.raises(BrokenProof, match="entry 7"):
        proof.verify(b"entry 8", SIGNER.key)
    with pytest.raises(BrokenProof, match="the key did not sign it"):
        proof.verify(b"entry 7", OTHER.key)


@given(st.data())
def test_every_changed_byte_of_a_proof_is_noticed(data):
    content = proof_of(170).to_bytes()
    at = data.draw(st.integers(0, len(content) - 1))
    new = data.draw(st.binary(max_size=2).filter(lambda x: x != content[at : at + 1]))
    with pytest.raises(BrokenProof):
        read_proof(content[:at] + new + content[at + 1 :]).verify(
            b"entry 170", SIGNER.key
        )


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"c2sp.org/tlog-proof@v1\n",
        b"c2sp.org/tlog-proof@v1\n\n",
        b"c2sp.org/tlog-proof@v1\nindex 0\n\n",
        b"c2sp.org/tlog-proof@v2\nindex 0\n\n" + NOTE.to_bytes(),
        b"c2sp.org/tlog-proof@v1\nindex 00\n\n" + NOTE.to_bytes(),
        b"c2sp.org/tlog-proof@v1\nextra\nindex 0\n\n" + NOTE.to_bytes(),
        b"c2sp.org/tlog-proof@v1\nextra \nindex 0\n\n" + NOTE.to_bytes(),
        b"c2sp.org/tlog-proof@v1\nindex 0\nAAAA\n\n" + NOTE.to_bytes(),
        b"\xff\nindex 0\n\n" + NOTE.to_bytes(),
    ],
)
def test_what_is_no_proof_is_refused(content):
    with pytest.raises(BrokenProof):
        read_proof(content)


def test_a_proof_of_endless_length_is_refused():
    line = "A" * 43 + "=\n"
    content = f"c2sp.org/tlog-proof@v1\nindex 0\n{line * 65}\n".encode()
    with pytest.raises(BrokenProof):
        read_proof(content + NOTE.to_bytes())
