"""The reader of text: networks that find lines and recognise them."""

from __future__ import annotations

import durf.pictures.whole  # isort: skip  # noqa: F401 before cv2 is missed

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
import rapidocr

from durf.errors import MissingExtra

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cv2.typing import MatLike
    from numpy.typing import NDArray


MODELS = {
    "Det": "PP-OCRv6_det_small.onnx",
    "Rec": "PP-OCRv6_rec_small.onnx",
}
LINES = 400
SURE = 0.85
ASKED = 5
TALL = 1.5


@dataclass(frozen=True, slots=True)
class Found:
    """A line that was read; ``quad`` starts at the top left of its first letter."""

    text: str
    quad: NDArray[np.float32]
    score: float

    @property
    def along(self) -> NDArray[np.float32]:
        """The way the line runs, in pixels."""
        run: NDArray[np.float32] = (
            self.quad[1] + self.quad[2] - self.quad[0] - self.quad[3]
        ) / 2
        return run


def find(pixels: NDArray[np.uint8]) -> list[Found]:
    """Return the lines in blue-green-red pixels, in no particular order."""
    try:
        crops, where = reader().detect_and_crop(pixels, {})
    except rapidocr.main.RapidOCRError:
        return []
    assert where.boxes is not None
    quads = [np.asarray(box, np.float32) for box in where.boxes[:LINES]]
    found = []
    for tall in (False, True):
        group = [place for place, quad in enumerate(quads) if is_tall(quad) is tall]
        texts, turns = either_way([crops[place] for place in group])
        for place, (text, score) in zip(group, texts, strict=True):
            quad = np.roll(quads[place], -(turns + tall), axis=0)
            found.append(Found(text.strip(), quad, score))
    return [one for one in found if one.text]


def either_way(
    crops: list[NDArray[np.uint8]],
) -> tuple[list[tuple[str, float]], int]:
    """Read lines as they lie or upside down, and say by how many quarters.

    The longest lines decide for all: one short line is often as good either way.
    """
    read = recognised(crops)
    if sureness(read) >= SURE:
        return read, 0
    places = sorted(range(len(crops)), key=lambda place: -length(crops[place]))
    tried = places[:ASKED]
    down = recognised([cv2.rotate(crops[place], cv2.ROTATE_180) for place in tried])
    if sureness(down) <= sureness([read[place] for place in tried]):
        return read, 0
    return recognised([cv2.rotate(crop, cv2.ROTATE_180) for crop in crops]), 2


def recognised(crops: Sequence[MatLike]) -> list[tuple[str, float]]:
    """Return the text of each line and how sure the reader is of it."""
    if not crops:
        return []
    read = reader().recognize_txt(list(crops))
    assert read.txts is not None
    return list(zip(read.txts, map(float, read.scores), strict=True))


def sureness(read: list[tuple[str, float]]) -> float:
    """Return how sure the reader is of its letters, 1 where there are none."""
    letters = sum(len(text) for text, _ in read)
    return sum(len(text) * score for text, score in read) / letters if letters else 1.0


def is_tall(quad: NDArray[np.float32]) -> bool:
    """Say whether the reader turns a line of this shape by a quarter."""
    wide = int(max(np.hypot(*(quad[0] - quad[1])), np.hypot(*(quad[2] - quad[3]))))
    high = int(max(np.hypot(*(quad[0] - quad[3])), np.hypot(*(quad[1] - quad[2]))))
    return high / max(wide, 1) >= TALL


def length(crop: NDArray[np.uint8]) -> float:
    """Return how long a line is, in its own heights."""
    return float(crop.shape[1] / max(crop.shape[0], 1))


@cache
def reader() -> rapidocr.RapidOCR:
    """Load the networks from the installed package: nothing is ever fetched.

    Raises:
        MissingExtra: the package came without its models.
    """
    folder = Path(rapidocr.__file__).parent / "models"
    given: dict[str, object] = {
        "Global.log_level": "critical",
        "Global.use_preprocess_img": False,
        "Global.use_vertical_padding": False,
        "Det.limit_type": "max",
        "Det.limit_side_len": 4096,
    }
    for part, name in MODELS.items():
        if not (folder / name).is_file():
            raise MissingExtra(what="reading text in pictures", extra="images")
        given[f"{part}.model_path"] = str(folder / name)
    return rapidocr.RapidOCR(params=given)
