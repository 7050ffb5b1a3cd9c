"""What pictures say, as texts that rules judge, and where in the picture it stands."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from durf.check.verdict import Finding
    from durf.pictures.seen import Album, Polygon, Seen
    from durf.post import Medium

_LONGEST_SHOWN = 200


class Sight(NamedTuple):
    """A text in a picture: the name of its field, and where its spans lie."""

    field: str
    text: str
    boxes: Callable[[int, int], tuple[Polygon, ...]]

    def told(self, finding: Finding) -> Finding:
        """Return a finding with its place in the picture, and what stands there."""
        detail = [*finding.detail, ("box", self.boxes(finding.start, finding.end))]
        # The reader of a post has its text at hand, and that of a picture not.
        if not finding.masked:
            quoted = self.text[finding.start : finding.end]
            detail.append(("text", quoted[:_LONGEST_SHOWN]))
        return replace(finding, detail=tuple(detail), replacement=None)


class Sights:
    """Shows pictures to rules.

    Args:
        wanted: what rules want to see: the keys of a ``pictures`` rule.
    """

    def __init__(self, wanted: Collection[str]) -> None:
        self._wanted = frozenset(wanted)
        self._album: Album | None = None

    def seen(self, media: Sequence[Medium]) -> tuple[Seen | None, ...]:
        """Return the pictures of a post, with nothing for one that is not there.

        Raises:
            MissingExtra: there are some, and nothing that reads them.
        """
        return tuple(
            None if medium.content is None else self._opened().seen(medium.content)
            for medium in media
        )

    def texts(self, pictures: Sequence[Seen | None]) -> Iterator[Sight]:
        """Yield what pictures say that rules are to judge."""
        for number, seen in enumerate(pictures):
            if seen is None:
                continue
            if "text" in self._wanted and seen.text:
                yield Sight(f"media[{number}].picture", seen.text, seen.boxes)
            for place, code in enumerate(seen.codes if "codes" in self._wanted else ()):
                field = f"media[{number}].code[{place}]"
                yield Sight(field, code.text, partial(_always, (code.box,)))

    def _opened(self) -> Album:
        if self._album is None:
            from durf.pictures.seen import Album

            self._album = Album()
        return self._album


def _always(boxes: tuple[Polygon, ...], _start: int, _end: int) -> tuple[Polygon, ...]:
    return boxes
