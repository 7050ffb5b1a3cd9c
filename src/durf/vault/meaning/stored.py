"""What the documents of a segment mean, in a sealed file beside it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from durf.vault.meaning.meanings import Meanings
from durf.vault.sealed import Held, write_whole

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from durf.vault.sealed import Seal
    from durf.vault.segment import Stretch


def write_meanings(path: Path, parts: Sequence[Meanings], seal: Seal) -> None:
    """Write sets of meanings as one sealed file."""
    content = Meanings.merge(parts).to_bytes()
    write_whole(path, seal.close(content, path.name))


def read_meanings(file: Held, seal: Seal) -> Meanings:
    """Read the file again.

    Raises:
        BrokenVault: it is damaged.
    """
    return Meanings.from_bytes(seal.open(file.whole(), file.path.name, file.path.name))


def moved(meanings: Meanings, stretches: Sequence[Stretch]) -> Meanings:
    """Return the meanings of places that stay, at the places they move to.

    Args:
        meanings: in the places of one segment.
        stretches: of places that stay, in order; what is in none of them goes.
    """
    lasts = np.array([one.last for one in stretches], np.int64)
    firsts = np.array([one.first for one in stretches], np.int64)
    shifts = np.array([one.to - one.first for one in stretches], np.int64)
    places = meanings.places.astype(np.int64)
    number = np.searchsorted(lasts, places)
    stays = number < len(lasts)
    number = np.minimum(number, max(len(lasts) - 1, 0))
    if len(lasts):
        stays &= places >= firsts[number]
        places = places + shifts[number]
    return Meanings(
        meanings.sketches[stays],
        meanings.scales[stays],
        places[stays].astype(np.uint32),
        meanings.words[stays],
        meanings.vectors[stays],
    )


def numbered(parts: Sequence[Meanings]) -> tuple[Meanings, list[tuple[int, int]]]:
    """Put sets together with their numbers for places.

    Returns:
        One set, and for each of its sentences the number of its part and its place.
    """
    whole = Meanings.merge(parts)
    homes = [
        (number, int(place))
        for number, part in enumerate(parts)
        for place in part.places
    ]
    return replace(whole, places=np.arange(len(whole), dtype=np.uint32)), homes
