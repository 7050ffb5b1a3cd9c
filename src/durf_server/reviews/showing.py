"""What a reviewer sees of one draft, all on one page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from durf_server.channels.models import Channel
from durf_server.drafts.content import Content
from durf_server.drafts.models import DraftVersion
from durf_server.drafts.states import State
from durf_server.reviews.case import open_case
from durf_server.reviews.history import Event, history
from durf_server.reviews.machine import Act, Missing, is_wanted, may, missing
from durf_server.reviews.models import Hold, Look
from durf_server.reviews.reviewers import rights_of
from durf_server.reviews.words import Change, Piece, changes

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from durf_server.drafts.models import Draft, Judgement
    from durf_server.people.models import Member
    from durf_server.reviews.case import Case
    from durf_server.reviews.reviewers import Rights


@dataclass(frozen=True, slots=True)
class Post:
    """The texts that some channels get.

    Attributes:
        channels: that get it; none for the common text without channels.
        pieces: of each text, with what changed since the member looked.
    """

    channels: tuple[Channel, ...]
    pieces: tuple[tuple[Piece, ...], ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A draft as one member sees it.

    Attributes:
        case: what is known of it.
        content: of the newest version.
        posts: what each channel gets.
        since: the version that the member saw last, if it was another one.
        found: what the policy found, each once.
        gone: what it had found when the draft was approved, if it was held.
        come: what it finds now and did not then.
        lacks: what is missing.
        acts: what the member may do.
        roles: in which their approval would count.
        exceptions: the roles in which they may set a rule aside.
        rights: whom they stand in for.
        events: what happened.
    """

    case: Case
    content: Content
    posts: tuple[Post, ...]
    since: int | None
    found: tuple[dict[str, Any], ...]
    gone: tuple[dict[str, Any], ...]
    come: tuple[dict[str, Any], ...]
    lacks: Missing
    acts: frozenset[Act]
    roles: tuple[str, ...]
    exceptions: tuple[str, ...]
    rights: Rights
    events: list[Event]

    @property
    def is_held(self) -> bool:
        """Whether it was stopped by a new policy or vault."""
        return self.case.draft.state == State.HELD

    @property
    def has_changed(self) -> bool:
        """Whether any word is another than when the member looked."""
        return any(
            piece.change is not Change.SAME
            for post in self.posts
            for pieces in post.pieces
            for piece in pieces
        )

    @property
    def instead_of(self) -> tuple[Member, ...]:
        """Whom the member would decide for."""
        wanted = self.roles or ("",)
        absent = [self.rights.instead_of.get(role) for role in wanted]
        return tuple(dict.fromkeys(one for one in absent if one is not None))


def show(draft: Draft, member: Member, *, at: datetime) -> Shown:
    """Return what a member sees of a draft that passed its gate."""
    case = open_case(draft.pk, lock=False)
    rights = rights_of(member, at=at)
    acts = may(case.facts, rights.actor)
    content = Content.from_json(case.version.content)
    since = _since(draft, member, case.version.number)
    gone, come = _moved(case)
    return Shown(
        case=case,
        content=content,
        posts=tuple(_posts(case, content, since)),
        since=since,
        found=() if case.judgement is None else _once(case.judgement),
        gone=gone,
        come=come,
        lacks=missing(case.facts),
        acts=acts,
        roles=_roles(case, rights) if Act.APPROVE in acts else (),
        exceptions=tuple(sorted(case.facts.demand.exceptions & rights.actor.titles)),
        rights=rights,
        events=history(draft),
    )


def note_look(draft: Draft, member: Member, version: int, *, at: datetime) -> None:
    """Remember that a member has seen a version."""
    Look.objects.update_or_create(
        draft=draft, member=member, defaults={"version": version, "at": at}
    )


def note_first_look(draft: Draft, member: Member, *, at: datetime) -> None:
    """Remember what a member saw first: later looks show what changed since."""
    Look.objects.get_or_create(
        draft=draft, member=member, defaults={"version": draft.version, "at": at}
    )


def _since(draft: Draft, member: Member, version: int) -> int | None:
    look = Look.objects.filter(draft=draft, member=member).first()
    return look.version if look is not None and look.version < version else None


def _roles(case: Case, rights: Rights) -> tuple[str, ...]:
    """Return the roles in which a yes counts; one as any reviewer if that is all."""
    named = [
        role
        for role in sorted(rights.actor.titles)
        if is_wanted(case.facts, rights.actor.member, role)
    ]
    return tuple(named) or ("",)


def _posts(case: Case, content: Content, since: int | None) -> Iterable[Post]:
    before = None
    if since is not None:
        old = DraftVersion.objects.filter(draft=case.draft, number=since).first()
        before = None if old is None else Content.from_json(old.content)
    rows = Channel.objects.filter(
        workspace_id=case.draft.workspace_id, id__in=content.channels
    )
    channels = {str(one.pk): one for one in rows}
    same: dict[tuple[str, ...], list[str]] = {}
    for number in content.channels or ("",):
        same.setdefault(content.posts_for(number), []).append(number)
    for texts, numbers in same.items():
        old_texts = texts if before is None else before.posts_for(numbers[0])
        yield Post(
            tuple(channels[number] for number in numbers if number in channels),
            tuple(_compared(old_texts, texts)),
        )


def _compared(
    old: tuple[str, ...], new: tuple[str, ...]
) -> Iterable[tuple[Piece, ...]]:
    for number in range(max(len(old), len(new))):
        before = old[number] if number < len(old) else ""
        after = new[number] if number < len(new) else ""
        yield tuple(changes(before, after))


def _once(judgement: Judgement) -> tuple[dict[str, Any], ...]:
    """Return what was found, each thing once however many channels have it."""
    found: dict[tuple[object, ...], dict[str, Any]] = {}
    for values in judgement.verdicts.values():
        for one in values:
            found.setdefault(_identity(one), one)
    return tuple(found.values())


def _moved(
    case: Case,
) -> tuple[tuple[dict[str, Any], ...], tuple[dict[str, Any], ...]]:
    """Return what is not found any more, and what is found newly, since the hold."""
    if case.draft.state != State.HELD or case.judgement is None:
        return (), ()
    hold = (
        Hold.objects.filter(
            draft=case.draft, released_at__isnull=True, before__version=case.version
        )
        .select_related("before")
        .order_by("at", "id")
        .first()
    )
    if hold is None or hold.before is None:
        return (), ()
    then, now = _once(hold.before), _once(case.judgement)
    known, still = set(map(_identity, then)), set(map(_identity, now))
    return (
        tuple(one for one in then if _identity(one) not in still),
        tuple(one for one in now if _identity(one) not in known),
    )


def _identity(one: dict[str, Any]) -> tuple[object, ...]:
    names = ("rule", "field", "start", "end", "action", "by", "entity")
    return tuple(one.get(name) for name in names)
