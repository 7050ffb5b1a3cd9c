"""Decisions of people on drafts, and what they earned with them."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models

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
    reason = models.TextField()
    seal = models.CharField(max_length=64)
    stands_for = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.rule


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
