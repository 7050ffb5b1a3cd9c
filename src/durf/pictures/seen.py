"""A picture as the rules see it: read once, and only as far as one asks."""

from __future__ import annotations

import durf.pictures.whole  # isort: skip  # noqa: F401 before cv2 is missed

from functools import cached_property
from hashlib import blake2b
from itertools import accumulate
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

import cv2

from durf.errors import PictureProblem
from durf.pictures.codes import Code, codes
from durf.pictures.metadata import telling
from durf.pictures.opening import LIMITS, Limits, Reason, picture
from durf.pictures.reading import Line, read

if TYPE_CHECKING:
    from collections.abc import Callable

    from durf.pictures.likeness import Likenesses
    from durf.pictures.telling import Telling

T = TypeVar("T")
Polygon = tuple[tuple[int, int], ...]

# A picture is asked about again when its post is mended, or goes out twice.
REMEMBERED = 4
# The networks that read text keep working space that no two threads may share.
_reading = Lock()


class Seen:
    """What is in a picture.

    A picture that cannot be read has nothing in it, and a ``problem``.

    Args:
        content: its bytes.
        limits: how much of it is opened.
    """

    def __init__(self, content: bytes, limits: Limits = LIMITS) -> None:
        self._content = content
        self._limits = limits
        self._trouble: Reason | None = None
        self._known: dict[int, tuple[Likenesses, list[tuple[str, float]]]] = {}

    @property
    def problem(self) -> Reason | None:
        """Why it cannot be read, as far as that has come out."""
        return self._trouble if self._is_whole else self._trouble or Reason.DAMAGED

    @cached_property
    def lines(self) -> list[Line]:
        """The lines of text in it, in reading order."""
        with _reading:
            return self._tried(lambda: read(self._content, self._limits)) or []

    @cached_property
    def text(self) -> str:
        """Its text, a line of it on a line."""
        return "\n".join(line.text for line in self.lines)

    @cached_property
    def codes(self) -> list[Code]:
        """The QR and bar codes in it."""
        return self._tried(lambda: codes(self._content, self._limits)) or []

    @cached_property
    def telling(self) -> list[Telling]:
        """What it tells beside what it shows."""
        return self._tried(lambda: telling(self._content, self._limits)) or []

    def known(self, likenesses: Likenesses) -> list[tuple[str, float]]:
        """Return the names of known pictures in it and how sure, best first."""
        kept = self._known.get(id(likenesses))
        if kept is None:
            found = self._tried(lambda: likenesses.find(self._content, self._limits))
            # Kept with what was asked, so that nothing else gets its number.
            kept = self._known[id(likenesses)] = (likenesses, found or [])
        return kept[1]

    def boxes(self, start: int, end: int) -> tuple[Polygon, ...]:
        """Return where the lines lie that a span of the text touches, in pixels."""
        ends = accumulate(len(line.text) + 1 for line in self.lines)
        return tuple(
            line.box
            for line, after in zip(self.lines, ends, strict=True)
            if start < after and end > after - len(line.text) - 1
        )

    @cached_property
    def _is_whole(self) -> bool:
        return self._tried(lambda: picture(self._content, self._limits)) is not None

    def _tried(self, look: Callable[[], T]) -> T | None:
        """Return what can be seen, or nothing after noting why not."""
        try:
            return look()
        except PictureProblem as problem:
            self._trouble = Reason(str(problem.arguments["reason"]))
        except MemoryError:
            self._trouble = Reason.TOO_LARGE
        except cv2.error:
            self._trouble = Reason.DAMAGED
        return None


class Album:
    """The last few pictures that were looked at."""

    def __init__(self) -> None:
        self._pages: dict[bytes, Seen] = {}

    def seen(self, content: bytes) -> Seen:
        """Return a picture as it was seen before, or is going to be."""
        key = blake2b(content, digest_size=16).digest()
        page = self._pages.pop(key, None) or Seen(content)
        self._pages[key] = page
        for oldest in list(self._pages)[:-REMEMBERED]:
            self._pages.pop(oldest, None)
        return page
