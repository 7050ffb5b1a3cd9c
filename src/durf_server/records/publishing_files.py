"""A log as files that other people's tools read (c2sp.org/tlog-tiles)."""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING

from django.conf import settings

from durf.evidence.merkle import HASH_SIZE
from durf.evidence.tiles import WIDTH, bundled, tile_path, tiles_of
from durf_server.records.models import Entry
from durf_server.records.signing import public_keys
from durf_server.records.storing import tile_reader

if TYPE_CHECKING:
    from pathlib import Path

    from durf_server.records.models import Log, Published

CHECKPOINT = "checkpoint"
KEYS = "keys"


def published_folder(log: Log) -> Path:
    """Return where a log's files are."""
    folder: Path = settings.DATA_DIR / "published" / log.origin
    return folder


def publish_files(published: Published, *, with_entries: bool = False) -> None:
    """Write what is new of a log; the checkpoint last, when all it needs is there.

    Args:
        published: the checkpoint.
        with_entries: write the leaves too.
    """
    log = published.log
    folder = published_folder(log)
    read = tile_reader(log.pk)
    for level, index, width in tiles_of(published.size):
        path = folder / tile_path(level, index, width)
        # What has this name never changes.
        if not path.exists():
            _write(path, read(level, index)[: width * HASH_SIZE])
        if with_entries and not level:
            bundle = folder / tile_path("entries", index, width)
            _write_entries(bundle, log, index, width)
    keys = "".join(f"{key}\n" for key in public_keys(log.origin))
    _write(folder / KEYS, keys.encode())
    _write(folder / CHECKPOINT, published.note.encode())


def read_published(log: Log) -> bytes | None:
    """Return the checkpoint that lies among a log's files, if there is one."""
    try:
        return (published_folder(log) / CHECKPOINT).read_bytes()
    except FileNotFoundError:
        return None


def _write_entries(path: Path, log: Log, index: int, width: int) -> None:
    if path.exists():
        return
    first = index * WIDTH
    rows = Entry.objects.filter(log=log, index__gte=first, index__lt=first + width)
    leaves = rows.order_by("index").values_list("leaf", flat=True)
    _write(path, bundled(bytes(leaf) for leaf in leaves))


def _write(path: Path, content: bytes) -> None:
    """Put a file in its place whole, whoever reads there meanwhile."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with draft.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
