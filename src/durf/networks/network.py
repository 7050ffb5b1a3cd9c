"""The face of every network: its limits, and how a text is measured and shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping


class Unit(StrEnum):
    """What a network counts its texts in."""

    GRAPHEMES = "graphemes"
    CHARACTERS = "characters"
    WEIGHTED = "weighted-characters"
    BYTES = "bytes"


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


class Weight(NamedTuple):
    """What one place of a text counts for."""

    start: int
    end: int
    weight: int


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
        pictures: the most pictures of one post.
        picture_bytes: the largest picture.
        alt: the longest description of a picture, in characters.
        has_threads: whether a post can follow on another.
        source: where the network says so.
    """

    text: int = 0
    pictures: int = 0
    picture_bytes: int = 0
    alt: int = 0
    has_threads: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True)
class Network:
    """One network.

    Attributes:
        name: as policies and posts call it.
        title: as the network spells itself.
        unit: that texts are counted in.
        limits: what it takes.
        pieces: parts a text into what the network makes of it.
        weights: says what each place of a text counts for.
        settings: names of what may differ between its servers, each with the
            default that ``limits`` has.
        also: further limits, as a unit, a limit and the weights of its own.
    """

    name: str
    title: str
    unit: Unit
    limits: Limits
    pieces: Callable[[str], Iterable[Piece]]
    weights: Callable[[str], Iterable[Weight]]
    settings: Mapping[str, int] = field(default_factory=dict)
    also: tuple[tuple[Unit, int, Callable[[str], Iterable[Weight]]], ...] = ()

    def longest(self, settings: Mapping[str, Any] | None = None) -> int:
        """Return the longest text that an account's server takes."""
        own = (settings or {}).get("max_characters")
        if "max_characters" in self.settings and isinstance(own, int) and own > 0:
            return own
        return self.limits.text

    def measure(self, text: str, settings: Mapping[str, Any] | None = None) -> Measure:
        """Measure a text as the network does.

        Args:
            text: of one post.
            settings: of the account, where servers of the network differ.
        """
        limit = self.longest(settings)
        measure = _measured(self.weights(text), limit, self.unit)
        for unit, most, weights in self.also:
            if measure.fits:
                other = _measured(weights(text), most, unit)
                measure = measure if other.fits else other
        return measure


def _measured(weights: Iterable[Weight], limit: int, unit: Unit) -> Measure:
    length, over = 0, None
    for one in weights:
        length += one.weight
        if limit and over is None and length > limit:
            over = one.start
    return Measure(length, limit, unit, over)
