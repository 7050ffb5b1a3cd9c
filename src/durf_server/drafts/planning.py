"""Move a draft to another time, and the weeks and months that it moves in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from durf_server.drafts.content import Content
from durf_server.drafts.models import Draft
from durf_server.drafts.saving import save
from durf_server.errors import BadInput, NotThere

if TYPE_CHECKING:
    from collections.abc import Iterable

    from durf_server.drafts.models import DraftVersion
    from durf_server.people.models import Member, Workspace

A_DAY = timedelta(days=1)
MOST_SHOWN = 1_000


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the workspace's calendar, and what is planned on it."""

    date: date
    drafts: list[Draft]
    is_outside: bool


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


def planned(workspace: Workspace, days: Iterable[date], within: int = 0) -> list[Day]:
    """Return days with what is planned on them, in the workspace's zone.

    Args:
        workspace: whose drafts.
        days: one after another.
        within: the month that they are shown for; others are outside; 0 for none.
    """
    shown = list(days)
    zone = ZoneInfo(workspace.time_zone)
    start = datetime.combine(shown[0], time.min, tzinfo=zone)
    end = datetime.combine(shown[-1] + A_DAY, time.min, tzinfo=zone)
    found: dict[date, list[Draft]] = {day: [] for day in shown}
    rows = Draft.objects.filter(
        workspace=workspace, planned_at__gte=start, planned_at__lt=end
    ).select_related("author__person")
    for draft in rows.order_by("planned_at", "id")[:MOST_SHOWN]:
        assert draft.planned_at is not None, "it was asked for by its time"
        found[draft.planned_at.astimezone(zone).date()].append(draft)
    return [Day(day, found[day], bool(within) and day.month != within) for day in shown]
