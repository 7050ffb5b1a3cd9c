"""What the API remembers: answers already given, and who wants to be told."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models


class Answered(models.Model):
    """An answer to a request with an idempotency key, given again for a day."""

    token = models.ForeignKey(
        "people.Token", on_delete=models.CASCADE, related_name="+"
    )
    key = models.CharField(max_length=200)
    # Of method, path and body: the same key with another request is a mistake.
    request = models.CharField(max_length=64)
    # 0 while the first request is still being answered.
    status = models.PositiveSmallIntegerField(default=0)
    body = models.BinaryField(default=b"")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["token", "key"], name="one_answer_an_idempotency_key"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["at"])]

    def __str__(self) -> str:
        return self.key


class Webhook(models.Model):
    """An address that is told of entries of the evidence log, in their order."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    workspace = models.ForeignKey(
        "people.Workspace", on_delete=models.CASCADE, related_name="webhooks"
    )
    url = models.URLField(max_length=500)
    # Beginnings of kinds, such as ``draft.``; empty for all.
    kinds = models.JSONField(default=list, blank=True)
    # The key that calls are signed with, encrypted under durf's own.
    sealed_secret = models.BinaryField()
    # The number of the next entry to tell of.
    position = models.PositiveBigIntegerField(default=0)
    failures = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, blank=True)
    made_by = models.ForeignKey(
        "people.Member", on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["made_at"]

    def __str__(self) -> str:
        return str(self.id)


class Call(models.Model):
    """One try to tell a webhook of one entry."""

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="calls")
    index = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    # The status of the answer; 0 without one.
    status = models.PositiveSmallIntegerField(default=0)
    # Why there was no answer: a sentence of ours, never of the other side.
    trouble = models.CharField(max_length=200, blank=True)
    milliseconds = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.index}: {self.status}"
