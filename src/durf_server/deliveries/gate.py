"""Everything that is consulted just before sending, and the post made ready."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from durf.networks.registry import network
from durf.networks.speaking import Card, Outgoing, Picture, Sent
from durf_server.channels.connecting import account_of, keep_secrets
from durf_server.deliveries.models import Delivery
from durf_server.deliveries.ports import Ready
from durf_server.drafts import store
from durf_server.drafts.content import Content
from durf_server.drafts.models import Medium
from durf_server.errors import MustHold, NotNow, NotThere, NotYet
from durf_server.reviews.clearing import cleared_for_sending

if TYPE_CHECKING:
    from collections.abc import Mapping, Set
    from datetime import datetime

    from durf.networks.speaking import Speaker
    from durf_server.deliveries.ports import Claim

# Nothing that was published longer ago is taken for what is being looked for.
_RECENT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class DeskGate:
    """Asks the desk: is it cleared, as it is, now, for this channel?

    Attributes:
        speakers: how to speak to each network, by its name.
    """

    speakers: Mapping[str, Speaker]

    def open(self, claim: Claim, *, at: datetime) -> Ready:
        """Judge the draft again and return what is to be sent.

        Raises:
            NotYet: its time has not come.
            MustHold: it is not cleared any more, or not as it stands here.
        """
        row = _row(claim)
        content = Content.from_json(row.version.content)
        if content.planned_at is not None and at < content.planned_at:
            raise NotYet(reason="its time has not come", until=content.planned_at)
        try:
            cleared = cleared_for_sending(row.draft, at=at)
            ready = self.recall(claim)
        except NotNow as error:
            raise MustHold(reason=str(error.arguments["reason"])) from None
        if cleared.version != row.version.number:
            raise MustHold(reason="the draft has changed")
        _require_fits(row, ready.post.text)
        Delivery.objects.filter(pk=row.pk).update(seal=cleared.seal)
        return ready

    def recall(self, claim: Claim) -> Ready:
        """Return what was sent, to look for it.

        Raises:
            NotNow: the channel is not connected.
        """
        row = _row(claim)
        speaker = self.speakers.get(row.channel.network)
        if speaker is None:
            raise NotNow(
                reason="nothing can be sent to this network", mend="choose another one"
            )
        return Ready(speaker, account_of(row.channel), _outgoing(row))

    def keep(self, claim: Claim, ready: Ready, secrets: Mapping[str, str]) -> Ready:
        """Store an account's new secrets."""
        keep_secrets(_row(claim).channel, secrets)
        return replace(ready, account=replace(ready.account, secrets=secrets))

    def known(self, claim: Claim) -> Set[str]:
        """Return the numbers of what the channel's other deliveries made."""
        row = _row(claim)
        since = (row.written_at or row.made_at) - _RECENT
        others = Delivery.objects.filter(channel=row.channel, sent_at__gte=since)
        return set(
            others.exclude(pk=row.pk)
            .exclude(sent_number="")
            .values_list("sent_number", flat=True)
        )


def _row(claim: Claim) -> Delivery:
    row = (
        Delivery.objects.select_related("channel", "draft", "version", "follows")
        .filter(pk=claim.number)
        .first()
    )
    if row is None:
        raise NotThere(what="delivery")
    return row


def _require_fits(row: Delivery, text: str) -> None:
    there = network(row.channel.network)
    if not there.measure(text, row.channel.settings).fits:
        raise MustHold(reason="the text is too long for this channel")


def _outgoing(row: Delivery) -> Outgoing:
    content = Content.from_json(row.version.content)
    is_first = row.place == 0
    links = content.links_out() if is_first else ()
    return Outgoing(
        key=str(row.pk),
        written_at=row.written_at or row.due_at,
        text=content.posts_for(str(row.channel_id))[row.place],
        language=content.language or row.draft.workspace.language,
        pictures=_pictures(row, content) if is_first else (),
        card=Card(links[0]) if links else None,
        follows=_sent(row.follows),
        begins=_sent(_first(row)),
    )


def _pictures(row: Delivery, content: Content) -> tuple[Picture, ...]:
    sizes = {
        one.digest: one
        for one in Medium.objects.filter(
            workspace_id=row.workspace_id,
            digest__in=[one.digest for one in content.media],
        )
    }
    return tuple(
        Picture(
            content=store.read(row.workspace_id, one.digest),
            kind=one.kind,
            alt=one.alt,
            width=sizes[one.digest].width,
            height=sizes[one.digest].height,
        )
        for one in content.media
    )


def _first(row: Delivery) -> Delivery | None:
    if row.follows is None:
        return None
    return Delivery.objects.filter(
        version=row.version, channel=row.channel, place=0
    ).first()


def _sent(row: Delivery | None) -> Sent | None:
    if row is None:
        return None
    return Sent(row.sent_number, row.sent_url, row.sent_version)
