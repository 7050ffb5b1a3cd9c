"""Decisions of people on drafts, and what they earned with them."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from durf_server.reviews.decisions import Decision


class Review(models.Model):
    """A person's decision on a version of a draft, for one role.

    ``seal`` binds an approval to everything it was given for; ``stands_for`` is the
    seal that it counts for now: the same, or a later one that differs in policy and
    vault only, under which the verdict is the same.  The log holds each of them.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    draft = models.ForeignKey(
        "drafts.Draft", on_delete=models.CASCADE, related_name="reviews"
    )
    version = models.ForeignKey(
        "drafts.DraftVersion", on_delete=models.CASCADE, related_name="reviews"
    )
    member = models.ForeignKey(
        "people.Member", on_delete=models.PROTECT, related_name="reviews"
    )
    # Of the policy; empty for a reviewer's approval that no rule asked for by role.
    role = models.CharField(max_length=100, blank=True)
    # Whom the member stood in for.
    instead_of = models.ForeignKey(
        "people.Member",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    decision = models.CharField(max_length=7, choices=Decision)
    reason = models.TextField(blank=True)
    seal = models.CharField(max_length=64)
    stands_for = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-at"]
        indexes: ClassVar = [models.Index(fields=["draft", "-at"])]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["version", "member", "role", "stands_for"],
                condition=~models.Q(stands_for=""),
                name="one_approval_a_role",
            ),
        ]

    def __str__(self) -> str:
        return self.decision


class Exemption(models.Model):
    """A blocked place that somebody with the right to it allowed once, and why."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    draft = models.ForeignKey(
        "drafts.Draft", on_delete=models.CASCADE, related_name="exemptions"
    )
    version = models.ForeignKey(
        "drafts.DraftVersion", on_delete=models.CASCADE, related_name="exemptions"
    )
    rule = models.CharField(max_length=200)
    role = models.CharField(max_length=100)
    member = models.ForeignKey(
        "people.Member", on_delete=models.PROTECT, related_name="+"
    )
    instead_of = models.ForeignKey(
        "people.Member",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    reason = models.TextField()
    seal = models.CharField(max_length=64)
    stands_for = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.rule


class Hold(models.Model):
    """A draft was held: what is in force now says something else of it."""

    draft = models.ForeignKey(
        "drafts.Draft", on_delete=models.CASCADE, related_name="holds"
    )
    # What was said when people approved; the newest judgement is what is said now.
    before = models.ForeignKey(
        "drafts.Judgement", on_delete=models.CASCADE, null=True, related_name="+"
    )
    at = models.DateTimeField()
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(
        "people.Member", on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["-at", "-id"]

    def __str__(self) -> str:
        return str(self.at)


class Nudge(models.Model):
    """Somebody was asked again for a review that waits."""

    class Kind(models.TextChoices):
        """Who was asked."""

        REMINDER = "reminder", _("reminded")
        ESCALATION = "escalation", _("escalated")

    draft = models.ForeignKey(
        "drafts.Draft", on_delete=models.CASCADE, related_name="nudges"
    )
    version = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    # Whoever may act after an escalation: members told, by their numbers.
    told = models.JSONField(default=list)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.kind


class Credit(models.Model):
    """A cleared draft in the record of a class that the policy names."""

    workspace = models.ForeignKey(
        "people.Workspace", on_delete=models.CASCADE, related_name="+"
    )
    draft = models.ForeignKey(
        "drafts.Draft", on_delete=models.CASCADE, related_name="credits"
    )
    name = models.CharField(max_length=100)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["draft", "name"], name="one_credit_a_class"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["workspace", "name", "at"])]

    def __str__(self) -> str:
        return self.name


class Sweep(models.Model):
    """What the drafts of a workspace were last judged by, all of them."""

    workspace = models.OneToOneField(
        "people.Workspace", on_delete=models.CASCADE, related_name="+"
    )
    policy = models.ForeignKey(
        "policies.PolicyVersion", on_delete=models.CASCADE, related_name="+"
    )
    vault_state = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()
    # Who was at work while the policy changed may have come late for one sweep.
    is_sure = models.BooleanField(default=False)

    def __str__(self) -> str:
        return str(self.at)


class Incident(models.Model):
    """Something went wrong with a post: what its class earned is lost."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    workspace = models.ForeignKey(
        "people.Workspace", on_delete=models.CASCADE, related_name="incidents"
    )
    draft = models.ForeignKey(
        "drafts.Draft", on_delete=models.PROTECT, null=True, related_name="incidents"
    )
    # The classes of the policy that the draft belonged to.
    classes = models.JSONField(default=list)
    reason = models.TextField()
    member = models.ForeignKey(
        "people.Member", on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.at)


class Look(models.Model):
    """Which version of a draft a reviewer saw last: the queue shows what changed."""

    draft = models.ForeignKey(
        "drafts.Draft", on_delete=models.CASCADE, related_name="looks"
    )
    member = models.ForeignKey(
        "people.Member", on_delete=models.CASCADE, related_name="+"
    )
    version = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["draft", "member"], name="one_look_a_reviewer"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version}"
