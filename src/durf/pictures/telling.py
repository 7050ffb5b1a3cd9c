"""What the pieces of a picture file tell: EXIF, XMP, IPTC, comments, thumbnails.

Sources: CIPA DC-008 (EXIF 3.0), ISO 16684-1 (XMP), IPTC-IIM 4.2.
"""

from __future__ import annotations

import math
import re
import struct
from dataclasses import dataclass, field
from enum import StrEnum
from io import BytesIO
from typing import TYPE_CHECKING

from PIL import ExifTags, Image

from durf.text.mask import mask

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class Tells(StrEnum):
    """What a piece of metadata gives away."""

    LOCATION = "location"
    DEVICE = "device"
    PERSON = "person"
    TIME = "time"
    SOFTWARE = "software"
    TEXT = "text"
    THUMBNAIL = "thumbnail"
    HIDDEN = "hidden"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Telling:
    """Something that a picture tells beside what it shows.

    ``name`` is our word for it, never somebody's text.  ``value`` is what it says
    and ``place`` its latitude and longitude in decimal degrees; neither is printed.
    """

    name: str
    kind: Tells
    value: str = field(default="", repr=False)
    place: tuple[float, float] | None = field(default=None, repr=False)

    @property
    def shown(self) -> str:
        """The value as it may be shown."""
        if self.place:
            return f"{self.place[0]:.0f}…, {self.place[1]:.0f}…"
        return mask(self.value) if self.value else ""


KINDS = {
    Tells.DEVICE: "Make Model BodySerialNumber LensSerialNumber LensMake LensModel "
    "CameraSerialNumber UniqueCameraModel HostComputer ImageUniqueID MakerNote "
    "MakerNoteSafety RawDataUniqueID SpectralSensitivity CameraFirmware",
    Tells.PERSON: "Artist Copyright CameraOwnerName XPAuthor Photographer ImageEditor "
    "OwnerName",
    Tells.TIME: "DateTime DateTimeOriginal DateTimeDigitized SubsecTime "
    "SubsecTimeOriginal SubsecTimeDigitized OffsetTime OffsetTimeOriginal "
    "OffsetTimeDigitized PreviewDateTime",
    Tells.SOFTWARE: "Software ProcessingSoftware PreviewApplicationName "
    "RAWDevelopingSoftware ImageEditingSoftware MetadataEditingSoftware",
    Tells.TEXT: "ImageDescription UserComment XPTitle XPComment XPKeywords XPSubject "
    "DocumentName PageName ImageHistory ImageTitle RelatedSoundFile",
}
KIND_OF = {name: kind for kind, names in KINDS.items() for name in names.split()}
# The words of XMP that matter, and what each tells.
IN_XMP = {
    Tells.LOCATION: "GPSLatitude GPSLongitude :Location :City :Sublocation",
    Tells.DEVICE: "SerialNumber tiff:Model aux:Lens DocumentID InstanceID",
    Tells.PERSON: "dc:creator Author OwnerName PersonInImage dc:rights CreatorContact",
    Tells.TIME: "CreateDate ModifyDate MetadataDate DateCreated DateTimeOriginal",
    Tells.SOFTWARE: "CreatorTool softwareAgent",
    Tells.TEXT: "dc:description dc:title dc:subject UserComment Caption",
}
IN_IPTC = {
    Tells.PERSON: (80, 85, 110, 115, 116, 118, 122),
    Tells.LOCATION: (26, 27, 90, 92, 95, 100, 101),
    Tells.TIME: (55, 60, 62, 63),
    Tells.SOFTWARE: (65, 70),
}
IN_PNG = {
    "author": Tells.PERSON,
    "artist": Tells.PERSON,
    "copyright": Tells.PERSON,
    "software": Tells.SOFTWARE,
    "creation time": Tells.TIME,
    "date:create": Tells.TIME,
    "date:modify": Tells.TIME,
    "date:timestamp": Tells.TIME,
    "source": Tells.DEVICE,
}
LONGEST = 4096
# What Pillow raises for tags that lie.
UNREADABLE = (
    SyntaxError,
    ValueError,
    LookupError,
    OSError,
    TypeError,
    AttributeError,
    ArithmeticError,
    struct.error,
)
XMP_READ = 1 << 20


def of_exif(body: bytes, seen: Image.Image | None = None) -> Iterator[Telling]:
    """Yield what an EXIF block tells; a thumbnail is held against what is ``seen``."""
    exif = Image.Exif()
    try:
        exif.load(body)
        thumbnail = dict(exif.get_ifd(ExifTags.IFD.IFD1))
    except UNREADABLE:
        yield Telling("EXIF that cannot be read", Tells.OTHER)
        return
    yield from of_tags(exif)
    if thumbnail.get(ExifTags.Base.JpegIFByteCount):
        yield of_thumbnail(body, thumbnail, seen)


