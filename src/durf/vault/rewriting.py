"""Which files of fingerprints are to be written anew, and which stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from durf.vault.manifest import Role, SegmentEntry

# What a payload of 32 bits can say.
MOST_PLACES = (1 << 32) - 1
# The kernel merges twice as many at once.
_MOST_MERGED = 32
_MUCH_LARGER = 8


def to_rewrite(
    segments: Sequence[SegmentEntry], role: Role, names: Collection[str]
) -> list[SegmentEntry]:
    """Return the next segments of a role to be written as one; none if all is well.

    Large segments stay: each that stays is many times as large as all smaller ones
    together.  So there are hardly ever more than two or three, each of which costs
    every post a look-up for every gram, and a fingerprint is rarely rewritten.
    """
    ours = [one for one in segments if one.role is role and one.name in names]
    ours.sort(key=_size)
    last = together = 0
    for number, one in enumerate(ours):
        if one.count < _MUCH_LARGER * together:
            last = number
        together += one.count
    small: list[SegmentEntry] = []
    span = 0
    for one in ours[: last + 1]:
        span += one.span
        if span <= MOST_PLACES and len(small) < _MOST_MERGED:
            small.append(one)
    if len(small) > 1:
        return small
    return next(([one] for one in ours if one.gone), [])


def _size(entry: SegmentEntry) -> int:
    return entry.count
