"""The tree: known roots, and proofs that hold for what is there and nothing else."""

from __future__ import annotations

from functools import cache
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from durf.evidence.merkle import (
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    root,
    verify_consistency,
    verify_inclusion,
)
from tests.durf.evidence.tree import MemoryLog, log_of, plain_root

# The eight entries that Certificate Transparency tests with, and their roots.
KNOWN_ENTRIES = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
]
KNOWN_ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


@cache
def big() -> MemoryLog:
    return log_of(1500)


sizes = st.integers(1, 1500)


@pytest.mark.parametrize("size", range(9))
def test_it_has_the_known_roots(size):
    log = MemoryLog()
    for entry in KNOWN_ENTRIES[:size]:
        log.append(bytes.fromhex(entry))
    assert log.edge.root.hex() == KNOWN_ROOTS[size]
    assert root(size, log.subtree).hex() == KNOWN_ROOTS[size]


@pytest.mark.parametrize(
    ("index", "size", "proof"),
    [
        (0, 1, []),
        (
            0,
            8,
            [
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ],
        ),
        (
            5,
            8,
            [
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ],
        ),
    ],
)
def test_it_has_the_known_proofs(index, size, proof):
    log = MemoryLog()
    log.append(*map(bytes.fromhex, KNOWN_ENTRIES))
    assert [step.hex() for step in inclusion_proof(index, size, log.subtree)] == proof


@given(sizes)
def test_a_root_is_what_the_standard_says(size):
    assert root(size, big().subtree) == plain_root(big().leaves[:size])


@given(st.data())
def test_every_entry_has_a_proof_that_holds(data):
    size = data.draw(sizes)
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(index, size, big().subtree)
    top = plain_root(big().leaves[:size])
    assert verify_inclusion(big().leaves[index], index, size, proof, top)


@given(st.data())
def test_a_proof_of_inclusion_holds_for_nothing_else(data):
    size = data.draw(st.integers(2, 1500))
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(index, size, big().subtree)
    top = root(size, big().subtree)
    leaf = big().leaves[index]
    other = data.draw(st.integers(-2, 1600).filter(lambda n: n != index))
    assert not verify_inclusion(leaf, other, size, proof, top)
    assert not verify_inclusion(leaf_hash(b"other"), index, size, proof, top)
    assert not verify_inclusion(leaf, index, size, proof, sha256(top).digest())
    assert not verify_inclusion(leaf, index, size, proof[:-1], top)
    assert not verify_inclusion(leaf, index, size, [*proof, top], top)
    step = data.draw(st.integers(0, len(proof) - 1))
    bit = data.draw(st.integers(0, 255))
    flipped = int.from_bytes(proof[step], "big") ^ 1 << bit
    changed = [*proof[:step], flipped.to_bytes(32, "big"), *proof[step + 1 :]]
    assert not verify_inclusion(leaf, index, size, changed, top)


@given(st.data())
def test_an_older_tree_is_consistent_with_a_newer(data):
    new = data.draw(sizes)
    old = data.draw(st.integers(0, new))
    proof = consistency_proof(old, new, big().subtree)
    before, after = root(old, big().subtree), root(new, big().subtree)
    assert verify_consistency(old, new, before, after, proof)


@given(st.data())
def test_a_forked_history_is_not_consistent(data):
    new = data.draw(st.integers(2, 300))
    old = data.draw(st.integers(1, new))
    changed = data.draw(st.integers(0, old - 1))
    fork = MemoryLog()
    entries = big().entries[:new]
    fork.append(*entries[:changed], b"another", *entries[changed + 1 :])
    proofs = [consistency_proof(old, new, log.subtree) for log in (big(), fork)]
    before, after = root(old, big().subtree), root(new, fork.subtree)
    assert not any(verify_consistency(old, new, before, after, x) for x in proofs)


@given(st.data())
def test_a_proof_of_consistency_holds_for_nothing_else(data):
    new = data.draw(st.integers(2, 1500))
    old = data.draw(st.integers(1, new - 1))
    proof = consistency_proof(old, new, big().subtree)
    before, after = root(old, big().subtree), root(new, big().subtree)
    assert not verify_consistency(old, new, after, before, proof)
    assert not verify_consistency(old, new, before, after, proof[:-1])
    assert not verify_consistency(old, new, before, after, [*proof, before])
    assert not verify_consistency(new, old, before, after, proof)
    step = data.draw(st.integers(0, len(proof) - 1))
    changed = [*proof[:step], sha256(proof[step]).digest(), *proof[step + 1 :]]
    assert not verify_consistency(old, new, before, after, changed)


def test_entries_in_another_order_make_another_root():
    one, other = MemoryLog(), MemoryLog()
    one.append(b"a", b"b", b"c")
    other.append(b"a", b"c", b"b")
    assert one.edge.root != other.edge.root


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_no_proof_is_made_of_an_entry_that_is_not_there(index, size):
    with pytest.raises(IndexError):
        inclusion_proof(index, size, big().subtree)


@pytest.mark.parametrize(("old", "new"), [(-1, 3), (4, 3)])
def test_no_proof_is_made_that_a_larger_tree_is_in_a_smaller(old, new):
    with pytest.raises(IndexError):
        consistency_proof(old, new, big().subtree)
