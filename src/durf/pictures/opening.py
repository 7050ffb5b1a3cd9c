"""Open untrusted picture bytes inside limits, or say why not."""

from __future__ import annotations

import logging
import struct
import warnings
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from importlib.util import find_spec
from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageOps, ImageStat, UnidentifiedImageError

from durf.errors import PictureProblem

if TYPE_CHECKING:
    from collections.abc import Iterator

# Every other format of Pillow stays shut: some run programs, most are never posted.
FORMATS = ("PNG", "JPEG", "MPO", "GIF", "WEBP", "BMP", "TIFF", "AVIF", "HEIF")
# What Pillow's decoders are known to raise for bytes that lie about themselves.
DAMAGE = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    ArithmeticError,
    AttributeError,
    RuntimeError,
    EOFError,
    struct.error,
    zlib.error,
)
SAME_FRAME = 2.0
# Or what Pillow says of a bad file ends up among the sentences of a program.
logging.getLogger("PIL").addHandler(logging.NullHandler())


class Reason(StrEnum):
    """Why a picture cannot be read."""

    DAMAGED = "damaged"
    TOO_LARGE = "too large"
    UNKNOWN = "unknown format"


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a picture is opened: bytes, pixels of a frame, frames."""

    bytes: int = 64 << 20
    pixels: int = 64_000_000
    frames: int = 6
    frames_seen: int = 200
    pixels_seen: int = 256_000_000


LIMITS = Limits()


def opened(content: bytes, limits: Limits = LIMITS) -> Image.Image:
    """Open a picture without decoding its pixels.

    Raises:
        PictureProblem: with one of ``Reason`` as its reason.
    """
    if len(content) > limits.bytes:
        raise PictureProblem(reason=Reason.TOO_LARGE)
    try:
        with unwarned():
            image = Image.open(BytesIO(content), formats=known_formats())
    except Image.DecompressionBombError as bomb:
        raise PictureProblem(reason=Reason.TOO_LARGE) from bomb
    except UnidentifiedImageError as unknown:
        raise PictureProblem(reason=guess(content)) from unknown
    except DAMAGE as damage:
        raise PictureProblem(reason=Reason.DAMAGED) from damage
    if image.width * image.height > limits.pixels:
        raise PictureProblem(reason=Reason.TOO_LARGE)
    return image


def picture(content: bytes, limits: Limits = LIMITS) -> Image.Image:
    """Return the first frame: decoded, upright, in RGB over white."""
    return decoded(opened(content, limits))


def frames(content: bytes, limits: Limits = LIMITS) -> list[Image.Image]:
    """Return the frames of a picture that differ, a few of them, as ``picture``."""
    image = opened(content, limits)
    kept: list[tuple[float, Image.Image]] = []
    for frame in every_frame(image, limits):
        news = difference(kept[-1][1], frame) if kept else float("inf")
        if news >= SAME_FRAME:
            kept.append((news, frame))
    while len(kept) > limits.frames:
        kept.remove(min(kept, key=lambda one: one[0]))
    return [frame for _, frame in kept]


def every_frame(image: Image.Image, limits: Limits) -> Iterator[Image.Image]:
    """Yield the frames one by one; a broken tail ends them, a broken head raises."""
    yield decoded(image)
    many = limits.pixels_seen // max(image.width * image.height, 1)
    for number in range(1, min(many, limits.frames_seen)):
        try:
            with unwarned():
                image.seek(number)
            if image.width * image.height > limits.pixels:
                return
            frame = decoded(image)
        except (PictureProblem, *DAMAGE):
            return
        yield frame


def decoded(image: Image.Image) -> Image.Image:
    """Decode the present frame: upright, in RGB, what is transparent over white."""
    try:
        with unwarned():
            image.load()
            turned = ImageOps.exif_transpose(image)
            return flat(turned)
    except (Image.DecompressionBombError, MemoryError) as bomb:
        raise PictureProblem(reason=Reason.TOO_LARGE) from bomb
    except DAMAGE as damage:
        raise PictureProblem(reason=Reason.DAMAGED) from damage


def flat(image: Image.Image) -> Image.Image:
    """Return an image in RGB, what shines through laid over white."""
    if image.mode in ("I", "I;16", "I;16B", "I;16L", "F"):
        low, high = image.getextrema()
        stretch = 255 / max(float(high) - float(low), 1e-9)  # type: ignore[arg-type]
        floor = float(low)  # type: ignore[arg-type]
        image = image.convert("F").point(lambda value: (value - floor) * stretch)
        return image.convert("L").convert("RGB")
    if not image.has_transparency_data:
        return image.convert("RGB")
    image = image.convert("RGBA")
    ground = Image.new("RGB", image.size, backdrop(image))
    ground.paste(image, mask=image.getchannel("A"))
    return ground


def backdrop(image: Image.Image) -> str:
    """Return the ground on which what is drawn on nothing can be seen."""
    seen = ImageStat.Stat(image.convert("L"), mask=image.getchannel("A"))
    bright = seen.count[0] > 0 and seen.mean[0] > 160
    return "black" if bright else "white"


def difference(one: Image.Image, other: Image.Image) -> float:
    """Return how far two frames differ, in levels, where they differ most."""
    if one.size != other.size:
        return 255.0
    size = (min(one.width, 64), min(one.height, 64))
    apart = ImageChops.difference(one.resize(size), other.resize(size))
    return float(max(high for _, high in apart.getextrema()))  # type: ignore[misc]


@contextmanager
def unwarned() -> Iterator[None]:
    """Keep what Pillow mutters about bad files off the terminal."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def known_formats() -> list[str]:
    """Return the formats that can be opened here."""
    if find_spec("pi_heif"):
        import_module("pi_heif").register_heif_opener()
    return [name for name in FORMATS if name in registered()]


def registered() -> set[str]:
    """Return the formats that Pillow knows."""
    Image.init()
    return set(Image.OPEN)


HEADS = (b"\x89PNG", b"\xff\xd8", b"GIF8", b"RIFF", b"BM", b"II*\0", b"MM\0*")


def guess(content: bytes) -> Reason:
    """Say whether bytes that no format owns are a damaged picture or another thing."""
    return Reason.DAMAGED if content.startswith(HEADS) else Reason.UNKNOWN
