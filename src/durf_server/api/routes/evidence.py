"""The evidence log: entries, and the checkpoint that vouches for them."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

from ninja import Field, Query, Router

from durf_server.api.auth import Scope, member
from durf_server.api.paging import Asked, page_of
from durf_server.api.schemas import CheckpointOut, EntriesOut
from durf_server.errors import NotThere
from durf_server.people.access import require
from durf_server.people.roles import May
from durf_server.records.access import entries_for, log_for
from durf_server.records.signing import public_keys

if TYPE_CHECKING:
    from django.http import HttpRequest

    from durf_server.records.models import Entry

router = Router(tags=["evidence"], auth=Scope("evidence:read"))
_SALT = 32


class AskedEntries(Asked):
    """Which entries are asked for."""

    subject: str = Field("", max_length=80)
    kind: str = Field("", max_length=40)


@router.get("entries", response=EntriesOut, summary="List entries")
def list_entries(request: HttpRequest, asked: Query[AskedEntries]) -> dict[str, Any]:
    """List entries in their order; members who do not audit see their own."""
    rows = entries_for(member(request))
    if asked.subject:
        rows = rows.filter(subject=asked.subject)
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    found, following = page_of(rows, "index", asked=asked)
    return {"items": [_told(entry) for entry in found], "next": following}


@router.get("checkpoint", response=CheckpointOut, summary="Read the checkpoint")
def checkpoint(request: HttpRequest) -> dict[str, Any]:
    """Read the newest signed checkpoint, and the keys that verify it."""
    who = member(request)
    require(who, May.AUDIT)
    log = log_for(who)
    if log is None:
        raise NotThere(what="log")
    return {
        "origin": log.origin,
        "size": log.size,
        "checkpoint": log.checkpoint,
        "keys": [str(key) for key in public_keys(log.origin)],
    }


def _told(entry: Entry) -> dict[str, Any]:
    return {
        "index": entry.index,
        "kind": entry.kind,
        "subject": entry.subject,
        "at": entry.at,
        "act": json.loads(bytes(entry.act)[_SALT:]),
        "leaf": base64.b64encode(bytes(entry.leaf)).decode(),
    }
