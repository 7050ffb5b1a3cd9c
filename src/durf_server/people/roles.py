"""What a member may be, and what that allows."""

from __future__ import annotations

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What a member may be in a workspace; one member may be several."""

    AUTHOR = "author", _("author")
    REVIEWER = "reviewer", _("reviewer")
    POLICY_OWNER = "policy-owner", _("policy owner")
    CHANNEL_MANAGER = "channel-manager", _("channel manager")
    LISTENER = "listener", _("listener")
    AUDITOR = "auditor", _("auditor")
    ADMINISTRATOR = "administrator", _("administrator")


class May(StrEnum):
    """What can be done in a workspace, as access functions ask for it."""

    SEE = "see"
    WRITE = "write"
    REVIEW = "review"
    OWN_POLICY = "own-policy"
    MANAGE_CHANNELS = "manage-channels"
    LISTEN = "listen"
    AUDIT = "audit"
    ADMINISTER = "administer"


# Being a member of any kind lets one see drafts, policy and calendar.
ALLOWS: dict[Role, frozenset[May]] = {
    Role.AUTHOR: frozenset({May.WRITE}),
    Role.REVIEWER: frozenset({May.REVIEW}),
    Role.POLICY_OWNER: frozenset({May.OWN_POLICY}),
    Role.CHANNEL_MANAGER: frozenset({May.WRITE, May.MANAGE_CHANNELS}),
    Role.LISTENER: frozenset({May.LISTEN}),
    Role.AUDITOR: frozenset({May.AUDIT}),
    Role.ADMINISTRATOR: frozenset({May.ADMINISTER, May.AUDIT}),
}
