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
    # As ``durf.evidence.tiles.Edge`` holds it: from it the next root follows.
    edge = models.BinaryField(default=b"")
    # The newest signed checkpoint, of every entry up to ``size``.
    checkpoint = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.origin


class Entry(models.Model):
    """One leaf of a log: salted hashes of what was done, and what all may read of it.

    The columns beside the leaf repeat what it says, for lists.
    """

    log = models.ForeignKey(Log, on_delete=models.CASCADE, related_name="entries")
    index = models.PositiveBigIntegerField()
    leaf = models.BinaryField()
    kind = models.CharField(max_length=40)
    # What it is about, such as ``draft/<id>``.
    subject = models.CharField(max_length=80)
    at = models.DateTimeField()
    # The part that names no person: salt (32 bytes) and JSON.
    act = models.BinaryField()

    class Meta:
        ordering: ClassVar = ["index"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["log", "index"], name="one_entry_an_index"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["log", "at"]),
            models.Index(fields=["log", "kind", "at"]),
            models.Index(fields=["log", "subject", "at"]),
        ]

    def __str__(self) -> str:
        return f"{self.index} {self.kind}"


class SubjectKey(models.Model):
    """The key that a person's parts of the entries are encrypted with.

    Locked with durf's master key; empty when the person was erased.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    workspace = models.ForeignKey(
        "people.Workspace", on_delete=models.CASCADE, related_name="subject_keys"
    )
    person_id = models.UUIDField()
    sealed = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace", "person_id"], name="one_key_a_subject"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Part(models.Model):
    """What an entry says of one person: salt and JSON, encrypted under their key."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="parts")
    key = models.ForeignKey(SubjectKey, on_delete=models.PROTECT, related_name="parts")
    # Nonce (12 bytes) and ciphertext; empty when the person was erased.
    sealed = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entry", "key"], name="one_part_a_person"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Tile(models.Model):
    """Hashes of the log's tree that stand side by side, as in c2sp.org/tlog-tiles.

    Of level 0 full ones only: the entries hold the rest.
    """

    log = models.ForeignKey(Log, on_delete=models.CASCADE, related_name="tiles")
    level = models.PositiveSmallIntegerField()
    index = models.PositiveBigIntegerField()
    hashes = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["log", "level", "index"], name="one_tile_a_place"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.level}/{self.index}"
