"""Read QR, Aztec, Data Matrix and bar codes in a picture."""

from __future__ import annotations

import durf.pictures.whole  # isort: skip  # noqa: F401 before cv2 is missed

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np
import zxingcpp

from durf.pictures.opening import LIMITS, Limits, frames

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray
    from PIL import Image

LONGEST = 2400
SMALL = 1200
LONGEST_TEXT = 8192


@dataclass(frozen=True, slots=True)
class Code:
    """A code in a picture: ``kind`` such as 'QR Code', its text, its corners.

    ``box`` is in pixels of the upright picture, clockwise from the code's own top
    left.
    """

    kind: str
    text: str
    box: tuple[tuple[int, int], ...]


def codes(content: bytes, limits: Limits = LIMITS) -> list[Code]:
    """Return the codes in a picture that hold text, each once.

    Raises:
        PictureProblem: it is damaged, too large or of an unknown format.
    """
    found: dict[tuple[str, str], Code] = {}
    for frame in frames(content, limits):
        for code in in_image(frame):
            found.setdefault((code.kind, code.text), code)
    return list(found.values())


def in_image(image: Image.Image) -> list[Code]:
    """Return the codes in an upright image; one may appear several times."""
    return [
        code(seen, scale)
        for pixels, scale in ways(image)
        for seen in zxingcpp.read_barcodes(pixels)
        if seen.valid and seen.text
    ]


def ways(image: Image.Image) -> Iterator[tuple[NDArray[np.uint8], float]]:
    """Yield grey pixels of an image and their scale: as it is, larger, and softer."""
    grey = np.asarray(image.convert("L"))
    scale = min(1.0, LONGEST / max(grey.shape))
    grey = resized(grey, scale)
    yield grey, scale
    if max(grey.shape) < SMALL:
        # A module of one or two pixels is found only when it is larger.
        yield resized(grey, 3), scale * 3
    yield np.asarray(cv2.GaussianBlur(grey, (5, 5), 0), np.uint8), scale


def resized(grey: NDArray[np.uint8], scale: float) -> NDArray[np.uint8]:
    """Return grey pixels at another scale."""
    if scale == 1:
        return grey
    way = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA
    size = [max(1, round(side * scale)) for side in reversed(grey.shape)]
    return np.asarray(cv2.resize(grey, size, interpolation=way), np.uint8)


def code(seen: zxingcpp.Barcode, scale: float) -> Code:
    """Return a code as others see it."""
    place = seen.position
    corners = (
        place.top_left,
        place.top_right,
        place.bottom_right,
        place.bottom_left,
    )
    box = tuple((round(one.x / scale), round(one.y / scale)) for one in corners)
    return Code(str(seen.format), seen.text[:LONGEST_TEXT], box)
