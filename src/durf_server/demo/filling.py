"""Fill an example workspace, with all that happened in it in the right order."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db import transaction

from durf_server.demo.example import Example
from durf_server.demo.house import House, build
from durf_server.demo.lives import life_of_draft, life_of_policies
from durf_server.people.models import Member, Workspace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime


def example_administrator(language: str, *, at: datetime) -> Member:
    """Return who administers the example workspace, made if it is not there yet."""
    example = Example.read(language)
    workspace = Workspace.objects.filter(slug=example.slug).first()
    if workspace is None:
        workspace = fill(example, at=at).workspace
    name = example.values["people"][0][0]
    return Member.objects.select_related("person", "workspace").get(
        workspace=workspace, person__email=f"{name}@{workspace.slug}.example"
    )


@transaction.atomic
def fill(example: Example, *, at: datetime) -> House:
    """Make the workspace, and let weeks of work happen in it up to now."""
    zone = ZoneInfo(example.values["workspace"]["time_zone"])
    local = at.astimezone(zone)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    house = build(example, midnight=midnight)
    lives = [life_of_policies(house, midnight)]
    for number, post in enumerate(example.posts()):
        lives.append(life_of_draft(house, post, number, midnight))
    live(lives, until=at)
    return house


def live(lives: Iterable[Iterator[datetime]], *, until: datetime) -> None:
    """Tell all lives in the order of their moments; what is to come stays untold."""
    waiting: list[tuple[datetime, int, Iterator[datetime]]] = []
    for number, life in enumerate(lives):
        waiting.append((next(life), number, life))
    heapq.heapify(waiting)
    while waiting and waiting[0][0] <= until:
        _, number, life = heapq.heappop(waiting)
        following = next(life, None)
        if following is not None:
            heapq.heappush(waiting, (following, number, life))