def of_tags(exif: Image.Exif) -> Iterator[Telling]:
    """Yield what the tags of a picture tell."""
    try:
        inner = dict(exif.get_ifd(ExifTags.IFD.Exif))
        gps = dict(exif.get_ifd(ExifTags.IFD.GPSInfo))
        outer = dict(exif)
    except UNREADABLE:
        yield Telling("EXIF that cannot be read", Tells.OTHER)
        return
    for tag, value in (*outer.items(), *inner.items()):
        name = ExifTags.TAGS.get(tag, "")
        if name in KIND_OF and said(value):
            yield Telling(f"EXIF {name}", KIND_OF[name], said(value))
    if gps:
        yield Telling("EXIF GPS", Tells.LOCATION, place=degrees(gps))


def of_thumbnail(
    body: bytes, thumbnail: Mapping[int, object], seen: Image.Image | None
) -> Telling:
    """Return what the little picture inside EXIF tells."""
    start = thumbnail.get(ExifTags.Base.JpegIFOffset)
    length = thumbnail.get(ExifTags.Base.JpegIFByteCount)
    inside = body.removeprefix(b"Exif\0\0")
    if isinstance(start, int) and isinstance(length, int) and seen is not None:
        try:
            held = BytesIO(inside[start : start + length])
            small = Image.open(held, formats=["JPEG"])
            if is_another(small, seen):
                return Telling("thumbnail of another picture", Tells.THUMBNAIL)
        except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
            return Telling("thumbnail that cannot be read", Tells.THUMBNAIL)
    return Telling("thumbnail", Tells.THUMBNAIL)


def is_another(small: Image.Image, seen: Image.Image) -> bool:
    """Say whether a thumbnail shows something else than its picture."""
    size = (24, 24)
    one = small.convert("L").resize(size).tobytes()
    other = seen.convert("L").resize(size).tobytes()
    return sum(abs(a - b) for a, b in zip(one, other, strict=True)) > 24 * len(one)


def degrees(gps: Mapping[int, object]) -> tuple[float, float] | None:
    """Return latitude and longitude in decimal degrees, where they are given."""
    try:
        found = []
        for value, side in ((2, 1), (4, 3)):
            parts: list[float] = [float(part) for part in gps[value]]  # type: ignore[attr-defined]
            amount = sum(part / 60**place for place, part in enumerate(parts[:3]))
            away = str(gps.get(side, ""))[:1].upper() in ("S", "W")
            found.append(-amount if away else amount)
    except (LookupError, TypeError, ValueError, ArithmeticError):
        return None
    if not all(map(math.isfinite, found)):
        return None
    return found[0], found[1]


def of_xmp(body: bytes) -> Iterator[Telling]:
    """Yield what an XMP packet tells, by the words in it: it is never parsed."""
    body = body[:XMP_READ]
    kinds = [
        kind
        for kind, words in IN_XMP.items()
        if any(word.encode() in body for word in words.split())
    ]
    for kind in kinds:
        yield Telling(f"XMP {kind}", kind, place=of_xmp_place(body, kind))
    if not kinds:
        yield Telling("XMP", Tells.OTHER)


def of_xmp_place(body: bytes, kind: Tells) -> tuple[float, float] | None:
    """Return the latitude and longitude in an XMP packet."""
    if kind is not Tells.LOCATION:
        return None
    found = []
    for name in (b"Latitude", b"Longitude"):
        pattern = rb"GPS%s\W{1,3}(\d{1,3}),([\d.]{1,12})([NSEW])" % name
        part = re.search(pattern, body)
        try:
            amount = int(part[1]) + float(part[2]) / 60 if part else math.nan
        except ValueError:
            return None
        found.append(-amount if part and part[3] in b"SW" else amount)
    return None if any(map(math.isnan, found)) else (found[0], found[1])


def of_photoshop(body: bytes) -> Iterator[Telling]:
    """Yield what IPTC records inside a Photoshop segment tell."""
    found: dict[Tells, str] = {}
    for record in re.finditer(rb"\x1c\x02(.)(\0.|[\x01-\x7f].)", body, re.DOTALL):
        number, size = record[1][0], int.from_bytes(record[2], "big")
        kind = next((k for k, some in IN_IPTC.items() if number in some), Tells.TEXT)
        told = body[record.end() : record.end() + size]
        if number and told:
            found.setdefault(kind, said(told))
    for kind, value in found.items():
        yield Telling(f"IPTC {kind}", kind, value)
    if not found:
        yield Telling("Photoshop block", Tells.SOFTWARE)


def of_words(key: str, value: str) -> Telling:
    """Return what a named text inside a PNG tells."""
    kind = IN_PNG.get(key.strip().casefold(), Tells.TEXT)
    return Telling(f"text chunk: {kind}", kind, value[:LONGEST])


def said(value: object) -> str:
    """Return the value of a tag as text; nothing if it is empty."""
    if isinstance(value, bytes):
        wide = value[1::2].count(0) * 2 >= len(value) > 3
        value = value.decode("utf-16-le" if wide else "utf-8", "replace")
    return str(value)[:LONGEST].strip("\0 \t\r\n")
