"""Make bundles: entries with all that proves them, for those who do not trust us."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from durf.evidence.bundle import Bundle, Older, Shown
from durf.evidence.merkle import consistency_proof, inclusion_proof
from durf.evidence.note import read_note
from durf.evidence.packing import pack
from durf.evidence.tiles import subtrees
from durf.evidence.verify import named_digests
from durf_server.errors import BadInput, NotNow
from durf_server.records.models import Published
from durf_server.records.publishing import publish_checkpoint
from durf_server.records.reading import open_entries
from durf_server.records.signing import public_keys, signer_of
from durf_server.records.storing import tile_reader

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet

    from durf.evidence.merkle import Subtree
    from durf_server.people.models import Workspace
    from durf_server.records.models import Entry
    from durf_server.records.reading import Opened

    # Returns what some digests are of, in a workspace.
    Attached = Callable[[set[str]], "Attachments"]

MOST_ENTRIES = 20_000
_MOST_OLDER = 100
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Attachments:
    """Texts of policies and bytes of pictures, by their SHA-256 in hexadecimal."""

    policies: Mapping[str, bytes] = field(default_factory=dict)
    media: Mapping[str, bytes] = field(default_factory=dict)


def export(
    workspace: Workspace,
    about: str,
    rows: QuerySet[Entry],
    *,
    at: datetime,
    attached: Attached,
    only: UUID | None = None,
) -> bytes:
    """Return a bundle of entries as a file.

    Args:
        workspace: whose log, and whose language.
        about: what it is evidence of, such as ``"draft/<id>"``.
        rows: the entries.
        at: now.
        attached: returns what of the policies and pictures has one of some digests.
        only: show of the parts about people those about this person alone.

    Raises:
        NotNow: nothing has happened in the workspace yet.
        BadInput: there are too many entries for one bundle.
    """
    published = publish_checkpoint(workspace, at)
    if published is None:
        raise NotNow(reason="the log is empty", mend="come back when there is more")
    entries = _entries(rows, published.size)
    subtree = subtrees(tile_reader(published.log_id))
    shown = [
        _shown(opened, published.size, subtree)
        for first in range(0, len(entries), _AT_ONCE)
        for opened in open_entries(entries[first : first + _AT_ONCE], only)
    ]
    older = _older(published, entries[0].index if entries else 0)
    bundle = Bundle(
        about=about,
        exported_at=at,
        language=workspace.language,
        checkpoint=read_note(published.note.encode()),
        keys=public_keys(published.log.origin),
        entries=tuple(shown),
        older={row.size: _proved(row, published.size, subtree) for row in older},
        timestamps={
            row.size: bytes(row.stamp) for row in (*older, published) if row.stamp
        },
    )
    found = attached(named_digests(bundle))
    bundle = replace(bundle, policies=found.policies, media=found.media)
    return pack(bundle, signer_of(published.log.origin))


def _entries(rows: QuerySet[Entry], size: int) -> list[Entry]:
    found = rows.filter(index__lt=size).select_related("log").order_by("index")
    entries = list(found.distinct()[: MOST_ENTRIES + 1])
    if len(entries) > MOST_ENTRIES:
        raise BadInput(field="period", reason="it has too many entries for one file")
    return entries


def _shown(opened: Opened, size: int, subtree: Subtree) -> Shown:
    entry = opened.entry
    return Shown(
        index=entry.index,
        leaf=bytes(entry.leaf),
        proof=tuple(inclusion_proof(entry.index, size, subtree)),
        parts=opened.parts,
        erased=opened.erased,
    )


def _older(published: Published, first: int) -> list[Published]:
    """Return the earlier checkpoints that hold the first entry, the newest ones."""
    rows = Published.objects.filter(
        log=published.log_id, size__gt=first, size__lt=published.size
    ).order_by("-size")
    return list(rows[:_MOST_OLDER])[::-1]


def _proved(row: Published, size: int, subtree: Subtree) -> Older:
    proof = consistency_proof(row.size, size, subtree)
    return Older(read_note(row.note.encode()), tuple(proof))
