"""Versions of a workspace's policy, and who has read them."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _


class PolicyVersion(models.Model):
    """One text of the policy, from its first line to the day it was replaced."""

    class State(models.TextChoices):
        """Where a version is on its way."""

        EDITED = "edited", _("being edited")
        PROPOSED = "proposed", _("proposed")
        APPROVED = "approved", _("approved")
        IN_FORCE = "in-force", _("in force")
        RETIRED = "retired", _("retired")
        REFUSED = "refused", _("refused")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    workspace = models.ForeignKey(
        "people.Workspace", on_delete=models.CASCADE, related_name="policy_versions"
    )
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.EDITED)
    text = models.TextField(_("text"))
    # As ``durf.Policy.version`` says it: the front matter's and the SHA-256.
    version = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=64)
    note = models.TextField(_("why"), blank=True)
    made_by = models.ForeignKey(
        "people.Member", on_delete=models.PROTECT, null=True, related_name="+"
    )
    made_at = models.DateTimeField()
    proposed_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        "people.Member", on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_note = models.TextField(blank=True)
    in_force_from = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)
    # What the backtest over the workspace's own drafts said.
    backtest = models.JSONField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace", "number"], name="one_version_a_number"
            ),
            models.UniqueConstraint(
                fields=["workspace"],
                condition=models.Q(state="in-force"),
                name="one_policy_in_force",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} ({self.version})"


class Confirmation(models.Model):
    """A member said that they have read a version; perhaps after a quiz."""

    version = models.ForeignKey(
        PolicyVersion, on_delete=models.CASCADE, related_name="confirmations"
    )
    member = models.ForeignKey(
        "people.Member", on_delete=models.CASCADE, related_name="confirmations"
    )
    at = models.DateTimeField()
    # Right answers and questions, where a quiz was taken.
    right = models.PositiveSmallIntegerField(null=True, blank=True)
    asked = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["version", "member"], name="one_confirmation_a_version"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.version}"
