"""Accounts on networks."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.Model):
    """An account on a network that a workspace speaks through."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    workspace = models.ForeignKey(
        "people.Workspace", on_delete=models.CASCADE, related_name="channels"
    )
    network = models.CharField(_("network"), max_length=20)
    name = models.CharField(_("name"), max_length=100)
    handle = models.CharField(_("handle"), max_length=200, blank=True)
    # What differs between servers of one network, such as the longest text.
    settings = models.JSONField(default=dict, blank=True)
    # Where the account is, and how its server knows it.
    server = models.CharField(max_length=200, blank=True)
    number = models.CharField(max_length=300, blank=True)
    # What opens it, locked with the master key; empty where nobody has connected it.
    sealed_secrets = models.BinaryField(default=bytes, blank=True)
    connected_at = models.DateTimeField(null=True, blank=True)
    # The code of why its sign-in holds no more.
    trouble = models.CharField(max_length=40, blank=True)
    # While its server does not answer, or asks to wait, nothing is sent to it.
    rests_until = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace", "name"], name="one_channel_a_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_connected(self) -> bool:
        """Whether something can be sent through it."""
        return bool(self.sealed_secrets) and not self.trouble and not self.closed_at
