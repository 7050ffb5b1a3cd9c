"""How long records are kept, and what holds them longer."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class LegalHold(models.Model):
    """What must stay as it is until somebody lifts the hold, whatever else is asked."""

    class Scope(models.TextChoices):
        """What is held."""

        PERSON = "person", _("a person")
        DRAFT = "draft", _("a draft")
        CAMPAIGN = "campaign", _("a campaign")
        ALL = "all", _("everything in the workspace")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    workspace = models.ForeignKey(
        "people.Workspace", on_delete=models.CASCADE, related_name="legal_holds"
    )
    scope = models.CharField(_("what"), max_length=8, choices=Scope)
    # The person's, draft's or campaign's number; none for everything.
    subject_id = models.UUIDField(null=True, blank=True)
    reason = models.TextField(_("why"))
    placed_by = models.ForeignKey(
        "people.Member", on_delete=models.PROTECT, null=True, related_name="+"
    )
    placed_at = models.DateTimeField()
    lifted_by = models.ForeignKey(
        "people.Member", on_delete=models.PROTECT, null=True, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-placed_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(scope="all", subject_id__isnull=True)
                | (~models.Q(scope="all") & models.Q(subject_id__isnull=False)),
                name="hold_says_what_it_holds",
            ),
        ]

    def __str__(self) -> str:
        return self.scope


class Retention(models.Model):
    """How long one kind of record is kept in a workspace; without a row, for ever."""

    class Kind(models.TextChoices):
        """What can grow old."""

        DRAFTS = "drafts", _("drafts that never went out: text, notes and pictures")
        CLEARED = "cleared", _("drafts that were cleared to go out")
        EVIDENCE = "evidence", _("what the log says about people")
        NOTICES = "notices", _("notices")
        INVITATIONS = "invitations", _("invitations that are over")

    workspace = models.ForeignKey(
        "people.Workspace", on_delete=models.CASCADE, related_name="retentions"
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    days = models.PositiveIntegerField(_("days"), validators=[MinValueValidator(1)])

    class Meta:
        ordering: ClassVar = ["kind"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace", "kind"], name="one_retention_a_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.days}"


class Erasure(models.Model):
    """That somebody was erased: a backup of before must not bring them back.

    Numbers only, and no relations: what they point at may be gone, or come again.
    """

    person_id = models.UUIDField()
    # From one workspace; from everywhere without one.
    workspace_id = models.UUIDField(null=True, blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.person_id)
