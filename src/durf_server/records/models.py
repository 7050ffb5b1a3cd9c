"""The evidence log of each workspace, and the payloads beside it."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models


class Log(models.Model):
    """The append-only Merkle log of one workspace.

    Whoever appends holds this row: entries get their numbers one after another.
    """

    workspace = models.OneToOneField(
        "people.Workspace", on_delete=models.CASCADE, related_name="log"
    )
    # The name that checkpoints carry; never changed.
    origin = models.CharField(max_length=200, unique=True)
    size = models.PositiveBigIntegerField(default=0)
    # The hashes on the right edge of the tree, from which the next root follows.
    edge = models.BinaryField(default=b"")
    # The newest signed checkpoint, of every entry up to ``size``.
    checkpoint = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.origin


class Entry(models.Model):
    """One leaf of a log: salted hashes of what was done, and nothing else."""

    log = models.ForeignKey(Log, on_delete=models.CASCADE, related_name="entries")
    index = models.PositiveBigIntegerField()
    leaf = models.BinaryField()
    kind = models.CharField(max_length=40)
    # What it is about, such as ``draft/<id>``.
    subject = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["index"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["log", "index"], name="one_entry_an_index"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["log", "subject", "index"]),
            models.Index(fields=["log", "at"]),
        ]

    def __str__(self) -> str:
        return f"{self.index} {self.kind}"


class SubjectKey(models.Model):
    """The key that a person's part of the payloads is encrypted with.

    Wrapped by durf's master key; destroyed when the person is erased.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    workspace = models.ForeignKey(
        "people.Workspace", on_delete=models.CASCADE, related_name="subject_keys"
    )
    person_id = models.UUIDField()
    wrapped = models.BinaryField(null=True)
    made_at = models.DateTimeField()
    destroyed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace", "person_id"], name="one_key_a_subject"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Part(models.Model):
    """One part of an entry's payload: salt and JSON, encrypted if it is personal."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="parts")
    name = models.CharField(max_length=40)
    key = models.ForeignKey(
        SubjectKey, on_delete=models.PROTECT, null=True, related_name="parts"
    )
    # Salt (32 bytes) and payload; under ``key``: nonce (12 bytes) and ciphertext.
    sealed = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entry", "name"], name="one_part_a_name"),
        ]

    def __str__(self) -> str:
        return self.name
