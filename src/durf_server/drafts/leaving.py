"""Where drafts leave the desk: the outbox is asked to look at what was cleared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from durf_server.channels.models import Channel
from durf_server.work.asking import ask

if TYPE_CHECKING:
    from datetime import datetime

    from durf_server.drafts.models import Draft

PLAN = "plan-deliveries"


def tell_outbox(draft: Draft, *, at: datetime) -> None:
    """Ask for the deliveries of a draft to be brought in line with what is cleared.

    In the transaction of what changed; nothing where no channel is connected.
    """
    connected = Channel.objects.filter(
        workspace_id=draft.workspace_id, connected_at__isnull=False
    )
    if connected.exists():
        key = str(draft.pk)
        ask(PLAN, {"draft": key}, workspace=draft.workspace, key=key, at=at)
