"""What is to be done later."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models


class Job(models.Model):
    """Something to be done at or after a time, by whichever worker claims it.

    A claim commits lease, token and attempt before anything is done; whoever
    finishes must still hold the token.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    workspace = models.ForeignKey(
        "people.Workspace", on_delete=models.CASCADE, null=True, related_name="+"
    )
    kind = models.CharField(max_length=60)
    arguments = models.JSONField(default=dict)
    # Asking twice for a job with the same key asks for one.
    key = models.CharField(max_length=200, blank=True)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_ends_at = models.DateTimeField(null=True, blank=True)
    token = models.UUIDField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    # The code of the last trouble; never somebody's text.
    trouble = models.CharField(max_length=200, blank=True)
    given_up_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "key"],
                condition=models.Q(done_at__isnull=True, given_up_at__isnull=True)
                & ~models.Q(key=""),
                name="one_open_job_a_key",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"],
                condition=models.Q(done_at__isnull=True, given_up_at__isnull=True),
                name="open_jobs_by_time",
            ),
        ]

    def __str__(self) -> str:
        return self.kind
