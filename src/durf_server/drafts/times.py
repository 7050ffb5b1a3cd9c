"""Times as people write them, in the workspace's zone, across daylight saving."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from durf_server.errors import BadInput

if TYPE_CHECKING:
    from durf_server.people.models import Workspace


def moment_of(written: str, workspace: Workspace, field: str) -> datetime | None:
    """Return the time that a form's date and clock mean; None for an empty one.

    In the night in which the clock goes back an hour comes twice: the first one is
    meant.  The hour that is left out in spring does not exist, and is told.

    Args:
        written: as browsers send it, such as ``2026-12-01T09:30``.
        workspace: whose zone counts.
        field: to name in a complaint.

    Raises:
        BadInput: it is no time, or one that does not exist.
    """
    if not written:
        return None
    try:
        naive = datetime.fromisoformat(written)
    except ValueError:
        raise BadInput(field=field, reason="it is no date and time") from None
    if naive.tzinfo is not None or not 1970 < naive.year < 9000:
        raise BadInput(field=field, reason="it is no date and time")
    zone = ZoneInfo(workspace.time_zone)
    moment = naive.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) != naive:
        raise BadInput(
            field=field, reason="the clock goes forward then: this time does not exist"
        )
    return moment


def written_of(moment: datetime | None, workspace: Workspace) -> str:
    """Return a time as a form shows it, in the workspace's zone."""
    if moment is None:
        return ""
    local = moment.astimezone(ZoneInfo(workspace.time_zone))
    return local.replace(tzinfo=None).isoformat(timespec="minutes")
