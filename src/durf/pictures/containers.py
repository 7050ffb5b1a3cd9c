"""Take a picture file apart into its pieces: which draw it, and which tell on it.

Sources: ITU-T T.81 annex B (JPEG), the PNG specification (third edition), the
GIF89a specification, RFC 9649 (WebP).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

AFTER = "after the end"
PNG_HEAD = b"\x89PNG\r\n\x1a\n"
PNG_DRAWS = frozenset(
    b"IHDR PLTE IDAT IEND tRNS sBIT bKGD gAMA cHRM sRGB iCCP cICP mDCV cLLI "
    b"acTL fcTL fdAT".split()
)
WEBP_DRAWS = frozenset((b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"))
# The only flags of VP8X that stay: animation, transparency and colour profile.
WEBP_FLAGS = 0b00110010
LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0", b"ICCRGBG1012")


class Irregular(ValueError):
    """A file whose pieces do not follow its format."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a file: what its format calls it, its body, and what to keep of it.

    ``kept`` is empty for what does not draw the picture.
    """

    name: str
    body: bytes
    kept: bytes = b""


def pieces(content: bytes, form: str) -> list[Piece]:
    """Return all pieces of a file, in order; those kept make a whole file again.

    Raises:
        Irregular: the file does not follow its format, or no reader knows that.
    """
    reader = READERS.get(form)
    if reader is None:
        raise Irregular(form)
    try:
        return list(reader(content))
    except (IndexError, struct.error) as short:
        raise Irregular(form) from short


def jpeg(content: bytes) -> Iterator[Piece]:
    """Yield the segments of a JPEG; the coded pixels go with the head before them."""
    if content[:2] != b"\xff\xd8":
        raise Irregular("JPEG")
    yield Piece("SOI", b"", content[:2])
    place = 2
    while True:
        if content[place] != 0xFF:
            raise Irregular("JPEG")
        while content[place + 1] == 0xFF:
            place += 1
        marker = content[place + 1]
        if marker == 0xD9:
            yield Piece("EOI", b"", b"\xff\xd9")
            break
        (length,) = struct.unpack_from(">H", content, place + 2)
        body = content[place + 4 : place + 2 + length]
        if length < 2 or len(body) != length - 2:
            raise Irregular("JPEG")
        start, place = place, place + 2 + length
        if marker == 0xDA:
            place = coded(content, place)
        yield segment(marker, body, content[start:place])
    yield from rest(content, place + 2)


def coded(content: bytes, place: int) -> int:
    """Return where the coded pixels that begin here end."""
    while True:
        place = content.find(b"\xff", place)
        if place < 0:
            raise Irregular("JPEG")
        after = content[place + 1]
        if after and after != 0xFF and not 0xD0 <= after <= 0xD7:
            return place
        place += 1 if after == 0xFF else 2


def segment(marker: int, body: bytes, raw: bytes) -> Piece:
    """Return one segment of a JPEG."""
    if marker == 0xE0 and body[:5] == b"JFIF\0" and len(body) >= 14:
        # Its little picture, where there is one, stays behind.
        return Piece("JFIF", body[14:], b"\xff\xe0\0\x10" + body[:12] + b"\0\0")
    if marker == 0xE2 and body[:12] == b"ICC_PROFILE\0":
        return Piece("ICC", b"", raw)
    if marker == 0xEE and body[:5] == b"Adobe" and len(body) >= 12:
        return Piece("Adobe", body[12:], b"\xff\xee\0\x0e" + body[:12])
    if 0xE0 <= marker <= 0xEF:
        return Piece(f"APP{marker - 0xE0}", body)
    if marker == 0xFE:
        return Piece("COM", body)
    return Piece(f"{marker:02X}", b"", raw)


def png(content: bytes) -> Iterator[Piece]:
    """Yield the chunks of a PNG."""
    if not content.startswith(PNG_HEAD):
        raise Irregular("PNG")
    yield Piece("head", b"", PNG_HEAD)
    place, name = len(PNG_HEAD), b""
    while name != b"IEND":
        length, name = struct.unpack_from(">I4s", content, place)
        raw = content[place : place + length + 12]
        if len(raw) != length + 12:
            raise Irregular("PNG")
        place += length + 12
        called = name.decode("latin-1")
        if name in PNG_DRAWS:
            yield Piece(called, b"", raw)
        else:
            yield Piece(called, raw[8:-4])
    yield from rest(content, place)


def webp(content: bytes) -> Iterator[Piece]:
    """Yield the chunks of a WebP, behind a head that gives the size of what is kept."""
    head, size, form = struct.unpack_from("<4sI4s", content)
    if head != b"RIFF" or form != b"WEBP" or size + 8 > len(content):
        raise Irregular("WEBP")
    inside = list(chunks(content[12 : size + 8]))
    total = 4 + sum(len(one.kept) for one in inside)
    yield Piece("head", b"", struct.pack("<4sI4s", b"RIFF", total, b"WEBP"))
    yield from inside
    yield from rest(content, size + 8 + size % 2)


def chunks(content: bytes) -> Iterator[Piece]:
    """Yield the chunks of a WebP, or of one frame of it."""
    place = 0
    while place < len(content):
        name, size = struct.unpack_from("<4sI", content, place)
        body = content[place + 8 : place + 8 + size]
        if len(body) != size:
            raise Irregular("WEBP")
        place += 8 + size + size % 2
        called = name.decode("latin-1")
        if name not in WEBP_DRAWS:
            yield Piece(called, body)
            continue
        if name == b"VP8X":
            body = bytes((body[0] & WEBP_FLAGS,)) + body[1:]
        elif name == b"ANMF":
            frame = list(chunks(body[16:]))
            yield from (one for one in frame if not one.kept)
            body = body[:16] + b"".join(one.kept for one in frame)
        kept = struct.pack("<4sI", name, len(body)) + body + b"\0" * (len(body) % 2)
        yield Piece(called, b"", kept)


def gif(content: bytes) -> Iterator[Piece]:
    """Yield the blocks of a GIF."""
    place = 13 + table(content[10])
    yield Piece("head", b"", content[:place])
    while content[place] != 0x3B:
        start = place
        if content[place] == 0x2C:
            place = after_blocks(content, place + 11 + table(content[place + 9]))
            yield Piece("image", b"", content[start:place])
        elif content[place] == 0x21:
            label = content[place + 1]
            place = after_blocks(content, place + 2)
            yield extension(label, content[start:place])
        else:
            raise Irregular("GIF")
    yield Piece("end", b"", b"\x3b")
    yield from rest(content, place + 1)


def table(flags: int) -> int:
    """Return how many bytes a colour table of a GIF takes."""
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def after_blocks(content: bytes, place: int) -> int:
    """Return where a chain of counted blocks ends."""
    while content[place]:
        place += content[place] + 1
    return place + 1


def extension(label: int, raw: bytes) -> Piece:
    """Return one extension of a GIF."""
    if label == 0xF9 or (label == 0xFF and raw[3:14] in LOOPS):
        return Piece("extension", b"", raw)
    body, place = b"", 2
    while raw[place]:
        body += raw[place + 1 : place + 1 + raw[place]]
        place += raw[place] + 1
    return Piece("comment" if label == 0xFE else "extension", body)


def rest(content: bytes, place: int) -> Iterator[Piece]:
    """Yield what lies behind the end of a file, unless it is only padding."""
    if content[place:].strip(b"\0\r\n "):
        yield Piece(AFTER, content[place:])


READERS: dict[str, Callable[[bytes], Iterator[Piece]]] = {
    "JPEG": jpeg,
    "MPO": jpeg,
    "PNG": png,
    "WEBP": webp,
    "GIF": gif,
}
