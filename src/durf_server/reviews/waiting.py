"""What waits for a member: drafts that they can bring further."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q

from durf_server.drafts.models import Draft
from durf_server.drafts.states import State
from durf_server.errors import BadInput
from durf_server.policies.in_force import in_force
from durf_server.reviews.case import cases_of
from durf_server.reviews.machine import Act, may, missing
from durf_server.reviews.models import Look, Nudge
from durf_server.reviews.reviewers import rights_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.db.models import QuerySet

    from durf_server.people.models import Member
    from durf_server.reviews.case import Case
    from durf_server.reviews.machine import Missing

PAGE = 50
# So many pages are looked through for one page of what waits for somebody.
_MOST_PAGES = 20
_FOR_ME = frozenset({Act.APPROVE, Act.EXEMPT})


@dataclass(frozen=True, slots=True)
class Waiting:
    """One draft in the queue.

    Attributes:
        case: what is known of it.
        acts: what the member can do with it.
        lacks: what it still needs.
        is_escalated: whether it waited so long that the member was asked too.
        is_held: whether a new policy or vault stopped it.
        is_new: whether the member never looked at it.
        has_changed: whether it says something else than when they looked.
    """

    case: Case
    acts: frozenset[Act]
    lacks: Missing
    is_escalated: bool
    is_held: bool
    is_new: bool
    has_changed: bool

    @property
    def draft(self) -> Draft:
        """The draft itself."""
        return self.case.draft

    @property
    def is_for_me(self) -> bool:
        """Whether it waits for this member and not only for others."""
        return bool(self.acts & _FOR_ME) or self.is_escalated or self._can_release

    @property
    def _can_release(self) -> bool:
        return Act.RELEASE in self.acts


@dataclass(frozen=True, slots=True)
class Page:
    """Some of what waits, the longest waiting first.

    Attributes:
        rows: at most ``PAGE``.
        after: where the next page begins; empty on the last.
    """

    rows: tuple[Waiting, ...]
    after: str


def queue(
    member: Member, *, everything: bool = False, after: str = "", at: datetime
) -> Page:
    """Return what waits for a member, or all that waits in the workspace.

    Args:
        member: who looks.
        everything: also what waits for others only.
        after: where the page before ended.
        at: now.
    """
    rows: list[Waiting] = []
    for _ in range(_MOST_PAGES):
        drafts = list(_waiting_drafts(member, after)[: PAGE + 1])
        is_last = len(drafts) <= PAGE
        for row in _rows(member, drafts[:PAGE], at):
            if everything or row.is_for_me:
                rows.append(row)
            after = _key(row.draft)
            if len(rows) == PAGE:
                is_end = is_last and row.draft.pk == drafts[-1].pk
                return Page(tuple(rows), "" if is_end else after)
        if is_last:
            return Page(tuple(rows), "")
    return Page(tuple(rows), after)


def _waiting_drafts(member: Member, after: str) -> QuerySet[Draft]:
    waiting = Draft.objects.select_related("author__person", "workspace", "template")
    found = waiting.filter(
        workspace_id=member.workspace_id, state__in=(State.IN_REVIEW, State.HELD)
    ).order_by("submitted_at", "pk")
    if not after:
        return found
    moment, number = _place(after)
    return found.filter(
        Q(submitted_at__gt=moment) | Q(submitted_at=moment, pk__gt=number)
    )


def _place(after: str) -> tuple[datetime, UUID]:
    moment, _, number = after.partition("~")
    try:
        return datetime.fromisoformat(moment), UUID(number)
    except ValueError:
        raise BadInput(field="after", reason="it is no place in this list") from None


def _key(draft: Draft) -> str:
    assert draft.submitted_at is not None
    return f"{draft.submitted_at.isoformat()}~{draft.pk}"


def _rows(member: Member, drafts: Sequence[Draft], at: datetime) -> Iterator[Waiting]:
    if not drafts:
        return
    actor = rights_of(member, at=at).actor
    looks = dict(
        Look.objects.filter(member=member, draft__in=drafts).values_list(
            "draft_id", "version"
        )
    )
    escalated = _escalated_to(member, drafts)
    for case in cases_of(drafts, in_force(member.workspace)):
        seen = looks.get(case.draft.pk)
        yield Waiting(
            case=case,
            acts=may(case.facts, actor),
            lacks=missing(case.facts),
            is_escalated=(case.draft.pk, case.draft.version) in escalated,
            is_held=case.draft.state == State.HELD,
            is_new=seen is None,
            has_changed=seen is not None and seen != case.draft.version,
        )


def _escalated_to(member: Member, drafts: Sequence[Draft]) -> set[tuple[UUID, int]]:
    rows = Nudge.objects.filter(draft__in=drafts, kind=Nudge.Kind.ESCALATION)
    return {(one.draft_id, one.version) for one in rows if str(member.pk) in one.told}
