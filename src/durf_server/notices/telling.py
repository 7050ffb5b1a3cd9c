"""Tell members something: a notice for each, and a job for each way it goes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from durf_server.notices.models import Notice, Way
from durf_server.work.models import Job

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from durf_server.people.models import Member

SEND = "send-notice"


@dataclass(frozen=True, slots=True)
class Told:
    """What is told.

    Attributes:
        kind: one of ``kinds.KINDS``.
        arguments: of its sentence; never a name, an address or words of a post.
        path: where it leads, below the console's address.
    """

    kind: str
    arguments: Mapping[str, Any]
    path: str = ""


def tell(
    member: Member,
    kind: str,
    arguments: Mapping[str, Any],
    path: str = "",
    *,
    at: datetime,
) -> Notice:
    """Tell one member something, in the caller's transaction."""
    [notice] = tell_all([member], Told(kind, arguments, path), at=at)
    return notice


def tell_all(members: Sequence[Member], told: Told, *, at: datetime) -> list[Notice]:
    """Tell several members of one workspace the same, in the caller's transaction."""
    if not members:
        return []
    notices = Notice.objects.bulk_create(
        Notice(
            member=member,
            kind=told.kind,
            arguments=dict(told.arguments),
            path=told.path,
            made_at=at,
        )
        for member in members
    )
    ways = _ways(members, told.kind)
    Job.objects.bulk_create(
        Job(
            kind=SEND,
            arguments={"notice": notice.pk, "way": way},
            workspace_id=notice.member.workspace_id,
            due_at=at,
        )
        for notice in notices
        for way in ways[notice.member_id]
    )
    return notices


def _ways(members: Sequence[Member], kind: str) -> dict[UUID, list[int | None]]:
    """Return by which ways each member hears this; None for mail without more ado."""
    ways: dict[UUID, list[int | None]] = defaultdict(list)
    has_mail_way = set()
    rows = Way.objects.filter(member__in=members)
    for way in rows:
        if way.is_mail:
            has_mail_way.add(way.member_id)
        if kind not in way.muted:
            ways[way.member_id].append(way.pk)
    for member in members:
        # Who never said anything about mail gets it.
        if member.pk not in has_mail_way:
            ways[member.pk].append(None)
    return ways
