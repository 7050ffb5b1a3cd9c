"""Drafts, every version of them, and what was judged of each."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from durf_server.drafts.states import State


class Campaign(models.Model):
    """What several posts are for together."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    workspace = models.ForeignKey(
        "people.Workspace", on_delete=models.CASCADE, related_name="campaigns"
    )
    name = models.CharField(_("name"), max_length=100)
    # Tracking parameters that its links get: source, medium, campaign …
    tracking = models.JSONField(default=dict, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace", "name"], name="one_campaign_a_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Template(models.Model):
    """A text to start from; the policy may name it as a class that earns trust."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    workspace = models.ForeignKey(
        "people.Workspace", on_delete=models.CASCADE, related_name="templates"
    )
    name = models.CharField(_("name"), max_length=100)
    # As ``durf_server.drafts.content.Content.to_json`` writes it.
    content = models.JSONField()
    made_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace", "name"], name="one_template_a_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Medium(models.Model):
    """A picture that was uploaded: its bytes lie in a file named by their digest."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    workspace = models.ForeignKey(
        "people.Workspace", on_delete=models.CASCADE, related_name="media"
    )
    digest = models.CharField(max_length=64)
    # By its content, never by its name.
    kind = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    added_by = models.ForeignKey(
        "people.Member", on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace", "digest"], name="one_medium_a_digest"
            ),
        ]

    def __str__(self) -> str:
        return self.digest[:12]


class Draft(models.Model):
    """A post on its way through the desk.

    What it says is in its versions.  The columns here are for lists and locks: each
    is written in the transaction that changes what it says.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    workspace = models.ForeignKey(
        "people.Workspace", on_delete=models.CASCADE, related_name="drafts"
    )
    author = models.ForeignKey(
        "people.Member", on_delete=models.PROTECT, related_name="drafts"
    )
    state = models.CharField(max_length=14, choices=State, default=State.WRITING)
    # The number of the newest version: who saves says which one they started from.
    version = models.PositiveIntegerField(default=1)
    # The version that was sent to review, if one was.
    submitted_version = models.PositiveIntegerField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    cleared_at = models.DateTimeField(null=True, blank=True)
    # Of the newest version, for lists.
    title = models.CharField(max_length=120, blank=True)
    action = models.CharField(max_length=6, blank=True)
    planned_at = models.DateTimeField(null=True, blank=True)
    template = models.ForeignKey(
        Template, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    campaign = models.ForeignKey(
        Campaign,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="drafts",
    )
    # Whether it came from the console, the API or an import.
    origin = models.CharField(max_length=10, default="console")
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-changed_at"]
        indexes: ClassVar = [
            models.Index(fields=["workspace", "-changed_at", "id"]),
            models.Index(fields=["workspace", "state", "-changed_at"]),
            models.Index(fields=["workspace", "planned_at"]),
            models.Index(fields=["workspace", "author", "-changed_at"]),
        ]

    def __str__(self) -> str:
        return self.title


class DraftVersion(models.Model):
    """What a draft said at one moment; never changed, only erased."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    # As ``durf_server.drafts.content.Content.to_json`` writes it.
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    # To the reviewer; no part of what is approved.
    note = models.TextField(blank=True)
    made_by = models.ForeignKey(
        "people.Member", on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["draft", "number"], name="one_draft_version_a_number"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.draft_id}/{self.number}"


class Judgement(models.Model):
    """What a policy and a vault said of one version, at one time."""

    version = models.ForeignKey(
        DraftVersion, on_delete=models.CASCADE, related_name="judgements"
    )
    policy = models.ForeignKey(
        "policies.PolicyVersion", on_delete=models.PROTECT, related_name="+"
    )
    # A digest of the vault's manifest; empty without a vault.
    vault_state = models.CharField(max_length=64, blank=True)
    action = models.CharField(max_length=6)
    # A verdict for each channel (``""`` without one), places masked.
    verdicts = models.JSONField()
    # Of what was found and demanded, without policy and vault: equal digests mean
    # that nothing changed for this draft.
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.action


class Imported(models.Model):
    """A line of a table that became a draft: the same line makes no second one."""

    workspace = models.ForeignKey(
        "people.Workspace", on_delete=models.CASCADE, related_name="+"
    )
    # Of its cells: what they said is in the draft.
    digest = models.CharField(max_length=64)
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace", "digest"], name="one_import_a_line"
            ),
        ]

    def __str__(self) -> str:
        return self.digest[:12]
