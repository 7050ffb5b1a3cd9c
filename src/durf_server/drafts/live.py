"""What the page for writing shows while somebody types: verdict and previews."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from durf.networks.registry import NETWORKS
from durf_server.drafts.forms import PART
from durf_server.drafts.judging import judged

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from durf.networks.network import Network, Piece
    from durf_server.channels.models import Channel
    from durf_server.drafts.content import Content
    from durf_server.people.models import Member
    from durf_server.policies.in_force import InForce

# What the page does with a finding; the rest stays with the policy.
_SHOWN = (
    "channel",
    "field",
    "start",
    "end",
    "action",
    "rule",
    "clause",
    "message",
    "instead",
    "by",
    "replacement",
)


def live(
    content: Content,
    author: Member,
    channels: Sequence[Channel],
    now: InForce,
    *,
    at: datetime,
) -> dict[str, Any]:
    """Return verdict and previews as JSON values; nothing is kept.

    Args:
        content: as it stands on the page.
        author: who writes.
        channels: of the workspace, those that the content goes to among them.
        now: the policy and vault in force.
        at: the present.
    """
    spoken = judged(content, author, now, at=at)
    anchors = {clause.title: clause.anchor for clause in now.policy.clauses}
    findings = [
        {name: one[name] for name in _SHOWN if name in one}
        | {"anchor": anchors.get(one["clause"], "")}
        for one in _once(_on_page(one, content) for one in spoken.every())
    ]
    wanted = set(content.channels)
    return {
        "action": spoken.action.value,
        "findings": findings,
        "previews": [
            _preview(content, channel)
            for channel in channels
            if str(channel.pk) in wanted
        ],
    }


def _on_page(one: dict[str, Any], content: Content) -> dict[str, Any]:
    """Return a finding with its place on the page.

    All posts of a channel with a text of its own stand in one field there.
    """
    channel, field = one["channel"], one["field"]
    if all(channel != variant.channel for variant in content.variants):
        return one
    if field != "text" and not field.startswith("thread["):
        return one
    posts = content.written_for(channel)
    number = 0 if field == "text" else int(field[7:-1]) + 1
    shift = sum(len(text) + len(PART) for text in posts[:number])
    here = {"start": one["start"] + shift, "end": one["end"] + shift}
    return one | here | {"field": f"variant-{channel}"}


def _once(findings: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return findings of the common text once, whatever channels have it."""
    seen: dict[tuple[object, ...], dict[str, Any]] = {}
    for one in findings:
        place = (one["field"], one["start"], one["end"], one["rule"], one["message"])
        seen.setdefault(place, one)
    return list(seen.values())


def _preview(content: Content, channel: Channel) -> dict[str, Any]:
    network = NETWORKS.get(channel.network) or NETWORKS["handover"]
    texts = content.posts_for(str(channel.pk))
    limits = network.limits
    return {
        "channel": str(channel.pk),
        "name": channel.name,
        "handle": channel.handle,
        "network": network.title,
        "posts": [_post(text, network, channel) for text in texts],
        "own": any(one.channel == str(channel.pk) for one in content.variants),
        "threads": limits.has_threads or len(texts) == 1,
        "pictures": not limits.pictures or len(content.media) <= limits.pictures,
    }


def _post(text: str, network: Network, channel: Channel) -> dict[str, Any]:
    measure = network.measure(text, channel.settings)
    return {
        "length": measure.length,
        "limit": measure.limit,
        "unit": measure.unit.value,
        "over": measure.over,
        "pieces": [_piece(piece) for piece in network.pieces(text)],
    }


def _piece(piece: Piece) -> list[str]:
    return [piece.part.value, piece.shown]
