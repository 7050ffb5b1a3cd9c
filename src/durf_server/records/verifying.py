"""Look through a whole log: is every stored byte of it what was signed?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.db.models import F, Prefetch
from django.utils.translation import gettext_noop as _

from durf.errors import DurfError
from durf.evidence.audit import faults_of
from durf.evidence.checkpoint import read_checkpoint
from durf.evidence.entry import opens, read_leaf
from durf.evidence.note import read_note
from durf_server.records.models import Entry, Log, Part, SubjectKey, Tile, Verification
from durf_server.records.reading import open_part, split_part
from durf_server.records.signing import signer_of
from durf_server.records.subjects import (
    ERASED,
    EXPIRED,
    EXPIRED_PARTS,
    open_key,
    part_name,
    person_subject,
)
from durf_server.records.verifying_published import published_troubles
from durf_server.records.verifying_tree import edge_of, extra_tiles, reader_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from durf_server.people.models import Workspace

_AT_ONCE = 500
_MOST_TROUBLES = 100
_BEGINNING = datetime.min.replace(tzinfo=UTC)
Troubles = Iterator[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Checked:
    """What a look through a log found.

    Attributes:
        size: how many entries it has.
        troubles: place and reason of each, the first hundred; none if all is right.
    """

    size: int
    troubles: tuple[tuple[str, str], ...]

    @property
    def is_whole(self) -> bool:
        """Whether nothing was wrong."""
        return not self.troubles


def verify_log(workspace: Workspace, kept: Sequence[bytes] = ()) -> Checked:
    """Look through the log of a workspace, while others go on writing to it.

    Args:
        workspace: whose log.
        kept: checkpoints that somebody got earlier and brings along.
    """
    log = Log.objects.filter(workspace=workspace).first()
    if log is None:
        is_gone = SubjectKey.objects.filter(workspace=workspace).exists() or kept
        return Checked(0, (("log", _("it is gone")),) if is_gone else ())
    found: list[tuple[str, str]] = []
    for trouble in _troubles(log, kept):
        found.append(trouble)
        if len(found) == _MOST_TROUBLES:
            break
    return Checked(log.size, tuple(found))


def verify_and_keep(workspace: Workspace, at: datetime) -> Verification | None:
    """Look through the log of a workspace, and keep what was found."""
    checked = verify_log(workspace)
    log = Log.objects.filter(workspace=workspace).first()
    if log is None:
        return None
    troubles = [list(trouble) for trouble in checked.troubles]
    return Verification.objects.create(
        log=log, at=at, size=checked.size, troubles=troubles
    )


def _troubles(log: Log, kept: Sequence[bytes]) -> Troubles:
    try:
        note = read_note(log.checkpoint.encode())
        checkpoint = read_checkpoint(note.text)
    except DurfError:
        yield "checkpoint", _("it cannot be read")
        return
    if not signer_of(log.origin).key.has_signed(note):
        yield "checkpoint", _("the key did not sign it")
    if (checkpoint.origin, checkpoint.size) != (log.origin, log.size):
        yield "checkpoint", _("it is not about this log as it is")
    yield from _rows_beyond(log)
    in_entries: list[tuple[str, str]] = []
    leaves = _leaves(log, in_entries)
    for place in faults_of(checkpoint, leaves, reader_at(log)):
        yield from in_entries
        in_entries.clear()
        yield place, _("it is not what the entries make of it")
    yield from in_entries
    yield from _edge_troubles(log)
    yield from published_troubles(log, kept)
    yield from _key_troubles(log)


def _rows_beyond(log: Log) -> Troubles:
    # One statement each: whoever appends meanwhile moves both sides together.
    rows = Entry.objects.filter(log=log, index__gte=F("log__size"))
    for index in rows.values_list("index", flat=True)[:_MOST_TROUBLES]:
        yield f"entry {index}", _("it is beyond the end of the log")
    for level, index in extra_tiles(Tile.objects.filter(log=log)):
        yield f"tile {level}/{index}", _("the log has none there")


def _leaves(log: Log, troubles: list[tuple[str, str]]) -> Iterator[bytes]:
    """Yield each entry's leaf, and note what is wrong beside it."""
    keys: dict[object, bytes] = {}
    expired = _expired_until(log)
    for first in range(0, log.size, _AT_ONCE):
        rows = Entry.objects.filter(
            log=log, index__gte=first, index__lt=min(first + _AT_ONCE, log.size)
        ).order_by("index")
        parts = Prefetch("parts", Part.objects.select_related("key"))
        for place, entry in enumerate(rows.prefetch_related(parts), start=first):
            if entry.index != place:
                troubles.append((f"entry {place}", _("it is gone")))
                return
            entry.log = log
            try:
                reason = _reason(entry, keys, expired)
            except DurfError:
                reason = _("what lies beside it cannot be opened")
            if reason:
                troubles.append((f"entry {place}", reason))
            yield bytes(entry.leaf)


def _reason(entry: Entry, keys: dict[object, bytes], expired: datetime) -> str:
    """Return what is wrong with an entry, if anything is."""
    leaf = read_leaf(bytes(entry.leaf))
    if (leaf.kind, leaf.subject, leaf.at) != (entry.kind, entry.subject, entry.at):
        return _("its columns do not say what it says")
    act = split_part("act", bytes(entry.act))
    if not opens(leaf, "act", act.salt, act.payload):
        return _("its act is not what was logged")
    rows = {part_name(row.key_id): row for row in entry.parts.all()}
    if rows.keys() != leaf.parts.keys() - {"act"}:
        return _("its parts are not those that were logged")
    for name, row in rows.items():
        part = open_part(row, entry, keys)
        if part is not None and not opens(leaf, name, part.salt, part.payload):
            return _("a part of it is not what was logged")
        if part is None and (row.sealed or (row.key.sealed and entry.at >= expired)):
            return _("a part of it was erased without a word in the log")
    return ""


def _expired_until(log: Log) -> datetime:
    """Return before when the log says that parts about people were taken out."""
    rows = Entry.objects.filter(log=log, kind=EXPIRED, subject=EXPIRED_PARTS)
    times = [_BEGINNING]
    for act in rows.values_list("act", flat=True):
        with suppress(DurfError):
            content = split_part("act", bytes(act)).content
            times.append(datetime.fromisoformat(content["until"]))
    return max(times)


def _edge_troubles(log: Log) -> Troubles:
    try:
        edge = edge_of(log.size, reader_at(log))
    except (LookupError, IndexError):
        yield "edge", _("the tiles do not lead to it")
        return
    if bytes(log.edge) != edge:
        yield "edge", _("it is not what the entries make of it")


def _key_troubles(log: Log) -> Troubles:
    for row in SubjectKey.objects.filter(workspace_id=log.workspace_id).iterator():
        if row.sealed:
            try:
                open_key(row)
            except DurfError:
                yield f"key {row.pk}", _("it cannot be opened")
        elif not Entry.objects.filter(
            log=log, kind=ERASED, subject=person_subject(row.person_id)
        ).exists():
            yield f"key {row.pk}", _("it was destroyed without a word in the log")
