"""The gate of drafts and what belongs to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from durf_server.drafts.models import Campaign, Draft, DraftVersion, Template
from durf_server.errors import NotThere
from durf_server.people.access import require

if TYPE_CHECKING:
    from uuid import UUID

    from durf_server.people.models import Member
    from durf_server.people.roles import May


def draft_for(member: Member, number: UUID, to: May | None = None) -> Draft:
    """Return a draft of the member's workspace.

    Raises:
        NotThere: the workspace has no such draft.
        NotAllowed: they may not do this.
    """
    draft = (
        Draft.objects.select_related("author__person", "workspace", "campaign")
        .filter(workspace_id=member.workspace_id, id=number)
        .first()
    )
    if draft is None:
        raise NotThere(what="draft")
    require(member, to)
    return draft


def version_of(draft: Draft, number: int | None = None) -> DraftVersion:
    """Return a version of a draft that was passed by its gate; the newest without.

    Raises:
        NotThere: the draft has no such version.
    """
    found = (
        DraftVersion.objects.select_related("made_by__person")
        .filter(draft=draft, number=draft.version if number is None else number)
        .first()
    )
    if found is None:
        raise NotThere(what="version")
    # What belongs to it is asked for often.
    found.draft = draft
    return found


def campaign_for(member: Member, number: UUID) -> Campaign:
    """Return a campaign of the member's workspace.

    Raises:
        NotThere: the workspace has no such campaign.
    """
    found = Campaign.objects.filter(workspace_id=member.workspace_id, id=number).first()
    if found is None:
        raise NotThere(what="campaign")
    return found


def template_for(member: Member, number: UUID) -> Template:
    """Return a template of the member's workspace.

    Raises:
        NotThere: the workspace has no such template.
    """
    found = Template.objects.filter(workspace_id=member.workspace_id, id=number).first()
    if found is None:
        raise NotThere(what="template")
    return found
