"""The face of every network: its limits, and how a text is measured and shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from durf.networks.counting import Count, Unit


class Part(StrEnum):
    """What a piece of a text is, as a network shows it."""

    PLAIN = "plain"
    LINK = "link"
    MENTION = "mention"
    HASHTAG = "hashtag"


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text, and how it is shown.

    Attributes:
        start: where it begins, in code points.
        end: where it ends.
        part: what it is.
        shown: what readers see in its place.
    """

    start: int
    end: int
    part: Part
    shown: str


@dataclass(frozen=True, slots=True)
class Measure:
    """How much of what a network takes a text uses.

    Attributes:
        length: of the text, in ``unit``.
        limit: the most that is taken; 0 where there is no limit.
        unit: that both are counted in.
        over: where the text stops fitting, in code points; None if all of it fits.
    """

    length: int
    limit: int
    unit: Unit
    over: int | None

    @property
    def fits(self) -> bool:
        """Whether the network takes it."""
        return self.over is None

    @property
    def left(self) -> int:
        """What is left, below zero where it does not fit."""
        return self.limit - self.length


@dataclass(frozen=True, slots=True)
class Limits:
    """What a network takes; 0 where it says no limit.

    Attributes:
        text: the longest text, in the network's unit.
        text_bytes: the longest text in UTF-8, where that counts too.
        pictures: the most pictures of one post.
        picture_bytes: the largest picture.
        picture_pixels: the most pixels of a picture.
        alt: the longest description of a picture, in characters.
        videos: the most videos of one post.
        video_bytes: the largest video.
        video_seconds: the longest video.
        has_threads: whether a post can follow on another.
        has_edits: whether a program can change the text of a post.
    """

    text: int = 0
    text_bytes: int = 0
    pictures: int = 0
    picture_bytes: int = 0
    picture_pixels: int = 0
    alt: int = 0
    videos: int = 0
    video_bytes: int = 0
    video_seconds: int = 0
    has_threads: bool = False
    has_edits: bool = False


@dataclass(frozen=True, slots=True)
class Network:
    """One network.

    Attributes:
        name: as policies and posts call it.
        title: as the network spells itself.
        limits: what it takes.
        count: how it counts a text.
        pieces: parts a text into what the network makes of it.
        also: how it counts a text besides, each with its limit.
        settings: names of what may differ between its servers, each with the
            default that ``limits`` has.
        sources: for each limit, and for ``count``, where the network says so.
    """

    name: str
    title: str
    limits: Limits
    count: Count
    pieces: Callable[[str], Iterable[Piece]]
    also: tuple[tuple[Count, int], ...] = ()
    settings: Mapping[str, int] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)

    def longest(self, settings: Mapping[str, Any] | None = None) -> int:
        """Return the longest text that an account's server takes."""
        own = (settings or {}).get("max_characters")
        if "max_characters" in self.settings and isinstance(own, int) and own > 0:
            return own
        return self.limits.text

    def measure(
        self,
        text: str,
        settings: Mapping[str, Any] | None = None,
        *,
        warning: str = "",
    ) -> Measure:
        """Measure a text as the network does.

        Args:
            text: of one post.
            settings: of the account, where servers of the network differ.
            warning: a content warning that counts too.
        """
        limit = self.longest(settings)
        first = _measured(self.count, text, limit, warning)
        if not first.fits:
            return first
        for count, most in self.also:
            other = _measured(count, text, most, warning)
            if not other.fits:
                return other
        return first


def _measured(count: Count, text: str, limit: int, warning: str) -> Measure:
    before = count.of_run(warning) if warning else 0
    room = max(limit - before, 0) if limit else None
    length, over = count.measure(text, room)
    if limit and before > limit:
        over = 0
    return Measure(before + length, limit, count.unit, over)
