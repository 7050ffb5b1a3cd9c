"""Know a picture again, and a logo inside another picture.

Keypoints (Lowe 2004) that agree on one placement (RANSAC, Fischler and Bolles
1981) propose where a known picture lies; a small grey copy of it then has to
look like that place.
"""

from __future__ import annotations

import durf.pictures.whole  # isort: skip  # noqa: F401 before cv2 is missed

import struct
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

from durf.pictures.opening import LIMITS, Limits, frames, picture

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray
    from PIL import Image

VERSION = 1
HEAD = struct.Struct("<BHHH")
SMALL, BLOCK = 96, 12
KNOWN_SIDE, KNOWN_POINTS = 400, 250
ASKED_SIDE = 1000
# Keypoints of fine and of coarse things are looked for apart.
ASKED_POINTS = {1000: 1500, 400: 500}
CLEARLY_NEARER = 0.87
AGREEING = 6
STRETCHED = 2.2
VISIBLE = 0.3
PLAIN = 3.0
SAME_BLOCK = 0.8
SAME, FEWEST = 0.92, 4


@dataclass(frozen=True, slots=True)
class Points:
    """Keypoints of a picture: where they lie, and what each looks like."""

    places: NDArray[np.float32]
    looks: NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Likeness:
    """What a picture looks like, enough to know it again.

    Its bytes hold keypoints and a grey copy of 96 by 96 pixels: keep them
    encrypted, for whoever reads them sees roughly what was drawn.
    """

    size: tuple[int, int]
    points: Points
    small: NDArray[np.uint8]

    @classmethod
    def of(cls, content: bytes, limits: Limits = LIMITS) -> Likeness:
        """Return what a picture looks like.

        Raises:
            PictureProblem: it is damaged, too large or of an unknown format.
        """
        return cls.of_pixels(grey(picture(content, limits), KNOWN_SIDE))

    @classmethod
    def of_pixels(cls, pixels: NDArray[np.uint8]) -> Likeness:
        """Return what grey pixels look like."""
        high, wide = pixels.shape
        small = cv2.resize(pixels, (SMALL, SMALL), interpolation=cv2.INTER_AREA)
        return cls(
            (wide, high), points(pixels, KNOWN_POINTS), np.asarray(small, np.uint8)
        )

    def to_bytes(self) -> bytes:
        """Return this as bytes: about 10 to 43 KB."""
        places = self.points.places.astype("<f2")
        head = HEAD.pack(VERSION, *self.size, len(places))
        looks = self.points.looks
        return head + places.tobytes() + looks.tobytes() + self.small.tobytes()

    @classmethod
    def from_bytes(cls, stored: bytes) -> Likeness:
        """Return what ``to_bytes`` stored.

        Raises:
            ValueError: these bytes are something else.
        """
        if len(stored) < HEAD.size:
            raise ValueError("no likeness")
        version, wide, high, count = HEAD.unpack_from(stored)
        ends = np.cumsum([HEAD.size, count * 4, count * 128, SMALL * SMALL])
        if version != VERSION or len(stored) != ends[-1] or not wide or not high:
            raise ValueError("no likeness")
        places, looks, small = (stored[start:end] for start, end in pairwise(ends))
        return cls(
            (wide, high),
            Points(
                np.frombuffer(places, "<f2").astype(np.float32).reshape(-1, 2),
                np.frombuffer(looks, np.uint8).reshape(-1, 128),
            ),
            np.frombuffer(small, np.uint8).reshape(SMALL, SMALL),
        )

    def score(self, asked: Asked) -> float:
        """Return how surely this lies in a picture: 0 for no, else up to 1."""
        whole = np.diag([asked.size[0] / self.size[0], asked.size[1] / self.size[1], 1])
        best = self.alike(asked, whole[:2])
        if best < SAME:
            placement = self.placement(asked)
            best = 0.0 if placement is None else self.alike(asked, placement)
        return best if best >= SAME else 0.0

    def placement(self, asked: Asked) -> NDArray[np.float64] | None:
        """Return the affine placement that enough keypoints agree on."""
        mine, theirs = pairs(self.points, asked)
        if len(mine) < AGREEING:
            return None
        found, agreeing = cv2.estimateAffine2D(
            mine, theirs, ransacReprojThreshold=5.0, maxIters=1000
        )
        # OpenCV says None where its types say it cannot.
        placed = np.asarray(found, np.float64)
        if placed.shape != (2, 3) or not np.isfinite(placed).all():
            return None
        if agreeing.sum() < AGREEING:
            return None
        # Several keypoints on one spot are one witness.
        spots = np.unique(np.rint(mine[agreeing.ravel() > 0] / 3), axis=0)
        long, short = np.linalg.svd(placed[:, :2], compute_uv=False)
        likely = long <= STRETCHED * short and np.linalg.det(placed[:, :2]) > 0
        return placed if likely and len(spots) >= AGREEING else None

    def alike(self, asked: Asked, placement: NDArray[np.float64]) -> float:
        """Return the share of blocks of this that look like the place found.

        Blocks without a pattern of their own say nothing.
        """
        way = placement @ np.diag([self.size[0] / SMALL, self.size[1] / SMALL, 1.0])
        seen, mask = asked.part(way)
        if mask.mean() < VISIBLE:
            return 0.0
        known = soft(self.small)
        there = blocks(mask).all(axis=1)
        telling = (blocks(known).std(axis=1) >= PLAIN) & there
        if telling.sum() < FEWEST:
            return 0.0
        near = [
            correlations(blocks(known), blocks(np.roll(soft(seen), (x, y), (0, 1))))
            for x in (-1, 0, 1)
            for y in (-1, 0, 1)
        ]
        same = np.max(near, axis=0)[telling] >= SAME_BLOCK
        return float(same.mean())


