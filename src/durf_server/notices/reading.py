"""What a member was told, and what of it they have read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from durf_server.errors import BadInput
from durf_server.notices.models import Notice
from durf_server.notices.sending import sentence_of

if TYPE_CHECKING:
    from datetime import datetime

    from durf_server.people.models import Member

PAGE = 50
# The bell says "more" above this: nobody counts further.
MOST_UNREAD = 99


@dataclass(frozen=True, slots=True)
class Line:
    """One notice as it is shown."""

    notice: Notice
    sentence: str


@dataclass(frozen=True, slots=True)
class Page:
    """Some notices, the newest first; ``after`` is where the next page begins."""

    lines: tuple[Line, ...]
    after: str


def notices_of(member: Member, *, after: str = "") -> Page:
    """Return what a member was told.

    Raises:
        BadInput: ``after`` is no place in the list.
    """
    rows = Notice.objects.filter(member=member).order_by("-id")
    if after:
        if not (after.isascii() and after.isdigit()) or len(after) > 18:
            raise BadInput(field="after", reason="it is no place in this list")
        rows = rows.filter(id__lt=int(after))
    found = list(rows[: PAGE + 1])
    for notice in found:
        notice.member = member
    lines = tuple(Line(one, sentence_of(one)) for one in found[:PAGE])
    return Page(lines, str(lines[-1].notice.pk) if len(found) > PAGE else "")


def unread(member: Member) -> int:
    """Return how many notices a member has not read, up to a bound."""
    rows = Notice.objects.filter(member=member, read_at__isnull=True)
    return rows[: MOST_UNREAD + 1].count()


def mark_read(member: Member, number: int | None = None, *, at: datetime) -> None:
    """Mark one notice as read, or all of a member's."""
    rows = Notice.objects.filter(member=member, read_at__isnull=True)
    if number is not None:
        rows = rows.filter(pk=number)
    rows.update(read_at=at)
