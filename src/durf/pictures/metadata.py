"""What a picture tells beside what it shows, and the same picture without it."""

from __future__ import annotations

import re
import zlib
from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image, ImageOps, JpegImagePlugin

from durf.errors import PictureProblem
from durf.pictures.containers import AFTER, Irregular, Piece, pieces
from durf.pictures.opening import (
    DAMAGE,
    LIMITS,
    Limits,
    Reason,
    decoded,
    opened,
    unwarned,
)
from durf.pictures.telling import (
    LONGEST,
    Telling,
    Tells,
    of_exif,
    of_photoshop,
    of_tags,
    of_words,
    of_xmp,
    said,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

ORIENTATION = 0x0112
XMP = b"http://ns.adobe.com/xap/1.0/\0"
XMP_MORE = b"http://ns.adobe.com/xmp/extension/\0"
# Formats that cannot be written here, or not without loss, and what is written.
WRITTEN_AS = {"HEIF": "PNG", "AVIF": "PNG", "MPO": "JPEG"}


@unwarned()
def telling(content: bytes, limits: Limits = LIMITS) -> list[Telling]:
    """Return what a picture tells beside what it shows; empty after ``clean``.

    Raises:
        PictureProblem: it is damaged, too large or of an unknown format.
    """
    image = opened(content, limits)
    try:
        parts = pieces(content, str(image.format))
    except Irregular:
        return [*of_whole(image)]
    found = [one for part in parts if part.body for one in of_piece(part, image)]
    return list(dict.fromkeys(found))


@unwarned()
def clean(content: bytes, limits: Limits = LIMITS) -> bytes:
    """Return the same picture with nothing in it but what it shows.

    A JPEG, PNG, WebP or GIF loses pieces of its file and no pixel, unless it must
    be turned upright.  TIFF and BMP are written anew without loss, AVIF and HEIC
    as PNG.  The colour profile stays.

    Raises:
        PictureProblem: it is damaged, too large or of an unknown format.
    """
    image = opened(content, limits)
    try:
        parts = pieces(content, str(image.format))
        if not is_turned(image):
            return b"".join(part.kept for part in parts)
    except Irregular:
        pass
    return written_anew(image)


def is_turned(image: Image.Image) -> bool:
    """Say whether a picture lies otherwise than it is shown."""
    try:
        return image.getexif().get(ORIENTATION, 1) not in (0, 1)
    except DAMAGE:
        return False


def of_piece(part: Piece, image: Image.Image) -> Iterator[Telling]:
    """Yield what a piece tells that the picture can do without."""
    name, body = part.name, part.body
    if name == AFTER:
        yield Telling("bytes behind the picture", Tells.HIDDEN)
    elif name in ("APP1", "eXIf", "EXIF") and not body.startswith(b"http"):
        yield from of_exif(body, image_of(image))
    elif name == "XMP " or body.startswith((XMP, XMP_MORE)):
        yield from of_xmp(body)
    elif name == "APP13":
        yield from of_photoshop(body)
    elif name in ("tEXt", "zTXt", "iTXt"):
        yield from of_text_chunk(name, body)
    elif name == "tIME":
        yield Telling("time of the last change", Tells.TIME)
    elif name in ("COM", "comment"):
        yield Telling("comment", Tells.TEXT, said(body))
    elif name == "JFIF":
        yield Telling("thumbnail", Tells.THUMBNAIL)
    elif name in ("APP11", "caBX", "C2PA"):
        yield Telling("provenance record", Tells.OTHER)
    elif name not in ("pHYs", "hIST", "sPLT"):
        yield Telling("block of an application", Tells.OTHER)


def image_of(image: Image.Image) -> Image.Image | None:
    """Return the pixels as they lie in the file, or nothing if they are damaged."""
    try:
        image.load()
    except DAMAGE:
        return None
    return image


def of_text_chunk(name: str, body: bytes) -> Iterator[Telling]:
    """Yield what a text chunk of a PNG tells."""
    key, _, value = body.partition(b"\0")
    if key == b"XML:com.adobe.xmp":
        yield from of_xmp(value)
    elif key.startswith(b"Raw profile type"):
        yield from of_raw_profile(inflated(value[1:]))
    else:
        if name == "zTXt":
            value = inflated(value[1:])
        elif name == "iTXt":
            squeezed, value = value[:1], value[2:].split(b"\0", 2)[-1]
            value = inflated(value) if squeezed == b"\1" else value
        yield of_words(key.decode("latin-1"), said(value))


def of_raw_profile(value: bytes) -> Iterator[Telling]:
    """Yield what a block in hexadecimal digits tells."""
    digits = re.sub(rb"\s", b"", b"".join(value.split(b"\n")[3:]))
    try:
        body = bytes.fromhex(digits.decode("ascii"))
    except ValueError:
        body = b""
    if body.startswith(b"Exif\0\0"):
        yield from of_exif(body)
    else:
        yield Telling("block of an application", Tells.OTHER)


def inflated(body: bytes) -> bytes:
    """Return the beginning of what was compressed; nothing if that fails."""
    try:
        return zlib.decompressobj().decompress(body, 16 * LONGEST)
    except zlib.error:
        return b""


def of_whole(image: Image.Image) -> Iterator[Telling]:
    """Yield what Pillow knows of a file that is not walked piece by piece."""
    try:
        yield from of_tags(image.getexif())
    except DAMAGE:
        yield Telling("EXIF that cannot be read", Tells.OTHER)
    held = image.info.get("xmp")
    if isinstance(held, bytes) and held:
        yield from of_xmp(held)
    if image.info.get("comment"):
        yield Telling("comment", Tells.TEXT, said(image.info["comment"]))
    if image.info.get("photoshop"):
        yield Telling("Photoshop block", Tells.SOFTWARE)


def written_anew(image: Image.Image) -> bytes:
    """Return a picture written once more, upright, from its pixels alone."""
    form = WRITTEN_AS.get(str(image.format), str(image.format))
    profile = image.info.get("icc_profile")
    try:
        given = options(image, form)
        image.load()
        turned = ImageOps.exif_transpose(image)
        bare = Image.frombytes(turned.mode, turned.size, turned.tobytes())
        if turned.palette and turned.mode == "P":
            bare.putpalette(turned.palette)
            given |= {k: v for k, v in turned.info.items() if k == "transparency"}
        held = BytesIO()
        bare.save(held, form, **given, icc_profile=profile)
    except Image.DecompressionBombError as bomb:
        raise PictureProblem(reason=Reason.TOO_LARGE) from bomb
    except DAMAGE:
        # A mode that its format can read but not write.
        return as_png(image)
    return held.getvalue()


def options(image: Image.Image, form: str) -> dict[str, object]:
    """Return how a format loses least."""
    if form == "JPEG" and isinstance(image, JpegImagePlugin.JpegImageFile):
        # The tables it was made with: turning costs next to nothing.
        sampling = JpegImagePlugin.get_sampling(image)
        return {"qtables": image.quantization, "subsampling": sampling}
    if form == "WEBP":
        return {"lossless": True, "exact": True, "quality": 60}
    return {"compression": "tiff_adobe_deflate"} if form == "TIFF" else {}


def as_png(image: Image.Image) -> bytes:
    """Return the first frame as a PNG without anything else."""
    flat = decoded(image)
    held = BytesIO()
    Image.frombytes(flat.mode, flat.size, flat.tobytes()).save(held, "PNG")
    return held.getvalue()