@dataclass(frozen=True, slots=True)
class Asked:
    """A picture in which known ones are looked for."""

    pixels: NDArray[np.uint8]
    layers: tuple[tuple[NDArray[np.float32], NDArray[np.float32]], ...]

    @classmethod
    def of_pixels(cls, pixels: NDArray[np.uint8]) -> Asked:
        """Return grey pixels, ready to be searched."""
        layers = []
        for side, count in ASKED_POINTS.items():
            scale = side / max(pixels.shape)
            found = points(scaled(pixels, scale), count)
            layers.append((found.places / np.float32(scale), rooted(found.looks)))
        return cls(pixels, tuple(layers))

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.pixels.shape[1], self.pixels.shape[0]

    def part(
        self, way: NDArray[np.float64]
    ) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
        """Return a small copy of a part, and which of its pixels lie inside."""
        zoom = float(abs(np.linalg.det(way[:, :2])) ** 0.5)
        pixels = self.pixels
        if zoom > 1:
            pixels = np.asarray(
                cv2.GaussianBlur(pixels, (0, 0), min(zoom, 40.0) * 0.35), np.uint8
            )
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        seen = cv2.warpAffine(
            pixels, way, (SMALL, SMALL), flags=flags, borderMode=cv2.BORDER_REPLICATE
        )
        inside = cv2.warpAffine(np.ones_like(pixels), way, (SMALL, SMALL), flags=flags)
        return np.asarray(seen, np.uint8), np.asarray(inside) > 0


