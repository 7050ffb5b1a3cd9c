"""Move a draft to another time, and the weeks and months that it moves in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db.models import Count, Q

from durf_server.drafts.content import Content
from durf_server.drafts.models import Draft
from durf_server.drafts.saving import save
from durf_server.errors import BadInput, NotThere

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.models import QuerySet

    from durf_server.drafts.models import DraftVersion
    from durf_server.people.models import Member, Workspace

A_DAY = timedelta(days=1)
MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the workspace's calendar, and what is planned on it.

    Attributes:
        date: in the workspace's zone.
        drafts: in the order of their times; none or not all where there are many.
        count: how many there are.
        is_outside: of the month that is shown.
    """

    date: date
    drafts: list[Draft]
    count: int
    is_outside: bool

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.count - len(self.drafts)


def move(
    draft: Draft,
    member: Member,
    planned_at: datetime | None,
    *,
    base: int,
    at: datetime,
) -> DraftVersion:
    """Plan a draft for another time; the end of its window moves along.

    It is a save as any other: an approval was for the time that it was given for.

    Raises:
        BadInput: the time has passed.
        Conflict: somebody saved meanwhile.
        NotNow: the draft is closed.
        NotThere: there is no such version.
    """
    if planned_at is not None and planned_at < at:
        raise BadInput(field="planned_at", reason="it has passed")
    version = draft.versions.filter(number=base).first()
    if version is None:
        raise NotThere(what="version")
    content = Content.from_json(version.content)
    until = content.until
    if planned_at is None:
        until = None
    elif until is not None and content.planned_at is not None:
        until = planned_at + (until - content.planned_at)
    moved = replace(content, planned_at=planned_at, until=until)
    return save(draft, member, moved, base=base, note=version.note, at=at)


def same_clock_on(moment: datetime, day: date, workspace: Workspace) -> datetime:
    """Return the time on another day at which the clock shows the same.

    Where the clock leaves that time out, the one an hour later is meant.
    """
    zone = ZoneInfo(workspace.time_zone)
    clock = moment.astimezone(zone).time()
    return datetime.combine(day, clock, tzinfo=zone).astimezone(UTC)


def month_of(day: date) -> list[date]:
    """Return the days of the weeks that a month touches, Monday first."""
    first = day.replace(day=1)
    start = first - A_DAY * first.weekday()
    following = (first + 31 * A_DAY).replace(day=1)
    days = (following - start).days
    return [start + A_DAY * n for n in range(-(-days // 7) * 7)]


def week_of(day: date) -> list[date]:
    """Return the days of a week, Monday first."""
    start = day - A_DAY * day.weekday()
    return [start + A_DAY * n for n in range(7)]


def planned(workspace: Workspace, days: Sequence[date], within: int = 0) -> list[Day]:
    """Return days with what is planned on them, in the workspace's zone.

    Where it is too much to look at, days come with the number of drafts only.

    Args:
        workspace: whose drafts.
        days: one after another.
        within: the month that they are shown for; others are outside; 0 for none.
    """
    zone = ZoneInfo(workspace.time_zone)
    start, end = _midnight(days[0], zone), _midnight(days[-1] + A_DAY, zone)
    every = _between(workspace, start, end)
    if every[MOST_SHOWN:].exists():
        kept: dict[date, list[Draft]] = {}
        counts = _counted(every, days, zone)
    else:
        kept = _by_day(every, zone)
        counts = {day: len(drafts) for day, drafts in kept.items()}
    return [
        Day(
            day,
            kept.get(day, []),
            counts.get(day, 0),
            bool(within) and day.month != within,
        )
        for day in days
    ]


def coming(
    workspace: Workspace, day: date, length: int, most: int
) -> tuple[list[Day], date | None]:
    """Return the days from one on that have drafts, and where they go on.

    Args:
        workspace: whose drafts.
        day: the first.
        length: in days.
        most: how many drafts; a day that would be cut off is left for the next time,
            unless it is the first.
    """
    zone = ZoneInfo(workspace.time_zone)
    start, end = _midnight(day, zone), _midnight(day + length * A_DAY, zone)
    found = list(_between(workspace, start, end)[: most + 1])
    by_day = _by_day(found[:most], zone)
    days = [Day(day, drafts, len(drafts), False) for day, drafts in by_day.items()]
    if len(found) <= most:
        return days, None
    if len(days) > 1:
        return days[:-1], days[-1].date
    only = days[0]
    count = _between(workspace, start, _midnight(only.date + A_DAY, zone)).count()
    return [replace(only, count=count)], only.date + A_DAY


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, tzinfo=zone)


def _between(workspace: Workspace, start: datetime, end: datetime) -> QuerySet[Draft]:
    return Draft.objects.filter(
        workspace=workspace, planned_at__gte=start, planned_at__lt=end
    ).order_by("planned_at", "id")


def _by_day(drafts: Iterable[Draft], zone: ZoneInfo) -> dict[date, list[Draft]]:
    found: dict[date, list[Draft]] = {}
    for draft in drafts:
        assert draft.planned_at is not None, "it was asked for by its time"
        found.setdefault(draft.planned_at.astimezone(zone).date(), []).append(draft)
    return found


def _counted(
    drafts: QuerySet[Draft], days: Sequence[date], zone: ZoneInfo
) -> dict[date, int]:
    asked = {
        f"day{number}": Count(
            "id",
            filter=Q(planned_at__gte=_midnight(day, zone))
            & Q(planned_at__lt=_midnight(day + A_DAY, zone)),
        )
        for number, day in enumerate(days)
    }
    counts = drafts.order_by().aggregate(**asked)
    return {day: counts[f"day{number}"] for number, day in enumerate(days)}
