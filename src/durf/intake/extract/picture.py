"""Read the text of pictures, if the extra for that is installed."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from durf.errors import MissingExtra, PictureProblem
from durf.intake.extract.limits import Piece
from durf.intake.extract.trouble import Reason, Trouble

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from durf.intake.extract.limits import Reading


def read_picture(content: bytes, reading: Reading) -> Iterator[Piece]:
    """Yield the text that stands in a picture."""
    if reading.picture is None:
        raise Trouble(Reason.PICTURES)
    yield Piece(reading.picture(content))


@cache
def picture_reader() -> Callable[[bytes], str] | None:
    """Return what reads the text of a picture, or nothing without the extra."""
    try:
        from durf.pictures.reading import read_text
    except (MissingExtra, ImportError):
        return None

    def read(content: bytes) -> str:
        try:
            return read_text(content)
        except PictureProblem as problem:
            raise Trouble(why(problem)) from problem

    return read


def why(problem: PictureProblem) -> Reason:
    """Return the reason for a picture that cannot be read."""
    match str(problem.arguments.get("reason")):
        case "too large":
            return Reason.TOO_LARGE
        case "unknown format":
            return Reason.UNKNOWN
    return Reason.DAMAGED
