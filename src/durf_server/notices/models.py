"""What durf tells people, and how they want to hear it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Notice(models.Model):
    """One thing told to one member: a kind and arguments, a sentence when shown."""

    member = models.ForeignKey(
        "people.Member", on_delete=models.CASCADE, related_name="notices"
    )
    kind = models.CharField(max_length=40)
    arguments = models.JSONField(default=dict)
    # Where it leads, below the console's address.
    path = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-made_at", "-id"]
        indexes: ClassVar = [models.Index(fields=["member", "-made_at"])]

    def __str__(self) -> str:
        return self.kind


class Way(models.Model):
    """A way to reach a member: by mail, or an address of Apprise, kept encrypted."""

    member = models.ForeignKey(
        "people.Member", on_delete=models.CASCADE, related_name="ways"
    )
    name = models.CharField(max_length=100)
    is_mail = models.BooleanField(default=False)
    sealed_address = models.BinaryField(null=True, blank=True)
    # Which kinds of notice do not go this way; what is new does.
    muted = models.JSONField(default=list, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["made_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["member"],
                condition=models.Q(is_mail=True),
                name="one_mail_a_member",
            ),
        ]

    def __str__(self) -> str:
        return self.name
