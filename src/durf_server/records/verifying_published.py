"""Does the log still begin with every checkpoint that was given away?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop as _

from durf.errors import DurfError
from durf.evidence.checkpoint import read_checkpoint
from durf.evidence.merkle import root
from durf.evidence.note import read_note
from durf.evidence.tiles import subtrees
from durf_server.records.models import Outlet
from durf_server.records.publishing_files import read_published
from durf_server.records.signing import lasting_signer_of, public_keys, signer_of
from durf_server.records.stamping import check_stamp
from durf_server.records.storing import tile_reader

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from durf.evidence.note import Note
    from durf_server.records.models import Log, Published


def published_troubles(
    log: Log, kept: Sequence[bytes] = ()
) -> Iterator[tuple[str, str]]:
    """Yield place and reason for each checkpoint that the log does not begin with.

    Args:
        log: as it was read.
        kept: checkpoints that somebody brings along.
    """
    for row in log.published.order_by("size").iterator():
        place = f"published {row.size}"
        if reason := _reason(log, row.note.encode()) or _row_reason(log, row):
            yield place, reason
        elif row.stamp and not _is_stamped(log, row):
            yield place, _("its time stamp is not a right one")
    in_files = read_published(log)
    if in_files is not None and (reason := _reason(log, in_files)):
        yield "published files", reason
    for number, content in enumerate(kept, start=1):
        if reason := _reason(log, content, is_ours=False):
            yield f"checkpoint {number} that was brought along", reason


def _reason(log: Log, content: bytes, *, is_ours: bool = True) -> str:
    try:
        note = read_note(content)
        checkpoint = read_checkpoint(note.text)
    except DurfError:
        return _("it cannot be read")
    keys = public_keys(log.origin) if is_ours else [signer_of(log.origin).key]
    if not all(key.has_signed(note) for key in keys) or checkpoint.origin != log.origin:
        return _("the key did not sign it")
    if checkpoint.size > log.size:
        return _("the log was longer then")
    try:
        found = root(checkpoint.size, subtrees(tile_reader(log.pk)))
    except (LookupError, IndexError):
        return _("the tiles do not lead to it")
    return "" if found == checkpoint.root else _("the log was another one then")


def _row_reason(log: Log, row: Published) -> str:
    note = read_note(row.note.encode())
    if read_checkpoint(note.text).size != row.size:
        return _("it is of another size")
    if _signed_at(log, note) != row.at.timestamp():
        return _("it is of another time")
    return ""


def _signed_at(log: Log, note: Note) -> int:
    """Return the time that the signature with ML-DSA says, in seconds since 1970."""
    key_id = lasting_signer_of(log.origin).key.key_id
    (found,) = {x.content[:8] for x in note.signatures if x.key_id == key_id}
    return int.from_bytes(found, "big")


def _is_stamped(log: Log, row: Published) -> bool:
    authorities = Outlet.objects.filter(
        workspace_id=log.workspace_id, kind=Outlet.Kind.TIMESTAMP
    )
    for certificates in authorities.values_list("certificates", flat=True):
        try:
            check_stamp(bytes(row.stamp), row.note.encode(), certificates)
        except DurfError:
            continue
        return True
    return False
