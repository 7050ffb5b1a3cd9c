"""What the policy in force says of a draft, for each place it goes to."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from durf.action import STRICTNESS, Action
from durf.post import Author, Medium, Post
from durf_server.channels.models import Channel
from durf_server.drafts import store
from durf_server.drafts.content import Content, canonical
from durf_server.drafts.models import Judgement
from durf_server.records.append import Fact, append

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime
    from uuid import UUID

    from durf.check.verdict import Finding, Verdict
    from durf.networks.tracking import TrackedText
    from durf_server.drafts.models import DraftVersion
    from durf_server.people.models import Member
    from durf_server.policies.in_force import InForce

# What makes a finding the same one: not its words, which a translation may change.
_SAME = ("field", "start", "end", "rule", "action", "by", "entity")


@dataclass(frozen=True, slots=True)
class Spoken:
    """The verdicts on one content.

    Attributes:
        action: the strictest of all.
        verdicts: for each channel's number (``""`` without channels) the findings
            as JSON values, each place masked.
    """

    action: Action
    verdicts: Mapping[str, tuple[dict[str, Any], ...]]

    def digest(self) -> str:
        """Return a digest of what was found and demanded.

        Equal digests under two policies or vaults mean that nothing changed for
        this draft.
        """
        same = {
            channel: sorted([str(one.get(name, "")) for name in _SAME] for one in found)
            for channel, found in self.verdicts.items()
        }
        said = {"action": self.action.value, "verdicts": same}
        return hashlib.sha256(canonical(said)).hexdigest()

    def every(self) -> Iterable[dict[str, Any]]:
        """Yield the findings of all channels, with the channel in each."""
        for channel, found in self.verdicts.items():
            for one in found:
                yield {**one, "channel": channel}


def judged(content: Content, author: Member, now: InForce, *, at: datetime) -> Spoken:
    """Judge a content for every channel it goes to; nothing is kept.

    Args:
        content: what would go out.
        author: whose roles the conditions of the policy ask for.
        now: the policy and the vault.
        at: the present, for what has no planned time.
    """
    networks = _networks(author.workspace_id, content.channels)
    posts = Posts(content, author, at)
    verdicts: dict[str, tuple[dict[str, Any], ...]] = {}
    for channel, network in networks.items():
        verdicts[channel] = tuple(posts.judged_for(channel, network, now))
    actions = [Action(one["action"]) for found in verdicts.values() for one in found]
    strictest = max(actions, key=STRICTNESS.__getitem__, default=Action.ALLOW)
    return Spoken(strictest, verdicts)


def record(version: DraftVersion, now: InForce, *, at: datetime) -> Judgement:
    """Judge a version and keep what was said, in the caller's transaction."""
    content = Content.from_json(version.content)
    spoken = judged(content, version.draft.author, now, at=at)
    judgement = Judgement.objects.create(
        version=version,
        policy_id=now.id,
        vault_state=now.vault_state,
        action=spoken.action.value,
        verdicts={channel: list(found) for channel, found in spoken.verdicts.items()},
        digest=spoken.digest(),
        at=at,
    )
    act = {
        "version": version.number,
        "content": version.digest,
        "policy": now.policy.version,
        "vault": now.vault_state,
        "action": judgement.action,
        "verdict": judgement.digest,
        "rules": sorted({one["rule"] for one in spoken.every()}),
    }
    subject = f"draft/{version.draft_id}"
    append(version.draft.workspace, Fact("draft.judged", subject, at, act))
    return judgement


@dataclass(slots=True)
class Posts:
    """The posts that a content makes, as the checker takes them.

    Args:
        content: what would go out.
        author: the member who writes.
        at: the present.
    """

    content: Content
    author: Member
    at: datetime

    def judged_for(
        self, channel: str, network: str, now: InForce
    ) -> Iterable[dict[str, Any]]:
        """Yield what is found in the posts of one channel, where it was written."""
        written = self.content.written_for(channel)
        texts = [self.content.tracked(text) for text in written]
        posts = self._made([text.text for text in texts], network)
        if len(posts) == 1:
            verdicts = [now.checker.check(posts[0])]
        else:
            verdicts = now.checker.check_thread(posts)
        for number, verdict in enumerate(verdicts):
            found = [*verdict.findings]
            if verdict.action is Action.BLOCK:
                found += _hidden(verdict, posts[number], now)
            for finding in found:
                yield _told(finding, number, texts[number])

    def _made(self, texts: list[str], network: str) -> list[Post]:
        """Return the posts of one channel, the media with the first."""
        first = Post(
            texts[0],
            channel=network,
            author=Author(str(self.author.person), tuple(self.author.titles)),
            language=self.content.language,
            at=self.content.planned_at or self.at,
            media=tuple(self._media()),
            links=self.content.links_out(),
        )
        rest = [replace(first, text=text, media=(), links=()) for text in texts[1:]]
        return [first, *rest]

    def _media(self) -> Iterable[Medium]:
        for one in self.content.media:
            content = store.read(self.author.workspace_id, one.digest)
            yield Medium(f"{one.digest[:12]}", one.alt, content)


def _hidden(verdict: Verdict, post: Post, now: InForce) -> Iterable[Finding]:
    """Return the reviews that stand behind a block in the same place.

    A verdict shows such a place once.  If the block is set aside by an exemption,
    the review is still asked for.
    """
    shown = set(verdict.findings)
    return (
        finding
        for finding in now.checker.every_finding(post)
        if finding.action is Action.REVIEW and finding not in shown
    )


def _told(finding: Finding, number: int, text: TrackedText) -> dict[str, Any]:
    """Return a finding as JSON values, its place where somebody wrote it."""
    values = finding.to_json() | {"field": _field(finding, number)}
    if finding.field == "text":
        values["start"] = text.before(finding.start)
        values["end"] = text.before(finding.end)
    return values


def _field(finding: Finding, number: int) -> str:
    """Name the field as the content does: ``thread[0]`` is the second post."""
    if number and finding.field == "text":
        return f"thread[{number - 1}]"
    return finding.field


def _networks(workspace_id: UUID, channels: Iterable[str]) -> dict[str, str]:
    """Return the network of each channel; one nameless place without channels."""
    wanted = list(channels)
    if not wanted:
        return {"": ""}
    rows = Channel.objects.filter(workspace_id=workspace_id, id__in=wanted)
    networks = {
        str(number): network for number, network in rows.values_list("id", "network")
    }
    return {channel: networks.get(channel, "") for channel in wanted}
