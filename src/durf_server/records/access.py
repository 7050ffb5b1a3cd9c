"""The gates of the evidence: auditors read all, others what is about themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from durf_server.errors import NotThere
from durf_server.people.access import require
from durf_server.people.roles import May
from durf_server.records.models import Entry, Log, Outlet

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from durf_server.people.models import Member


def log_for(member: Member) -> Log | None:
    """Return the log of a member's workspace, if it has begun."""
    return Log.objects.filter(workspace_id=member.workspace_id).first()


def entries_for(member: Member) -> QuerySet[Entry]:
    """Return the entries that a member may read."""
    rows = Entry.objects.filter(log__workspace_id=member.workspace_id)
    if member.may(May.AUDIT):
        return rows
    return rows.filter(
        parts__key__workspace_id=member.workspace_id,
        parts__key__person_id=member.person_id,
    )


def entry_for(member: Member, index: int) -> Entry:
    """Return an entry by its place in the log.

    Raises:
        NotThere: there is none there, or it is not about them.
    """
    found = entries_for(member).select_related("log").filter(index=index).first()
    if found is None:
        raise NotThere(what="entry")
    return found


def own_subject(member: Member) -> UUID | None:
    """Return whose parts alone a member may read; none if they may read all."""
    return None if member.may(May.AUDIT) else member.person_id


def outlet_for(member: Member, number: UUID, to: May) -> Outlet:
    """Return a place that checkpoints go to.

    Raises:
        NotAllowed: they may not do this.
        NotThere: there is no such outlet in their workspace.
    """
    require(member, to)
    found = Outlet.objects.filter(
        workspace_id=member.workspace_id, id=number, stopped_at__isnull=True
    ).first()
    if found is None:
        raise NotThere(what="outlet")
    return found