class Likenesses:
    """A set of known pictures, each under a name."""

    def __init__(self) -> None:
        self._known: dict[str, Likeness] = {}

    def __len__(self) -> int:
        return len(self._known)

    def add(self, name: str, likeness: Likeness) -> None:
        """Register a picture under a name."""
        self._known[name] = likeness

    def remove(self, name: str) -> None:
        """Forget a picture."""
        del self._known[name]

    def find(self, content: bytes, limits: Limits = LIMITS) -> list[tuple[str, float]]:
        """Return the names of the known pictures in this one and how sure, best first.

        Raises:
            PictureProblem: it is damaged, too large or of an unknown format.
        """
        found: dict[str, float] = {}
        if self._known:
            for frame in frames(content, limits):
                for asked in both_ways(grey(frame, ASKED_SIDE)):
                    self._look(asked, found)
        return sorted(found.items(), key=lambda one: -one[1])

    def _look(self, asked: Asked, found: dict[str, float]) -> None:
        for name, likeness in self._known.items():
            if name not in found:
                score = likeness.score(asked)
                if score:
                    found[name] = round(score, 3)


def both_ways(pixels: NDArray[np.uint8]) -> Iterator[Asked]:
    """Yield a picture as it is, and mirrored."""
    yield Asked.of_pixels(pixels)
    yield Asked.of_pixels(np.ascontiguousarray(pixels[:, ::-1]))


def grey(image: Image.Image, side: int) -> NDArray[np.uint8]:
    """Return an image in grey, its longer side of that many pixels."""
    return scaled(np.asarray(image.convert("L")), side / max(image.size))


def scaled(pixels: NDArray[np.uint8], scale: float) -> NDArray[np.uint8]:
    """Return grey pixels at another scale."""
    size = [max(8, round(length * scale)) for length in reversed(pixels.shape)]
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(pixels, size, interpolation=way), np.uint8)


def points(pixels: NDArray[np.uint8], count: int) -> Points:
    """Return the strongest keypoints of grey pixels."""
    keys, looks = cv2.SIFT.create(count, contrastThreshold=0.02).detectAndCompute(
        pixels, None
    )
    if looks is None:
        return Points(np.empty((0, 2), np.float32), np.empty((0, 128), np.uint8))
    places = np.array([key.pt for key in keys[:count]], np.float32)
    return Points(places, np.rint(looks[:count]).astype(np.uint8))


def rooted(looks: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return looks whose product is their likeness, 1 at most (RootSIFT, 2012)."""
    sums = np.maximum(looks.sum(axis=1, keepdims=True, dtype=np.float32), 1)
    rooted: NDArray[np.float32] = np.sqrt(looks / sums, dtype=np.float32)
    return rooted


def pairs(
    mine: Points, asked: Asked
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the places of keypoints that look alike and like no other."""
    looks = rooted(mine.looks)
    here, there = [mine.places[:0]], [mine.places[:0]]
    for places, others in asked.layers:
        if len(looks) < AGREEING or len(others) < AGREEING:
            continue
        apart = 2 - 2 * (looks @ others.T)
        nearest = np.argpartition(apart, 1, axis=1)[:, :2]
        two = np.take_along_axis(apart, nearest, axis=1)
        clear = two[:, 0] < CLEARLY_NEARER**2 * two[:, 1]
        here.append(mine.places[clear])
        there.append(places[nearest[clear, 0]])
    return np.concatenate(here), np.concatenate(there)


def soft(small: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return a small copy in which a pixel more or less does not matter."""
    return np.asarray(cv2.GaussianBlur(small, (0, 0), 0.8), np.float32)


def blocks(small: NDArray[Any]) -> NDArray[Any]:
    """Return the blocks of a small copy, one a row."""
    count = SMALL // BLOCK
    tiled = small.reshape(count, BLOCK, count, BLOCK).swapaxes(1, 2)
    return tiled.reshape(count * count, BLOCK * BLOCK)


def correlations(
    one: NDArray[np.float32], other: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Return how rows of grey levels go together, whatever their contrast."""
    one = one - one.mean(axis=1, keepdims=True)
    other = other - other.mean(axis=1, keepdims=True)
    spread = np.linalg.norm(one, axis=1) * np.linalg.norm(other, axis=1)
    together: NDArray[np.float32] = (one * other).sum(axis=1) / np.maximum(spread, 1)
    return together
