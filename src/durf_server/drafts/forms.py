"""What the page for writing sends, read into a content."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from durf_server.drafts.content import LONGEST_ALT, TRACKING, Content
from durf_server.drafts.times import moment_of, written_of
from durf_server.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from django.http import QueryDict

    from durf_server.drafts.models import Campaign
    from durf_server.people.models import Workspace

# In one text area, a line of three strokes parts the posts of a thread.
PART = "\n---\n"
# What links carry where neither their campaign nor anybody else says.
PLAIN_TRACKING = {"source": "social", "medium": "social"}


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody wrote on the page.

    Attributes:
        content: what would go out.
        note: to the reviewer.
        campaign: that it belongs to.
        base: the version that they started from; 0 for a new draft.
    """

    content: Content
    note: str
    campaign: Campaign | None
    base: int


def read_form(
    sent: QueryDict, workspace: Workspace, before: Content | None = None
) -> Written:
    """Read the page for writing.

    Args:
        sent: what the page sent.
        workspace: whose campaigns and clock count.
        before: what the page was filled with.  A form tells no seconds, and not which
            of two equal hours is meant: a time that was left alone stays as it was.

    Raises:
        BadInput: naming the field that cannot be taken.
    """
    campaign = _campaign(sent.get("campaign", ""), workspace)
    before = before or Content()
    clock = _Clock(sent, workspace)
    values = {
        "text": sent.get("text", ""),
        "language": sent.get("language", ""),
        "thread": [text for text in sent.getlist("thread") if text.strip()],
        "variants": list(_variants(sent)),
        "media": list(_media(sent)),
        "links": [link for link in sent.get("links", "").split() if link],
        "channels": sent.getlist("channels"),
        "tracking": _tracking(sent, campaign),
        "planned_at": clock.read("planned_at", before.planned_at),
        "until": clock.read("until", before.until),
        "sources": sent.get("sources", "").strip(),
    }
    base = sent.get("base", "0")
    if not base.isascii() or not base.isdigit() or len(base) > 9:
        raise BadInput(field="base", reason="it is no number")
    content = Content.from_json(values)
    return Written(content, sent.get("note", "").strip(), campaign, int(base))


@dataclass(frozen=True, slots=True)
class Shown:
    """A content as the page for writing shows it.

    Attributes:
        content: what the draft says.
        note: to the reviewer.
        variants: the text of each channel that has its own, by its number.
        planned_at: in the workspace's zone.
        until: the same.
        links: one a line.
        tracking: what links carry, where it is not what their campaign says.
    """

    content: Content
    note: str
    variants: dict[str, str]
    planned_at: str
    until: str
    links: str
    tracking: Mapping[str, str]


def shown(
    content: Content, note: str, workspace: Workspace, campaign: Campaign | None
) -> Shown:
    """Return what fields hold for a content."""
    carried = content.to_json().get("tracking", {})
    return Shown(
        content=content,
        note=note,
        variants={
            one.channel: PART.join((one.text, *one.thread)) for one in content.variants
        },
        planned_at=written_of(content.planned_at, workspace),
        until=written_of(content.until, workspace),
        links="\n".join(content.links),
        tracking={} if carried == _settled(campaign) else carried,
    )


def _variants(sent: QueryDict) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for name in sent:
        channel = name.removeprefix("variant-")
        if channel == name or f"own-{channel}" not in sent:
            continue
        text, *thread = sent.get(name, "").replace("\r\n", "\n").split(PART)
        found.append({"channel": channel, "text": text, "thread": thread})
    return found


def _media(sent: QueryDict) -> list[dict[str, str]]:
    found = []
    for named in sent.getlist("media"):
        digest, _, kind = named.partition(" ")
        alt = sent.get(f"alt-{digest}", "")[: LONGEST_ALT + 1]
        found.append({"digest": digest, "kind": kind, "alt": alt})
    return found


def _tracking(sent: QueryDict, campaign: Campaign | None) -> dict[str, str] | None:
    if "tracked" not in sent:
        return None
    own = {name: sent.get(f"tracking-{name}", "").strip() for name in TRACKING}
    own = {name: value for name, value in own.items() if value}
    style = own.pop("style", "")
    if not own:
        return _settled(campaign)
    return own | ({"style": style} if style else {})


def _settled(campaign: Campaign | None) -> dict[str, str]:
    """Return what links carry where the draft says nothing of its own."""
    settled = dict(campaign.tracking) if campaign is not None else {}
    # Written as a content writes it, so that both can be compared.
    return {"style": "utm"} | (settled or PLAIN_TRACKING)


def _campaign(number: str, workspace: Workspace) -> Campaign | None:
    if not number:
        return None
    try:
        key: UUID | None = UUID(number)
    except ValueError:
        raise BadInput(
            field="campaign", reason="there is none with this number"
        ) from None
    found = (
        workspace.campaigns.filter(pk=key, closed_at__isnull=True).first()
        if key is not None
        else None
    )
    if found is None:
        raise BadInput(field="campaign", reason="there is none with this number")
    return found


@dataclass(frozen=True, slots=True)
class _Clock:
    """Reads the times of a form in the workspace's zone."""

    sent: QueryDict
    workspace: Workspace

    def read(self, field: str, before: datetime | None) -> str | None:
        written = self.sent.get(field, "")
        moment = moment_of(written, self.workspace, field)
        if before is not None and written_of(before, self.workspace) == written:
            moment = before
        return None if moment is None else moment.isoformat()
