"""The Merkle tree of RFC 6962 and RFC 9162: roots, proofs, and checking them.

A tree is asked for the hashes of its *complete* subtrees only: ``subtree(level,
index)`` covers the entries from ``index * 2**level``, ``2**level`` of them.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Subtree = Callable[[int, int], bytes]

HASH_SIZE = 32
EMPTY_ROOT = sha256(b"").digest()


# The byte before what is hashed keeps a leaf from passing for a node (RFC 6962, 2.1).


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of an entry.

    >>> leaf_hash(b"").hex()[:16]
    '6e340b9cffb37a98'
    """
    return sha256(b"\0" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of two subtrees that stand side by side."""
    return sha256(b"\1" + left + right).digest()


def root(size: int, subtree: Subtree) -> bytes:
    """Return the root of the first ``size`` entries."""
    return _span(0, size, subtree) if size else EMPTY_ROOT


def folded(hashes: Sequence[bytes]) -> bytes:
    """Return the root of a complete subtree from the hashes of its leaves."""
    row = list(hashes)
    while len(row) > 1:
        pairs = iter(row)
        row = [node_hash(left, right) for left, right in zip(pairs, pairs, strict=True)]
    return row[0]


def inclusion_proof(index: int, size: int, subtree: Subtree) -> list[bytes]:
    """Return the hashes that lead from an entry to the root of ``size`` entries.

    Raises:
        IndexError: the tree of that size has no such entry.
    """
    if not 0 <= index < size:
        raise IndexError(index)
    path = []
    first, last = 0, size
    while last - first > 1:
        middle = first + _left(last - first)
        if index < middle:
            path.append(_span(middle, last, subtree))
            last = middle
        else:
            path.append(_span(first, middle, subtree))
            first = middle
    return path[::-1]


def consistency_proof(old: int, new: int, subtree: Subtree) -> list[bytes]:
    """Return the hashes that show that the first ``old`` entries are still the same.

    Raises:
        IndexError: a tree of size ``new`` does not hold a tree of size ``old``.
    """
    if not 0 <= old <= new:
        raise IndexError(old)
    if old in (0, new):
        return []
    path = []
    first, last = 0, new
    # Down to the last subtree that both trees hold.
    while last != old:
        middle = first + _left(last - first)
        if old <= middle:
            path.append(_span(middle, last, subtree))
            last = middle
        else:
            path.append(_span(first, middle, subtree))
            first = middle
    if first:
        path.append(_span(first, last, subtree))
    return path[::-1]


def verify_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> bool:
    """Tell whether a leaf's hash is at ``index`` of the tree (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size or not _are_hashes(leaf, root, *proof):
        return False
    place, last, found = index, size - 1, leaf
    for sibling in proof:
        if not last:
            return False
        if place & 1 or place == last:
            found = node_hash(sibling, found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        place, last = place >> 1, last >> 1
    return not last and found == root


def verify_consistency(
    old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Tell whether one tree is the beginning of another (RFC 9162, 2.1.4.2)."""
    if not 0 <= old <= new or not _are_hashes(old_root, new_root, *proof):
        return False
    if not old:
        # Everything begins with nothing.
        return not proof and old_root == EMPTY_ROOT
    if old == new:
        return not proof and old_root == new_root
    return _leads_to_both(old, new, (old_root, new_root), proof)


def _leads_to_both(
    old: int, new: int, roots: tuple[bytes, bytes], proof: Sequence[bytes]
) -> bool:
    rest = list(proof)
    if not old & (old - 1):
        # The old tree is one complete subtree, and needs no hash of its own.
        rest.insert(0, roots[0])
    if not rest:
        return False
    # Both roots are climbed to at once, from the last subtree that the old tree has.
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    before = after = rest[0]
    for sibling in rest[1:]:
        if not last:
            return False
        if place & 1 or place == last:
            before, after = node_hash(sibling, before), node_hash(sibling, after)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            after = node_hash(after, sibling)
        place, last = place >> 1, last >> 1
    return not last and (before, after) == roots


def _are_hashes(*values: bytes) -> bool:
    return all(len(value) == HASH_SIZE for value in values)


def _left(width: int) -> int:
    """Return the largest power of two below ``width``."""
    return 1 << ((width - 1).bit_length() - 1)


def _span(first: int, last: int, subtree: Subtree) -> bytes:
    """Return the root of a run of entries whose left part is always complete."""
    width = last - first
    if not width & (width - 1):
        level = width.bit_length() - 1
        return subtree(level, first >> level)
    middle = first + _left(width)
    return node_hash(_span(first, middle, subtree), _span(middle, last, subtree))
