"""Webhooks: addresses that are told of what happens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils import timezone
from ninja import Query, Router, Status

from durf_server.api import telling
from durf_server.api.app import changes
from durf_server.api.auth import Scope, member
from durf_server.api.models import Webhook
from durf_server.api.paging import Asked, page_of
from durf_server.api.schemas import (
    CallsOut,
    ReplayIn,
    WebhookIn,
    WebhookMade,
    WebhookOut,
    WebhooksOut,
)
from durf_server.errors import BadInput, NotThere
from durf_server.people.access import require
from durf_server.people.roles import May

if TYPE_CHECKING:
    from django.http import HttpRequest

    from durf_server.people.models import Member

router = Router(tags=["webhooks"], auth=Scope("webhooks:write"))


def webhook_for(who: Member, number: UUID) -> Webhook:
    """Return a webhook of the member's workspace, to whoever administers it.

    Raises:
        NotThere: the workspace has no such webhook.
        NotAllowed: they do not administer it.
    """
    found = Webhook.objects.filter(workspace_id=who.workspace_id, id=number).first()
    if found is None:
        raise NotThere(what="webhook")
    require(who, May.ADMINISTER)
    return found


@router.get("", response=WebhooksOut, summary="List webhooks")
def list_webhooks(request: HttpRequest, asked: Query[Asked]) -> dict[str, Any]:
    """List the webhooks of the workspace, also those that were stopped."""
    who = member(request)
    require(who, May.ADMINISTER)
    rows = Webhook.objects.filter(workspace_id=who.workspace_id)
    items, following = page_of(rows, "made_at", "id", asked=asked)
    return {"items": items, "next": following}


@router.post("", response={201: WebhookMade}, summary="Begin a webhook")
@changes
def begin(request: HttpRequest, wanted: WebhookIn) -> Status[Any]:
    """Tell an address from now on; the secret of its signatures is shown once."""
    who = member(request)
    require(who, May.ADMINISTER)
    if any(not kind or len(kind) > 40 for kind in wanted.kinds):
        raise BadInput(field="kinds", reason="it is empty or too long")
    webhook, secret = telling.start(who, wanted.url, wanted.kinds, at=timezone.now())
    columns = ("id", "url", "kinds", "position", "failures", "made_at", "stopped_at")
    made = {name: getattr(webhook, name) for name in columns}
    return Status(201, made | {"secret": secret})


@router.delete("{number}", response={204: None}, summary="Stop a webhook")
@changes
def stop(request: HttpRequest, number: UUID) -> Status[Any]:
    """Tell an address nothing any more."""
    who = member(request)
    telling.stop(webhook_for(who, number), who, at=timezone.now())
    return Status(204, None)


@router.post("{number}/replay", response=WebhookOut, summary="Tell it again")
@changes
def replay(request: HttpRequest, number: UUID, wanted: ReplayIn) -> Webhook:
    """Tell an address again all entries from one on."""
    who = member(request)
    webhook = webhook_for(who, number)
    telling.replay(webhook, who, index=wanted.index, at=timezone.now())
    return webhook_for(who, number)


@router.get("{number}/calls", response=CallsOut, summary="List its calls")
def calls(request: HttpRequest, number: UUID, asked: Query[Asked]) -> dict[str, Any]:
    """List the tries to tell an address, the newest first."""
    webhook = webhook_for(member(request), number)
    items, following = page_of(webhook.calls.all(), "-id", asked=asked)
    return {"items": items, "next": following}
