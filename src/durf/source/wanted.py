"""Asking a node for what is wanted, with a fault where it is something else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from durf.source.faults import nearest
from durf.source.nodes import Mapping, Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Collection

    from durf.source.faults import Faults
    from durf.source.nodes import Node

_TRUE = frozenset({"true", "yes", "on", "ja"})
_FALSE = frozenset({"false", "no", "off", "nee"})


@dataclass(frozen=True, slots=True)
class Wanted:
    """Reads nodes as texts, lists, numbers …; every fault goes to ``faults``.

    Each method returns None where the node is not what is wanted, after a fault.
    """

    faults: Faults

    def text(self, node: Node, what: str) -> str | None:
        """Read a text that is not empty."""
        if isinstance(node, Scalar) and node.text.strip():
            return node.text.strip() if not node.quoted else node.text
        self._not(node, what, "a text")
        return None

    def texts(self, node: Node, what: str) -> tuple[str, ...] | None:
        """Read a list of texts; a single text counts as a list of one."""
        if isinstance(node, Scalar):
            one = self.text(node, what)
            return None if one is None else (one,)
        if not isinstance(node, Sequence) or not node.items:
            self._not(node, what, "a list of texts")
            return None
        read = [self.text(item, what) for item in node.items]
        return None if None in read else tuple(t for t in read if t is not None)

    def flag(self, node: Node, what: str) -> bool | None:
        """Read true or false."""
        word = node.text.casefold() if isinstance(node, Scalar) else ""
        if word in _TRUE or word in _FALSE:
            return word in _TRUE
        self._not(node, what, "true or false")
        return None

    def count(self, node: Node, what: str) -> int | None:
        """Read a whole number of 0 or more."""
        if isinstance(node, Scalar) and re.fullmatch(r"[0-9]{1,9}", node.text):
            return int(node.text)
        self._not(node, what, "a whole number")
        return None

    def number(self, node: Node, what: str) -> float | None:
        """Read a number of 0 or more; '60%' reads as 0.6."""
        if isinstance(node, Scalar):
            found = re.fullmatch(r"([0-9]{1,9}(?:\.[0-9]{1,9})?)\s*(%?)", node.text)
            if found:
                return float(found[1]) / (100 if found[2] else 1)
        self._not(node, what, "a number")
        return None

    def day(self, node: Node, what: str) -> date | None:
        """Read a date such as 2026-12-01."""
        if isinstance(node, Scalar):
            try:
                return date.fromisoformat(node.text)
            except ValueError:
                pass
        self._not(node, what, "a date such as 2026-12-01")
        return None

    def moment(self, node: Node, what: str) -> datetime | None:
        """Read a date or a time; without a zone it is UTC, a date is its midnight."""
        if isinstance(node, Scalar):
            try:
                read = datetime.fromisoformat(node.text)
            except ValueError:
                pass
            else:
                return read if read.tzinfo else read.replace(tzinfo=UTC)
        self._not(node, what, "a date or time such as 2026-12-01T09:00:00Z")
        return None

    def mapping(self, node: Node, what: str, keys: Collection[str]) -> Mapping | None:
        """Read a mapping with no other keys than these; unknown ones are faults."""
        if not isinstance(node, Mapping):
            self._not(node, what, "keys and values")
            return None
        for key, _ in node.items:
            if key.text not in keys:
                self.faults.add(
                    key.place,
                    "unknown-key",
                    "'{key}' is not a key of {what}",
                    nearest(key.text, keys),
                    key=key.text,
                    what=what,
                )
        return node

    def one_of(self, node: Node, what: str, words: Collection[str]) -> str | None:
        """Read one of these words."""
        word = self.text(node, what)
        if word is None or word in words:
            return word
        self.unknown(node, what, word, words)
        return None

    def unknown(self, node: Node, what: str, word: str, words: Collection[str]) -> None:
        """Record that ``word`` is no known ``what``."""
        self.faults.add(
            node.place,
            "unknown-word",
            "'{word}' is not a known {what}",
            nearest(word, words),
            word=word[:80],
            what=what,
        )

    def _not(self, node: Node, what: str, wanted: str) -> None:
        self.faults.add(
            node.place,
            "not-wanted",
            "{what} must be {wanted}",
            what=what,
            wanted=wanted,
        )
