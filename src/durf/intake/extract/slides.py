"""Read PPTX: slides in their order, hidden ones too, with notes and comments."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from durf.intake.extract.markup import Markup, value
from durf.intake.extract.office import inside, properties, side_part
from durf.intake.extract.trouble import Reason, Trouble
from durf.intake.extract.zipped import Zipped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from durf.intake.extract.limits import Piece, Reading
    from durf.intake.extract.markup import Attributes

MAIN = "ppt/presentation.xml"
SIDES = frozenset(["notesSlide", "comments", "comment", "chart", "diagramData"])
_SLIDE = re.compile(r"ppt/slides/slide(\d+)\.xml")


def read_slides(content: bytes, reading: Reading) -> Iterator[Piece]:
    """Yield the text of each slide with what belongs to it."""
    zipped = Zipped(content, reading)
    is_said = False
    for number, slide in enumerate(slides(zipped), 1):
        reading.page()
        for part in (slide, *sides(zipped, slide)):
            for piece in side_part(zipped, part, f"slide {number}"):
                is_said = is_said or bool(piece.text.strip())
                yield piece
    yield from properties(zipped, "docProps/core.xml", "docProps/custom.xml")
    yield from inside(zipped, reading, lambda: is_said)


def sides(zipped: Zipped, slide: str) -> list[str]:
    """Return the parts that belong to a slide: notes, comments, charts, diagrams."""
    related = zipped.related(slide).values()
    return [name for kind, name in related if kind in SIDES and name in zipped]


def slides(zipped: Zipped) -> list[str]:
    """Return the slides in their order; what no order names comes last."""
    if MAIN not in zipped:
        raise Trouble(Reason.DAMAGED)
    order = Order()
    zipped.feed(MAIN, order)
    related = zipped.related(MAIN)
    named = [related[one][1] for one in order.ids if one in related]
    every = [name for name in zipped.names if _SLIDE.fullmatch(name)]
    every.sort(key=lambda name: (len(name), name))
    return list(dict.fromkeys(one for one in [*named, *every] if one in zipped))


class Order(Markup):
    """The order of the slides."""

    def __init__(self) -> None:
        self.ids: list[str] = []

    def started(self, name: str, attributes: Attributes) -> None:
        """Take a slide; it has a number 'id' beside its 'r:id'."""
        if name == "sldId":
            self.ids += [
                found for key, found in attributes.items() if key.endswith(":id")
            ]
        elif name == "slide":
            self.ids.append(value(attributes, "id"))
