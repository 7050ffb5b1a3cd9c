"""The gate before sending: everything is looked at again, from scratch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from durf_server.channels.models import Channel
from durf_server.drafts.content import Content
from durf_server.drafts.judging import judged
from durf_server.drafts.states import State
from durf_server.errors import NotNow
from durf_server.reviews.case import is_same, open_case
from durf_server.reviews.machine import state_of
from durf_server.reviews.rejudging import ALIVE, rejudge

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from durf_server.drafts.models import Draft
    from durf_server.reviews.case import Case


@dataclass(frozen=True, slots=True)
class Clearance:
    """What may be sent now, exactly as it was approved.

    Attributes:
        draft: its number.
        version: the number of the version.
        content: what to send.
        seal: that the approvals stand for.
        policy: the number of the policy's version that judged it just now.
    """

    draft: UUID
    version: int
    content: Content
    seal: str
    policy: UUID


def cleared_for_sending(draft: Draft, *, at: datetime) -> Clearance:
    """Judge a draft again and return what may be sent at this moment.

    If its verdict is another one now, the draft is held; that stays so although
    the answer is no.  Call it outside of a transaction, and send at once.

    Raises:
        NotNow: it is not cleared, not at this time, or not any more.
    """
    with transaction.atomic():
        case = open_case(draft.pk)
        if case.draft.state in ALIVE and _has_changed(case, at):
            rejudge(case, at=at)
        is_cleared = state_of(case.facts) is State.CLEARED is State(case.draft.state)
    if not is_cleared:
        raise NotNow(reason="the draft is not cleared", mend="look what it needs")
    content = Content.from_json(case.version.content)
    _require_time(content, at)
    _require_channels(case, content)
    assert case.judgement is not None
    return Clearance(
        draft=case.draft.pk,
        version=case.version.number,
        content=content,
        seal=case.facts.seal,
        policy=case.judgement.policy_id,
    )


def _has_changed(case: Case, at: datetime) -> bool:
    """Tell whether anything else is said of it now, also by the time alone."""
    if case.judgement is None or case.is_outdated:
        return True
    if state_of(case.facts) != case.draft.state:
        return True
    content = Content.from_json(case.version.content)
    return not is_same(
        case.judgement, judged(content, case.draft.author, case.now, at=at)
    )


def _require_time(content: Content, at: datetime) -> None:
    if content.planned_at is not None and at < content.planned_at:
        raise NotNow(reason="its time has not come", mend="wait for it")
    if content.until is not None and at >= content.until:
        raise NotNow(reason="its time has passed", mend="plan it anew")


def _require_channels(case: Case, content: Content) -> None:
    is_open = Channel.objects.filter(
        workspace_id=case.draft.workspace_id,
        id__in=content.channels,
        closed_at__isnull=True,
    )
    if is_open.count() < len(content.channels):
        raise NotNow(reason="one of its channels is closed", mend="choose others")
