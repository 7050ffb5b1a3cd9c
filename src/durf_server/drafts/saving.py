"""Begin a draft, and save what it says: every save is a version that stays."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid4, uuid5

from django.db import IntegrityError, transaction

from durf_server.channels.models import Channel
from durf_server.drafts.content import Content
from durf_server.drafts.leaving import tell_outbox
from durf_server.drafts.models import Draft, DraftVersion, Medium
from durf_server.drafts.states import State
from durf_server.errors import BadInput, Conflict, NotNow
from durf_server.people.access import require
from durf_server.people.roles import May
from durf_server.records.append import Fact, append

if TYPE_CHECKING:
    from datetime import datetime

    from durf_server.drafts.models import Campaign, Template
    from durf_server.people.models import Member

LONGEST_NOTE = 5_000
# What was decided for good is not written on.
FINAL = frozenset({State.REFUSED, State.WITHDRAWN})


@transaction.atomic
def start(  # noqa: PLR0913 callers name all but two
    member: Member,
    content: Content,
    *,
    note: str = "",
    template: Template | None = None,
    campaign: Campaign | None = None,
    origin: str = "console",
    key: str = "",
    at: datetime,
) -> Draft:
    """Begin a draft.

    Args:
        member: the author.
        content: what it says.
        note: to the reviewer.
        template: that it was started from.
        campaign: that it belongs to.
        origin: whether it came from the console, the API or an import.
        key: what the author's page calls it, if it may ask twice: see ``begun``.
        at: when.

    Raises:
        Conflict: it was begun under this key already.
        NotAllowed: the member does not write.
        BadInput: it names a channel or a picture that the workspace does not have.
    """
    require(member, May.WRITE)
    _require_own(member, content)
    draft = Draft(
        id=_id_of(member, key),
        workspace=member.workspace,
        author=member,
        title=content.title,
        planned_at=content.planned_at,
        template=template,
        campaign=campaign,
        origin=origin,
        made_at=at,
        changed_at=at,
    )
    try:
        with transaction.atomic():
            draft.save(force_insert=True)
    except IntegrityError:
        raise Conflict(newest=1) from None
    _write(draft, member, content, note, at)
    return draft


def begun(member: Member, key: str) -> Draft | None:
    """Return what a member began under a key: whose answer was lost asks again."""
    if not key:
        return None
    return Draft.objects.filter(
        workspace_id=member.workspace_id, id=_id_of(member, key)
    ).first()


@transaction.atomic
def save(
    draft: Draft,
    member: Member,
    content: Content,
    *,
    base: int,
    note: str = "",
    at: datetime,
) -> DraftVersion:
    """Save what a draft says now; whatever was approved before is void.

    Args:
        draft: as it was found.
        member: who saves.
        content: all of it.
        base: the number of the version that the writer started from.
        note: to the reviewer.
        at: when.

    Returns:
        The new version, or the newest one if it says the same.

    Raises:
        Conflict: somebody else saved meanwhile.
        NotNow: the draft was refused or withdrawn.
        NotAllowed: the member does not write.
        BadInput: it names a channel or a picture that the workspace does not have.
    """
    require(member, May.WRITE)
    held = Draft.objects.select_for_update().get(pk=draft.pk)
    if held.version != base:
        raise Conflict(newest=held.version)
    if held.state in FINAL:
        raise NotNow(reason="the draft is closed", mend="make a copy and write there")
    last = held.versions.get(number=held.version)
    if last.digest == content.digest() and last.note == note:
        return last
    _require_own(member, content)
    if held.state == State.CLEARED:
        tell_outbox(held, at=at)
    held.version += 1
    held.state = State.WRITING
    held.submitted_version = held.submitted_at = held.cleared_at = None
    held.title = content.title
    held.planned_at = content.planned_at
    held.action = ""
    held.changed_at = at
    held.save()
    return _write(held, member, content, note, at)


@transaction.atomic
def file_under(
    draft: Draft, member: Member, campaign: Campaign | None, *, at: datetime
) -> None:
    """Put a draft with a campaign, or with none; what it says stays as it is."""
    require(member, May.WRITE)
    held = Draft.objects.select_for_update().get(pk=draft.pk)
    if held.campaign_id == (campaign and campaign.pk):
        return
    held.campaign = campaign
    held.save(update_fields=["campaign"])
    named = {"name": str(member.person), "campaign": campaign.name if campaign else ""}
    append(
        member.workspace,
        Fact(
            kind="draft.filed",
            subject=f"draft/{draft.pk}",
            at=at,
            act={
                "by": str(member.pk),
                "campaign": str(campaign.pk) if campaign else "",
            },
            personal={member.person_id: named},
        ),
    )


def copy_of(draft: Draft, member: Member, *, at: datetime) -> Draft:
    """Begin a draft that says what another one says, without its planned time."""
    last = draft.versions.get(number=draft.version)
    values = dict(last.content)
    values.pop("planned_at", None)
    values.pop("until", None)
    return start(
        member,
        Content.from_json(values),
        template=draft.template,
        campaign=draft.campaign,
        at=at,
    )


def _id_of(member: Member, key: str) -> UUID:
    """Return the number of a new draft; under the same key the same one."""
    return uuid5(member.pk, key) if key else uuid4()


def _write(
    draft: Draft, member: Member, content: Content, note: str, at: datetime
) -> DraftVersion:
    if len(note) > LONGEST_NOTE:
        raise BadInput(field="note", reason="it is too long")
    values, digest = content.to_json(), content.digest()
    version = DraftVersion.objects.create(
        draft=draft,
        number=draft.version,
        content=values,
        digest=digest,
        note=note,
        made_by=member,
        made_at=at,
    )
    said = {"name": str(member.person), "content": values, "note": note}
    append(
        member.workspace,
        Fact(
            kind="draft.saved",
            subject=f"draft/{draft.pk}",
            at=at,
            act={"by": str(member.pk), "version": draft.version, "content": digest},
            personal={member.person_id: said},
        ),
    )
    return version


def _require_own(member: Member, content: Content) -> None:
    """Make sure that all it names belongs to the workspace."""
    named = {*content.channels, *(variant.channel for variant in content.variants)}
    if named:
        open_ones = Channel.objects.filter(
            workspace_id=member.workspace_id, id__in=named, closed_at__isnull=True
        )
        if open_ones.count() < len(named):
            raise BadInput(field="channels", reason="there is no such channel")
    digests = {medium.digest for medium in content.media}
    if digests:
        known = Medium.objects.filter(
            workspace_id=member.workspace_id, digest__in=digests
        )
        if known.count() < len(digests):
            raise BadInput(field="media", reason="there is no such picture")
