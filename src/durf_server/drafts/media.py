"""Pictures that people upload: known by their content, cleaned, and kept whole."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from durf.errors import DurfError
from durf.pictures.metadata import clean
from durf_server.drafts import store
from durf_server.drafts.models import Medium
from durf_server.errors import BadInput
from durf_server.people.access import require
from durf_server.people.roles import May
from durf_server.records.append import Fact, append

if TYPE_CHECKING:
    from datetime import datetime

    from durf_server.people.models import Member

MOST_PIXELS = 64_000_000
_JPEG_SIZES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


@dataclass(frozen=True, slots=True)
class Sniffed:
    """What bytes are, by themselves."""

    kind: str
    width: int
    height: int


@transaction.atomic
def add(member: Member, content: bytes, *, at: datetime) -> Medium:
    """Keep a picture, without what it tells of place and camera.

    Raises:
        NotAllowed: the member does not write.
        BadInput: it is too large, or no PNG, JPEG, GIF or WebP.
    """
    require(member, May.WRITE)
    if len(content) > settings.MOST_UPLOAD_BYTES:
        raise BadInput(field="file", reason="it is too large")
    # Looked at before it is opened: what is too large is not.
    sniff(content)
    content = cleaned(content)
    found = sniff(content)
    digest = store.keep(member.workspace_id, content)
    medium, is_new = Medium.objects.get_or_create(
        workspace=member.workspace,
        digest=digest,
        defaults={
            "kind": found.kind,
            "size": len(content),
            "width": found.width,
            "height": found.height,
            "added_by": member,
            "added_at": at,
        },
    )
    if is_new:
        act = {"by": str(member.pk), "kind": found.kind, "size": len(content)}
        subject = f"media/{digest}"
        append(member.workspace, Fact("media.added", subject, at, act))
    return medium


def sniff(content: bytes) -> Sniffed:
    """Return what bytes are; a name or a header of whoever sent them says nothing.

    Raises:
        BadInput: they are no picture that networks take, or have too many pixels.
    """
    try:
        found = _sniffed(content)
    except (struct.error, IndexError):
        found = None
    if found is None or found.width < 1 or found.height < 1:
        raise BadInput(field="file", reason="it is no PNG, JPEG, GIF or WebP picture")
    if found.width * found.height > MOST_PIXELS:
        raise BadInput(field="file", reason="it has too many pixels")
    return found


def cleaned(content: bytes) -> bytes:
    """Return a picture without where, when and by what it was taken.

    Raises:
        BadInput: it is no picture, or a damaged one.
    """
    try:
        return clean(content)
    except (DurfError, ValueError):
        raise BadInput(
            field="file", reason="it is no PNG, JPEG, GIF or WebP picture"
        ) from None


def _sniffed(content: bytes) -> Sniffed | None:
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return Sniffed("image/png", *struct.unpack(">II", content[16:24]))
    if content.startswith((b"GIF87a", b"GIF89a")):
        return Sniffed("image/gif", *struct.unpack("<HH", content[6:10]))
    if content.startswith(b"\xff\xd8\xff"):
        return _jpeg(content)
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return _webp(content)
    return None


def _jpeg(content: bytes) -> Sniffed | None:
    place = 2
    while place + 9 < len(content) and content[place] == 0xFF:
        marker = content[place + 1]
        if marker in _JPEG_SIZES:
            height, width = struct.unpack(">HH", content[place + 5 : place + 9])
            return Sniffed("image/jpeg", width, height)
        (length,) = struct.unpack(">H", content[place + 2 : place + 4])
        place += 2 + length
    return None


def _webp(content: bytes) -> Sniffed | None:
    form = content[12:16]
    if form == b"VP8X":
        width = int.from_bytes(content[24:27], "little") + 1
        height = int.from_bytes(content[27:30], "little") + 1
        return Sniffed("image/webp", width, height)
    if form == b"VP8L" and content[20] == 0x2F:
        bits = int.from_bytes(content[21:25], "little")
        return Sniffed("image/webp", (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
    if form == b"VP8 ":
        width, height = struct.unpack("<HH", content[26:30])
        return Sniffed("image/webp", width & 0x3FFF, height & 0x3FFF)
    return None
