"""What goes out where and when, and what became of it."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Q

from durf_server.deliveries.stages import Stage


class Delivery(models.Model):
    """One post of a draft on one channel.

    A thread is several of them, each waiting for the one before it.  The columns up
    to ``trouble`` are what ``delivering`` goes by; the number is the key that makes a
    repeated request harmless where a network can.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    workspace = models.ForeignKey(
        "people.Workspace", on_delete=models.CASCADE, related_name="deliveries"
    )
    draft = models.ForeignKey(
        "drafts.Draft", on_delete=models.CASCADE, related_name="deliveries"
    )
    version = models.ForeignKey(
        "drafts.DraftVersion", on_delete=models.CASCADE, related_name="deliveries"
    )
    # What it was cleared under last; policy and vault may change until it goes.
    seal = models.CharField(max_length=64)
    channel = models.ForeignKey(
        "channels.Channel", on_delete=models.PROTECT, related_name="deliveries"
    )
    # In the thread, from 0.
    place = models.PositiveSmallIntegerField(default=0)
    follows = models.ForeignKey(
        "self",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="followed_by",
    )
    stage = models.CharField(
        max_length=9,
        default=Stage.PLANNED.value,
        choices=[(stage.value, stage.value) for stage in Stage],
    )
    due_at = models.DateTimeField()
    # When a worker is to look at it; none while there is nothing to do for one.
    next_at = models.DateTimeField(null=True)
    token = models.UUIDField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    looks = models.PositiveSmallIntegerField(default=0)
    # The time that the network is told; the same at each attempt.
    written_at = models.DateTimeField(null=True)
    intended_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)
    # The code or the reason, in our words, of what went wrong last.
    trouble = models.CharField(max_length=100, blank=True)
    # What the network calls it, where it stands, and which content of it.
    sent_number = models.CharField(max_length=500, blank=True)
    sent_url = models.CharField(max_length=2000, blank=True)
    sent_version = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["due_at", "place"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["version", "channel", "place"],
                name="one_delivery_a_post",
            ),
            # What one delivery made is not taken for another's.
            models.UniqueConstraint(
                fields=["channel", "sent_number"],
                condition=~Q(sent_number=""),
                name="one_delivery_a_publication",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["next_at"],
                condition=Q(next_at__isnull=False),
                name="deliveries_to_look_at",
            ),
            models.Index(fields=["workspace", "due_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.stage} {self.pk}"


class Stop(models.Model):
    """The switch: while one stands, nothing of a workspace, or of all, goes out."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    # None: of all workspaces.
    workspace = models.ForeignKey(
        "people.Workspace", on_delete=models.CASCADE, null=True, related_name="stops"
    )
    # Who pressed it; none where it was the command line.
    by = models.ForeignKey(
        "people.Member", on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField()
    lifted_by = models.ForeignKey(
        "people.Member", on_delete=models.PROTECT, null=True, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace"],
                condition=Q(lifted_at__isnull=True),
                name="one_stop_a_workspace",
            ),
        ]

    def __str__(self) -> str:
        return f"stop {self.pk}"
