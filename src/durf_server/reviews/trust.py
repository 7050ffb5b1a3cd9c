"""What classes of posts earn by a clean record, and lose by an incident."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Max

from durf.policy.reviews import belongs
from durf_server.channels.models import Channel
from durf_server.drafts.models import DraftVersion
from durf_server.drafts.states import State
from durf_server.records.append import Fact
from durf_server.reviews.models import Credit, Incident

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet

    from durf.policy.reviews import Earned, Reviews
    from durf_server.drafts.models import Draft


@dataclass(frozen=True, slots=True)
class Record:
    """How a class stands.

    Attributes:
        name: of the class.
        clean: its cleared posts since its last incident, as far as they count.
        steps: what it can earn, the first step first.
        lost: its last incident, if there was one.
    """

    name: str
    clean: int
    steps: tuple[Earned, ...]
    lost: Incident | None

    @property
    def reached(self) -> Earned | None:
        """The best step that it has earned."""
        earned = [step for step in self.steps if self.clean >= step.clean]
        return min(earned, key=lambda step: step.approvers, default=None)

    @property
    def coming(self) -> Earned | None:
        """The step that it can earn next."""
        return next((step for step in self.steps if self.clean < step.clean), None)


def of_draft(draft: Draft) -> tuple[str, frozenset[str], tuple[str, ...]]:
    """Return template, networks and the author's groups: what classes ask for."""
    content = DraftVersion.objects.values_list("content", flat=True).get(
        draft_id=draft.pk, number=draft.version
    )
    channels, networks = content.get("channels", []), frozenset[str]()
    if channels:
        ours = Channel.objects.filter(workspace_id=draft.workspace_id, id__in=channels)
        networks = frozenset(ours.values_list("network", flat=True))
    template = draft.template.name if draft.template is not None else ""
    return template, networks, tuple(draft.author.groups)


def classes_of(draft: Draft, reviews: Reviews) -> list[str]:
    """Return the names of the classes that a draft is of."""
    if not reviews.earned:
        return []
    of = of_draft(draft)
    return sorted({one.name for one in reviews.earned if belongs(one, *of)})


def records(
    workspace_id: UUID, reviews: Reviews, *, but: UUID | None = None
) -> dict[str, int]:
    """Return for each class its cleared posts in a row, as far as they can count.

    Args:
        workspace_id: whose.
        reviews: what the policy in force says.
        but: a draft that does not speak for itself.
    """
    most: dict[str, int] = {}
    for step in reviews.earned:
        most[step.name] = max(most.get(step.name, 0), step.clean)
    lost = _lost(workspace_id)
    # Never more than what any step asks for: a long record costs no more.
    return {
        name: _clean(workspace_id, name, lost.get(name), but)[:count].count()
        for name, count in most.items()
    }


def standings(workspace_id: UUID, reviews: Reviews) -> list[Record]:
    """Return how each class of the policy stands, by name."""
    counts = records(workspace_id, reviews)
    return [
        Record(
            name=name,
            clean=counts[name],
            steps=tuple(
                sorted(
                    (step for step in reviews.earned if step.name == name),
                    key=lambda step: step.clean,
                )
            ),
            lost=_last_incident(workspace_id, name),
        )
        for name in sorted(counts)
    ]


def note_cleared(draft: Draft, reviews: Reviews, *, at: datetime) -> list[Fact]:
    """Count a draft that was cleared, and return the facts of what that earned."""
    facts = []
    for name in classes_of(draft, reviews):
        _, is_new = Credit.objects.get_or_create(
            draft=draft,
            name=name,
            defaults={"workspace_id": draft.workspace_id, "at": at},
        )
        if not is_new:
            continue
        before = records(draft.workspace_id, reviews, but=draft.pk)[name]
        count = records(draft.workspace_id, reviews)[name]
        facts += [
            Fact("trust.gained", _subject(name), at, _step_act(step))
            for step in reviews.earned
            if step.name == name and before < step.clean <= count
        ]
    return facts


def lost_facts(
    names: Iterable[str], counts: dict[str, int], reviews: Reviews, *, at: datetime
) -> list[Fact]:
    """Return the facts of what an incident takes from classes."""
    return [
        Fact("trust.lost", _subject(step.name), at, _step_act(step))
        for step in reviews.earned
        if step.name in names and counts.get(step.name, 0) >= step.clean
    ]


def _subject(name: str) -> str:
    """Name a class in the log: what its policy calls it may hold blanks."""
    return f"class/{hashlib.sha256(name.encode()).hexdigest()[:32]}"


def _step_act(step: Earned) -> dict[str, int | str]:
    return {"class": step.name, "clean": step.clean, "approvers": step.approvers}


def _lost(workspace_id: UUID) -> dict[str, datetime]:
    """Return when each class last had an incident; there are few."""
    lost: dict[str, datetime] = {}
    rows = Incident.objects.filter(workspace_id=workspace_id).values_list("classes")
    for names, at in rows.annotate(last=Max("at")):
        for name in names:
            lost[name] = max(at, lost.get(name, at))
    return lost


def _clean(
    workspace_id: UUID, name: str, since: datetime | None, but: UUID | None
) -> QuerySet[Credit]:
    every = Credit.objects.filter(
        workspace_id=workspace_id, name=name, draft__state=State.CLEARED
    )
    if since is not None:
        every = every.filter(at__gt=since)
    return every if but is None else every.exclude(draft_id=but)


def _last_incident(workspace_id: UUID, name: str) -> Incident | None:
    every = Incident.objects.filter(workspace_id=workspace_id).order_by("-at")
    return next((one for one in every if name in one.classes), None)
