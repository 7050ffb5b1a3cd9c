"""What was written in YAML, as nodes that know their place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from durf.source.place import Place


@dataclass(frozen=True, slots=True)
class Scalar:
    """A piece of text; ``quoted`` tells "12" from 12."""

    place: Place
    text: str
    quoted: bool


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list of nodes."""

    place: Place
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys, each with its own place, and their nodes, in the order written."""

    place: Place
    items: tuple[tuple[Scalar, Node], ...]

    def get(self, key: str) -> Node | None:
        """Return the node under a key, or None."""
        return next((node for name, node in self.items if name.text == key), None)


Node = Scalar | Sequence | Mapping
