"""What happened to a draft, the newest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from durf_server.reviews.decisions import Decision
from durf_server.reviews.models import Exemption, Hold, Incident, Nudge, Review

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from durf_server.drafts.models import Draft
    from durf_server.people.models import Member

# Nobody reads further back on this page; the evidence has it all.
_MOST = 50


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened.

    Attributes:
        at: when.
        what: in words.
        who: did it, if somebody did.
        instead_of: whom they stood in for.
        reason: that they gave.
        state: the sort of event, for its looks.
    """

    at: datetime
    what: str
    who: Member | None = None
    instead_of: Member | None = None
    reason: str = ""
    state: str = "plain"


def history(draft: Draft) -> list[Event]:
    """Return what happened to a draft."""
    events = [*_versions(draft), *_decisions(draft), *_desk(draft)]
    return sorted(events, key=lambda event: event.at, reverse=True)[:_MOST]


def _versions(draft: Draft) -> Iterator[Event]:
    versions = draft.versions.defer("content").select_related("made_by__person")
    for one in versions[:_MOST]:
        what = _("wrote version {number}").format(number=one.number)
        yield Event(one.made_at, what, one.made_by, reason=one.note, state="writing")
    if draft.submitted_at is not None:
        yield Event(draft.submitted_at, _("sent to review"), state="in-review")


def _decisions(draft: Draft) -> Iterator[Event]:
    reviews = Review.objects.filter(draft=draft).select_related(
        "member__person", "instead_of__person"
    )
    said = {
        Decision.APPROVE: (_("approved"), "cleared"),
        Decision.ASK: (_("asked for changes"), "changes-asked"),
        Decision.REFUSE: (_("refused"), "refused"),
    }
    for one in reviews[:_MOST]:
        what, state = said[Decision(one.decision)]
        if one.role:
            what = _("approved as {role}").format(role=one.role)
        yield Event(one.at, what, one.member, one.instead_of, one.reason, state)
    exemptions = Exemption.objects.filter(draft=draft).select_related(
        "member__person", "instead_of__person"
    )
    for exemption in exemptions[:_MOST]:
        yield Event(
            exemption.at,
            _("set the rule {rule} aside as {role}").format(
                rule=exemption.rule, role=exemption.role
            ),
            exemption.member,
            exemption.instead_of,
            exemption.reason,
            "warn",
        )


def _desk(draft: Draft) -> Iterator[Event]:
    holds = Hold.objects.filter(draft=draft).select_related("released_by__person")
    for hold in holds[:_MOST]:
        what = _("held: policy or vault say something else of it now")
        yield Event(hold.at, what, state="held")
        if hold.released_at is not None:
            yield Event(hold.released_at, _("let it go on"), hold.released_by)
    asked = {
        Nudge.Kind.REMINDER: _("asked again for the review"),
        Nudge.Kind.ESCALATION: _("asked others for the review"),
    }
    for nudge in Nudge.objects.filter(draft=draft).order_by("-at")[:_MOST]:
        yield Event(nudge.at, asked[Nudge.Kind(nudge.kind)])
    incidents = Incident.objects.filter(draft=draft).select_related("member__person")
    for incident in incidents.order_by("-at")[:_MOST]:
        yield Event(
            incident.at,
            _("reported an incident"),
            incident.member,
            reason=incident.reason,
            state="block",
        )
