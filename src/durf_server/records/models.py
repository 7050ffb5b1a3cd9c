"""The evidence log of each workspace, and the payloads beside it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from datetime import datetime


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

    # The indexes below begin with it; one more would cost each append.
    log = models.ForeignKey(
        Log, on_delete=models.CASCADE, related_name="entries", db_index=False
    )
    index = models.PositiveBigIntegerField()
    leaf = models.BinaryField()
    # As long as ``durf.evidence.entry`` lets them be.
    kind = models.CharField(max_length=200)
    # What it is about, such as ``draft/<id>``.
    subject = models.CharField(max_length=200)
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

    entry = models.ForeignKey(
        Entry, on_delete=models.CASCADE, related_name="parts", db_index=False
    )
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

    log = models.ForeignKey(
        Log, on_delete=models.CASCADE, related_name="tiles", db_index=False
    )
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


class Published(models.Model):
    """A checkpoint that was given away: the log must have it as its beginning."""

    log = models.ForeignKey(Log, on_delete=models.CASCADE, related_name="published")
    size = models.PositiveBigIntegerField()
    # The signed note, byte for byte.
    note = models.TextField()
    at = models.DateTimeField()
    # The answer of an authority that stamps times (RFC 3161), if one was asked.
    stamp = models.BinaryField(default=b"")

    class Meta:
        ordering: ClassVar = ["-size"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["log", "size"], name="published_once"),
        ]

    def __str__(self) -> str:
        return f"{self.size}"


class Outlet(models.Model):
    """Where checkpoints go at set intervals, out of the reach of who runs durf."""

    class Kind(models.TextChoices):
        """How a checkpoint is given away."""

        FILES = "files", _("files in the data folder")
        MAIL = "mail", _("by mail")
        WEBHOOK = "webhook", _("to a web address")
        TIMESTAMP = "timestamp", _("to an authority that stamps times (RFC 3161)")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    workspace = models.ForeignKey(
        "people.Workspace", on_delete=models.CASCADE, related_name="outlets"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    # A mail address or that of a page; none for files.
    address = models.CharField(_("address"), max_length=500, blank=True)
    # The roots, as PEM, that a stamp of the authority must lead to.
    certificates = models.TextField(_("certificates"), blank=True)
    # Whether files hold the leaves too: no text is in them, but how much was done.
    with_entries = models.BooleanField(_("with the entries"), default=False)
    hours = models.PositiveSmallIntegerField(_("every so many hours"), default=24)
    sent_size = models.PositiveBigIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    # The code of why the last try failed.
    trouble = models.CharField(max_length=60, blank=True)
    made_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["made_at"]

    def __str__(self) -> str:
        return self.kind

    def is_due(self, at: datetime) -> bool:
        """Whether its interval is over."""
        if self.stopped_at is not None:
            return False
        return self.sent_at is None or self.sent_at + timedelta(hours=self.hours) <= at


class Verification(models.Model):
    """One look through a whole log, and what was wrong."""

    log = models.ForeignKey(Log, on_delete=models.CASCADE, related_name="verifications")
    at = models.DateTimeField()
    size = models.PositiveBigIntegerField()
    # Place and reason of each, the first hundred.
    troubles = models.JSONField(default=list)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.size}"
