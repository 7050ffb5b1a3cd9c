"""The calendar: what goes out when, and moving it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from durf.errors import DurfError
from durf_server.drafts.access import draft_for
from durf_server.drafts.planning import (
    coming,
    month_of,
    move,
    planned,
    same_clock_on,
    week_of,
)
from durf_server.drafts.sentences import sentence_of
from durf_server.drafts.times import moment_of
from durf_server.errors import BadInput, ServerError
from durf_server.people.access import member_of
from durf_server.people.roles import May

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from durf_server.drafts.models import Draft
    from durf_server.people.models import Member

VIEWS = ("month", "week", "list", "day")
A_LIST = 60
MOST_LISTED = 100
MOST_OF_A_DAY = 200


@login_required
@require_safe
def calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a month, a week, a day, or the coming days one after another."""
    member = member_of(request, slug)
    workspace = member.workspace
    zone = ZoneInfo(workspace.time_zone)
    today = timezone.now().astimezone(zone).date()
    day = _day(request.GET.get("day", "")) or today
    view = request.GET.get("view", "month")
    view = view if view in VIEWS else "month"
    before, after = _around(day, view)
    if view == "month":
        days = planned(workspace, month_of(day), day.month)
        title = date_format(day, "F Y")
    elif view == "week":
        days = planned(workspace, week_of(day))
        title = _("week of {day}").format(day=date_format(days[0].date, "j F Y"))
    elif view == "day":
        days, _rest = coming(workspace, day, 1, MOST_OF_A_DAY)
        title = date_format(day, "l j F Y")
    else:
        days, further = coming(workspace, day, A_LIST, MOST_LISTED)
        after = further or after
        title = _("from {day}").format(day=date_format(day, "j F Y"))
    return render(
        request,
        "drafts/calendar.html",
        {
            "days": days,
            "view": view,
            "title": title,
            "day": day,
            "today": today,
            "before": before,
            "after": after,
            "writes": member.may(May.WRITE),
        },
    )


def _around(day: date, view: str) -> tuple[date, date]:
    """Return the days that the page before and the page after begin at."""
    if view == "month":
        first = day.replace(day=1)
        return (
            (first - timedelta(days=1)).replace(day=1),
            (first + timedelta(days=31)).replace(day=1),
        )
    step = timedelta(days={"week": 7, "day": 1, "list": A_LIST}[view])
    return day - step, day + step


@login_required
@require_POST
def move_draft(request: HttpRequest, slug: str, number: UUID) -> HttpResponse:
    """Move a draft to another day, or to a day and a time."""
    member = member_of(request, slug, May.WRITE)
    draft = draft_for(member, number)
    by_script = request.headers.get("Accept", "").startswith("application/json")
    try:
        moment = _wanted(request, draft, member)
        base = request.POST.get("base", "")
        if not base.isascii() or not base.isdigit() or len(base) > 9:
            raise BadInput(field="base", reason="it is no number")
        move(draft, member, moment, base=int(base), at=timezone.now())
    except DurfError as error:
        if not by_script:
            raise
        status = error.http_status if isinstance(error, ServerError) else 422
        return JsonResponse({"said": sentence_of(error)}, status=status)
    zone = ZoneInfo(member.workspace.time_zone)
    local = date_format(moment.astimezone(zone), "DATETIME_FORMAT") if moment else ""
    said = _("Moved to {when}.").format(when=local) if moment else _("Not planned now.")
    messages.success(request, said)
    if by_script:
        return JsonResponse({"said": said})
    return redirect("calendar", slug=slug)


def _wanted(request: HttpRequest, draft: Draft, member: Member) -> datetime | None:
    if "planned_at" in request.POST:
        return moment_of(request.POST["planned_at"], member.workspace, "planned_at")
    day = _day(request.POST.get("day", ""))
    if day is None or draft.planned_at is None:
        raise BadInput(field="day", reason="it is no day")
    return same_clock_on(draft.planned_at, day, member.workspace)


def _day(written: str) -> date | None:
    try:
        day = parse_date(written)
    except ValueError:
        return None
    # Weeks before and after must be days too.
    return day if day is not None and 1970 < day.year < 9000 else None
