"""The stop switch: nothing goes out while it is pressed, and nothing by surprise after.

A worker looks at it in the transaction in which it writes its intent down, so that
whatever is not under way when the switch is pressed does not go out.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from django.db import transaction

from durf_server.deliveries.models import Delivery, Stop
from durf_server.deliveries.stages import Stage
from durf_server.errors import BadInput
from durf_server.people.access import require
from durf_server.people.models import Workspace
from durf_server.people.roles import May
from durf_server.records.append import Fact, append

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any

    from django.db.models import QuerySet

    from durf_server.people.models import Member

LONGEST_REASON = 500
PILED_UP = "it came due while everything was stopped"


class Piled(StrEnum):
    """What becomes of what came due while the switch was pressed."""

    HOLD = "hold"
    """Each waits for a person."""
    SEND = "send"
    """All goes out now."""
    WITHDRAW = "withdraw"
    """None goes out any more."""


def press(by: Member, reason: str, *, at: datetime) -> Stop:
    """Stop everything of a workspace.

    Raises:
        NotAllowed: the member does not manage channels.
        BadInput: the reason is too long.
    """
    require(by, May.MANAGE_CHANNELS)
    return press_for(by.workspace, reason, by=by, at=at)


@transaction.atomic
def press_for(
    workspace: Workspace, reason: str, *, by: Member | None = None, at: datetime
) -> Stop:
    """Stop everything of a workspace, for who may or who runs the server.

    Raises:
        BadInput: the reason is too long.
    """
    if len(reason) > LONGEST_REASON:
        raise BadInput(field="reason", reason="it is too long")
    Workspace.objects.select_for_update().get(pk=workspace.pk)
    stop = standing(workspace)
    if stop is None:
        stop = Stop.objects.create(workspace=workspace, by=by, at=at)
        _record("delivery.stopped", workspace, by, reason, at, {})
    return stop


@transaction.atomic
def press_all(reason: str, *, at: datetime) -> Stop:
    """Stop everything of all workspaces, for who runs the server."""
    stop = standing(None)
    if stop is None:
        stop = Stop.objects.create(workspace=None, at=at)
        for workspace in Workspace.objects.all():
            _record("delivery.stopped", workspace, None, reason, at, {"all": True})
    return stop


def lift(by: Member, piled: Piled, reason: str = "", *, at: datetime) -> int:
    """Let a workspace go on; return how many deliveries had come due meanwhile.

    Raises:
        NotAllowed: the member does not manage channels.
    """
    require(by, May.MANAGE_CHANNELS)
    return lift_for(by.workspace, piled, reason, by=by, at=at)


@transaction.atomic
def lift_for(
    workspace: Workspace,
    piled: Piled,
    reason: str = "",
    *,
    by: Member | None = None,
    at: datetime,
) -> int:
    """Let a workspace go on, for who may or who runs the server."""
    stop = standing(workspace)
    if stop is None:
        return 0
    count = _deal_with(due_since(workspace, at), piled, at)
    stop.lifted_by, stop.lifted_at = by, at
    stop.save(update_fields=["lifted_by", "lifted_at"])
    act = {"piled": piled.value, "count": count}
    _record("delivery.resumed", workspace, by, reason, at, act)
    return count


@transaction.atomic
def lift_all(piled: Piled, *, at: datetime) -> int:
    """Let all workspaces go on, but for those that stopped themselves."""
    stop = standing(None)
    if stop is None:
        return 0
    count = 0
    for workspace in Workspace.objects.all():
        if standing(workspace) is None:
            own = _deal_with(due_since(workspace, at), piled, at)
            count += own
            act = {"piled": piled.value, "count": own, "all": True}
            _record("delivery.resumed", workspace, None, "", at, act)
    stop.lifted_at = at
    stop.save(update_fields=["lifted_at"])
    return count


def standing(workspace: Workspace | None) -> Stop | None:
    """Return the switch of a workspace, or of all, if it is pressed."""
    rows = Stop.objects.filter(lifted_at__isnull=True)
    if workspace is None:
        return rows.filter(workspace__isnull=True).first()
    return rows.filter(workspace=workspace).first()


def due_since(workspace: Workspace, at: datetime) -> QuerySet[Delivery]:
    """Return what came due while nothing went out."""
    return Delivery.objects.filter(
        workspace=workspace, stage=Stage.PLANNED, next_at__lte=at
    )


def _deal_with(rows: QuerySet[Delivery], piled: Piled, at: datetime) -> int:
    match piled:
        case Piled.SEND:
            return rows.update(next_at=at)
        case Piled.HOLD:
            return rows.update(stage=Stage.HELD, next_at=None, trouble=PILED_UP)
        case Piled.WITHDRAW:
            return rows.update(stage=Stage.WITHDRAWN, next_at=None, trouble=PILED_UP)


def _record(
    kind: str,
    workspace: Workspace,
    by: Member | None,
    reason: str,
    at: datetime,
    act: dict[str, Any],
) -> None:
    said = {"name": str(by.person), "reason": reason} if by is not None else {}
    append(
        workspace,
        Fact(
            kind=kind,
            subject=f"workspace/{workspace.pk}",
            at=at,
            act={"by": str(by.pk) if by is not None else "operator", **act},
            personal={by.person_id: said} if by is not None else {},
        ),
    )
