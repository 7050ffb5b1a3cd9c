"""Put lines in the order in which people read them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from durf.pictures.engine import Found

if TYPE_CHECKING:
    from collections.abc import Sequence

PROSE = 8.0
SPANNING = 0.6
JOINED = 1.2
ALIKE = 1.6


@dataclass(slots=True)
class Place:
    """A line in a picture that was turned straight."""

    found: Found
    left: float
    right: float
    top: float
    bottom: float

    @property
    def height(self) -> float:
        """The height of the line, in pixels."""
        return max(self.bottom - self.top, 1.0)

    @property
    def middle(self) -> float:
        """Where the middle of the line lies, from the top."""
        return (self.top + self.bottom) / 2


def ordered(found: Sequence[Found]) -> list[Found]:
    """Return lines top to bottom, left to right, column by column."""
    rows = [row for part in parts(straightened(found)) for row in part]
    return [one for row in rows for one in joined(row)]


def straightened(found: Sequence[Found]) -> list[Place]:
    """Turn the picture so that its lines run from left to right."""
    if not found:
        return []
    runs = np.array([one.along for one in found])
    longest = runs[np.argsort(np.hypot(*runs.T))[-max(1, len(found) // 2) :]]
    angles = np.arctan2(longest[:, 1], longest[:, 0])
    quarter = np.round(np.median(angles) / (np.pi / 2)) * (np.pi / 2)
    lean = np.angle(np.exp(1j * (angles - quarter)))
    angle = quarter + np.median(lean)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return [placed(one, turn) for one in found]


def placed(found: Found, turn: np.ndarray) -> Place:
    """Return where a line lies after a turn."""
    across, down = (found.quad @ turn.T).T
    return Place(
        found,
        float(min(across)),
        float(max(across)),
        float((down[0] + down[1]) / 2),
        float((down[2] + down[3]) / 2),
    )


def parts(places: list[Place]) -> list[list[list[Place]]]:
    """Cut a page at the lines that span it, and what is between into columns."""
    if not places:
        return []
    width = max(p.right for p in places) - min(p.left for p in places)
    found: list[list[list[Place]]] = []
    band: list[Place] = []
    for place in sorted(places, key=lambda one: one.middle):
        if place.right - place.left > SPANNING * width:
            found += [rows(column) for column in columns(band)]
            found.append([[place]])
            band = []
        else:
            band.append(place)
    return found + [rows(column) for column in columns(band)]


def columns(places: list[Place]) -> list[list[Place]]:
    """Cut a band of lines where a strip of nothing runs through running text."""
    found: list[list[Place]] = []
    reach = -np.inf
    for place in sorted(places, key=lambda one: one.left):
        if not found or place.left - reach > 0.5 * place.height:
            found.append([])
        found[-1].append(place)
        reach = max(reach, place.right)
    return found if all(map(is_prose, found)) else [places]


def is_prose(column: list[Place]) -> bool:
    """Say whether lines are running text and not the cells of a table."""
    shapes = [(place.right - place.left) / place.height for place in column]
    return len(column) > 1 and float(np.median(shapes)) >= PROSE


def rows(places: list[Place]) -> list[list[Place]]:
    """Gather what stands beside each other, from left to right."""
    found: list[list[Place]] = []
    for place in sorted(places, key=lambda one: one.middle):
        if found and place.middle - found[-1][-1].middle < 0.5 * place.height:
            found[-1].append(place)
        else:
            found.append([place])
    return [sorted(row, key=lambda one: one.left) for row in found]


def joined(row: list[Place]) -> list[Found]:
    """Put pieces of one line together that were found apart."""
    found = [row[0].found]
    for before, after in pairwise(row):
        gap = (after.left - before.right) / before.height
        alike = 1 / ALIKE < after.height / before.height < ALIKE
        if gap < JOINED and alike:
            found[-1] = together(found[-1], after.found)
        else:
            found.append(after.found)
    return found


def together(before: Found, after: Found) -> Found:
    """Return one line of two."""
    ends = (before.quad[0], after.quad[1], after.quad[2], before.quad[3])
    score = min(before.score, after.score)
    return Found(f"{before.text} {after.text}", np.array(ends, np.float32), score)
