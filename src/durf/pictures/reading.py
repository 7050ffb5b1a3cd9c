"""Read the text in a picture, offline."""

from __future__ import annotations

import durf.pictures.whole  # isort: skip  # noqa: F401 before cv2 is missed

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import cv2
import numpy as np

from durf.pictures.engine import Found, find
from durf.pictures.opening import LIMITS, Limits, frames
from durf.pictures.order import ordered

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray
    from PIL import Image

SHORT_SIDE = 736
WIDEST = 1600
LONGEST = 2240
OVERLAP = 160
TILES = 12
MOST = 4.0
TRUSTED = 0.5


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text in a picture.

    ``box`` has its four corners in pixels of the upright picture, clockwise from
    the top left of the first letter; ``score`` is how sure the reader is, 0 to 1.
    """

    text: str
    box: tuple[tuple[int, int], ...]
    score: float


def read(content: bytes, limits: Limits = LIMITS) -> list[Line]:
    """Return the lines of text in a picture, in reading order.

    Raises:
        PictureProblem: it is damaged, too large or of an unknown format.
    """
    found: dict[str, Line] = {}
    for number, frame in enumerate(frames(content, limits)):
        for line in lines(frame):
            # What stays on the screen is not read again in the next frame.
            key = line.text if number else f"{line.text}\n{line.box}"
            if not number or all(line.text != one.text for one in found.values()):
                found.setdefault(key, line)
    return list(found.values())


def read_text(content: bytes, limits: Limits = LIMITS) -> str:
    """Return the text in a picture, a line of it on a line."""
    return "\n".join(line.text for line in read(content, limits))


def lines(image: Image.Image) -> list[Line]:
    """Return the lines of text in an upright image, in reading order."""
    found = [one for one in everywhere(image) if one.score >= TRUSTED]
    return [line(one, image.size) for one in ordered(found)]


def line(found: Found, size: tuple[int, int]) -> Line:
    """Return a line as others see it, inside a picture of that size."""
    inside = np.clip(np.rint(found.quad), 0, np.array(size)).astype(int)
    corners = tuple((int(x), int(y)) for x, y in inside)
    return Line(found.text, corners, found.score)


def everywhere(image: Image.Image) -> list[Found]:
    """Return the lines of all tiles of an image, in its own pixels."""
    pixels: NDArray[np.uint8] = np.ascontiguousarray(np.asarray(image)[:, :, ::-1])
    scale = fitting(image.width, image.height)
    pixels = resized(pixels, scale)
    found = []
    for tile in tiles(pixels.shape[1], pixels.shape[0]):
        left, top, right, bottom = tile
        for one in find(padded(pixels[top:bottom, left:right])):
            quad = one.quad + np.array([left, top], np.float32)
            if is_owner(quad.mean(axis=0), tile, pixels.shape):
                found.append(replace(one, quad=quad / scale))
    return found


def fitting(width: int, height: int) -> float:
    """Return the scale at which a picture is read.

    Small ones are made larger, large ones smaller; a long screenshot keeps its
    size and is read piece by piece.
    """
    short, long = min(width, height), max(width, height)
    if short < SHORT_SIDE:
        grown = min(SHORT_SIDE / short, MOST, LONGEST / long)
        return max(grown, min(1.0, TILES * (LONGEST - OVERLAP) / long))
    return min(1.0, WIDEST / short, TILES * (LONGEST - OVERLAP) / long)


def resized(pixels: NDArray[np.uint8], scale: float) -> NDArray[np.uint8]:
    """Return pixels at another scale."""
    if scale == 1:
        return pixels
    size = (
        max(1, round(pixels.shape[1] * scale)),
        max(1, round(pixels.shape[0] * scale)),
    )
    way = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA
    return np.asarray(cv2.resize(pixels, size, interpolation=way), np.uint8)


def padded(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Give a thin strip room on its far sides, of its own colour."""
    height, width = pixels.shape[:2]
    down, right = max(0, width // 6 - height, 64 - height), max(0, height // 6 - width)
    right = max(right, 64 - width)
    if not down and not right:
        return np.ascontiguousarray(pixels)
    colour = [float(one) for one in np.median(pixels.reshape(-1, 3), axis=0)]
    wide = cv2.copyMakeBorder(
        pixels, 0, down, 0, right, cv2.BORDER_CONSTANT, value=colour
    )
    return np.asarray(wide, np.uint8)


def tiles(width: int, height: int) -> Iterator[tuple[int, int, int, int]]:
    """Yield left, top, right and bottom of overlapping pieces."""
    for left, right in pieces(width):
        for top, bottom in pieces(height):
            yield left, top, right, bottom


def pieces(length: int) -> list[tuple[int, int]]:
    """Cut a length into overlapping pieces that are not too long."""
    if length <= LONGEST:
        return [(0, length)]
    step = LONGEST - OVERLAP
    return [
        (start, min(start + LONGEST, length))
        for start in range(0, length - OVERLAP, step)
    ]


def is_owner(
    centre: NDArray[np.float32], tile: tuple[int, int, int, int], shape: tuple[int, ...]
) -> bool:
    """Say whether a line is this tile's, and not that of the one that overlaps."""
    half = OVERLAP / 2
    left, top, right, bottom = tile
    return bool(
        (left == 0 or centre[0] >= left + half)
        and (top == 0 or centre[1] >= top + half)
        and (right >= shape[1] or centre[0] < right - half)
        and (bottom >= shape[0] or centre[1] < bottom - half)
    )
