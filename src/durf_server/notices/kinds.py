"""What people can be told: one sentence for each kind, and nothing of any post."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Lazy


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of notice.

    Attributes:
        name: as it is kept.
        sentence: with ``{workspace}`` and the notice's own arguments in it.
        label: what is switched on or off by this.
    """

    name: str
    sentence: Lazy
    label: Lazy


KINDS = {
    kind.name: kind
    for kind in (
        Kind(
            "review-asked",
            _("A draft waits for your review at {workspace}."),
            _("a draft waits for me"),
        ),
        Kind(
            "review-reminder",
            _("A draft still waits for your review at {workspace}."),
            _("a draft still waits for me"),
        ),
        Kind(
            "review-escalated",
            _("A draft has waited too long for a review at {workspace}."),
            _("a draft has waited too long"),
        ),
        Kind(
            "changes-asked",
            _("Somebody asks you to change a draft at {workspace}."),
            _("changes are asked for in my draft"),
        ),
        Kind(
            "draft-refused",
            _("A draft of yours was refused at {workspace}."),
            _("my draft was refused"),
        ),
        Kind(
            "draft-cleared",
            _("A draft of yours is cleared to send at {workspace}."),
            _("my draft is cleared to send"),
        ),
        Kind(
            "draft-held",
            _("A draft is held at {workspace}: the policy or the vault changed."),
            _("a draft of mine, or one that I approved, is held"),
        ),
        Kind(
            "exemption-given",
            _("Somebody set a rule of the policy aside for one draft at {workspace}."),
            _("a rule was set aside for a draft"),
        ),
        Kind(
            "incident-reported",
            _("Somebody reported an incident with a post at {workspace}."),
            _("an incident was reported"),
        ),
        Kind(
            "policy-in-force",
            _("A new version of the policy is in force at {workspace}."),
            _("a new version of the policy is in force"),
        ),
        Kind(
            "policy-proposed",
            _("A new version of the policy waits for a decision at {workspace}."),
            _("a new version of the policy is proposed"),
        ),
    )
}
