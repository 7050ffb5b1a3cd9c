"""What one would write in an afternoon: a dictionary of keyed hashes of the cells.

Each cell, small and without blanks around it, is hashed as it stands.  Of a post all
windows of one to six words are hashed and looked up; a value that belongs to one row
bites, and so do two fields of one row.
"""

from __future__ import annotations

import csv
import re
import sys
from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

FIELDS = ("naam", "e-mail", "telefoon", "geboortedatum")
_UNIQUE = frozenset({1, 2})
_WINDOW = 6
_KEY = b"records"
_EDGES = ".,;:!?()[]<>\"'"
_BLANKS = re.compile(r"\s+")


class PlainDictionary:
    """A dictionary from the hash of a value to its rows and fields."""

    def __init__(self, table: Path) -> None:
        self._rows: dict[int, int | list[int]] = {}
        with table.open(encoding="utf-8", newline="") as file:
            reader = csv.reader(file, delimiter=";")
            header = next(reader)
            places = [header.index(field) for field in FIELDS]
            for number, row in enumerate(reader):
                for field, place in enumerate(places):
                    self._put(row[place], number << 2 | field)
            self.values = len(FIELDS) * (number + 1)

    def _put(self, value: str, payload: int) -> None:
        key = _hash(_plain(value))
        known = self._rows.setdefault(key, payload)
        if isinstance(known, list):
            known.append(payload)
        elif known != payload:
            self._rows[key] = [known, payload]

    @property
    def bytes_a_value(self) -> float:
        """How much memory it takes, the numbers in it among that."""
        size = sys.getsizeof(self._rows)
        for key, payload in self._rows.items():
            size += sys.getsizeof(key) + sys.getsizeof(payload)
            if isinstance(payload, list):
                size += sum(map(sys.getsizeof, payload))
        return size / self.values

    def bites(self, post: str) -> bool:
        """Tell whether a post gives a row away."""
        words = _BLANKS.split(post)
        seen: dict[int, set[int]] = {}
        for start in range(len(words)):
            for end in range(start + 1, min(start + _WINDOW, len(words)) + 1):
                found = self._rows.get(_hash(_plain(" ".join(words[start:end]))))
                if found is None:
                    continue
                for payload in found if isinstance(found, list) else [found]:
                    seen.setdefault(payload >> 2, set()).add(payload & 3)
        return any(len(fields) > 1 or fields & _UNIQUE for fields in seen.values())


def _plain(value: str) -> str:
    return value.strip().strip(_EDGES).lower()


def _hash(value: str) -> int:
    return int.from_bytes(blake2b(value.encode(), digest_size=8, key=_KEY).digest())
