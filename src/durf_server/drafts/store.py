"""Where the bytes of pictures lie: a file for each, named by its SHA-256."""

from __future__ import annotations

import hashlib
import os
import secrets
from typing import TYPE_CHECKING

from django.conf import settings

from durf_server.errors import NotThere

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID


def path_of(workspace_id: UUID, digest: str) -> Path:
    """Return where the bytes with this digest lie, or would."""
    folder: Path = settings.MEDIA_DIR / str(workspace_id)
    return folder / digest


def keep(workspace_id: UUID, content: bytes) -> str:
    """Write bytes, whole or not at all, and return their SHA-256."""
    digest = hashlib.sha256(content).hexdigest()
    path = path_of(workspace_id, digest)
    if path.exists():
        return digest
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f"{digest}.{secrets.token_hex(4)}")
    try:
        with draft.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return digest


def read(workspace_id: UUID, digest: str) -> bytes:
    """Return the bytes with this digest.

    Raises:
        NotThere: they are not kept, or not what was kept.
    """
    try:
        content = path_of(workspace_id, digest).read_bytes()
    except OSError:
        raise NotThere(what="picture") from None
    if hashlib.sha256(content).hexdigest() != digest:
        raise NotThere(what="picture")
    return content
