"""Every order of faults, up to three in one history; each is told by one integer."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from durf.networks.speaking import Outgoing
from durf_server.deliveries.stages import Stage
from tests.durf_server.deliveries.world import START, World

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.durf_server.deliveries.world import Model

RESTARTS = (timedelta(seconds=5), timedelta(minutes=67), timedelta(hours=25))
MOST_POINTS = 40
MOST_OPTIONS = 16
_ONE = MOST_POINTS * MOST_OPTIONS
POST = Outgoing(
    key="5b8f2f0e-9a0c-4a43-8f43-0d4f7b6a1c11",
    written_at=START,
    text="We opened the bridge. Come and see!",
    language="en",
)


@dataclass(slots=True)
class Tally:
    """What was seen in all histories."""

    count: int = 0
    doubled: list[int] = field(default_factory=list)
    lost: list[int] = field(default_factory=list)
    ends: Counter[str] = field(default_factory=Counter)


def history(model: Callable[[], Model], schedule: int) -> World:
    """Play the history of one schedule."""
    number, restart = divmod(schedule, len(RESTARTS))
    faults: dict[int, int] = {}
    while number:
        number, fault = divmod(number, _ONE + 1)
        point, option = divmod(fault - 1, MOST_OPTIONS)
        faults[point] = option
    return World(model(), POST, faults, RESTARTS[restart]).run()


def schedules(
    model: Callable[[], Model], depth: int, most: int
) -> Iterator[tuple[int, World]]:
    """Play every history with up to some faults, until there were enough.

    Each history tells how many points the ones have that break a little more: later
    faults are only put where the history really comes by.
    """
    for restart in range(len(RESTARTS)):
        waiting = [((), 0)]
        played = 0
        for faults, first in waiting:
            schedule = _number(faults) * len(RESTARTS) + restart
            world = history(model, schedule)
            yield schedule, world
            played += 1
            if played * len(RESTARTS) >= most:
                break
            if len(faults) == depth:
                continue
            for point in range(first, min(len(world.points), MOST_POINTS)):
                waiting += [
                    ((*faults, (point, option)), point + 1)
                    for option in range(len(world.points[point]))
                ]


def _number(faults: tuple[tuple[int, int], ...]) -> int:
    number = 0
    for point, option in reversed(faults):
        number = number * (_ONE + 1) + point * MOST_OPTIONS + option + 1
    return number


def tally(model: Callable[[], Model], depth: int, most: int) -> Tally:
    """Count what every history ends with."""
    found = Tally()
    for schedule, world in schedules(model, depth, most):
        found.count += 1
        out = world.model.published(world.post)
        row = world.row
        told = "asked" if row.asked else str(row.stage)
        found.ends[told] += 1
        if out > 1:
            found.doubled.append(schedule)
        is_told = row.stage is Stage.SENT if out else row.stage is not Stage.SENT
        if not row.asked and not is_told:
            found.lost.append(schedule)
        if not row.asked and row.stage in (Stage.PLANNED, Stage.CLAIMED, Stage.SENDING):
            found.lost.append(schedule)
    return found
