"""Rows on their way into the vault."""

from __future__ import annotations

import ctypes
from array import array
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from durf.vault import kernel
from durf.vault.kernel import ENTRY_BYTES, SHAPES, counted
from durf.vault.records.canonical import writer_of
from durf.vault.records.mapping import MOST_FIELDS, FieldKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from durf.vault.records.mapping import Field, Mapping
    from durf.vault.secret import Secret

# Rows of one segment.
MOST_ROWS = (1 << 32) // MOST_FIELDS - 1
# Dates, cities and names come again and again.
_REMEMBERED = 1 << 16
_AGAIN = frozenset({FieldKind.BIRTHDATE, FieldKind.TEXT})


@dataclass(frozen=True, slots=True)
class _Column:
    """One field of a batch, and how its values are written down."""

    first: int
    last: int
    write: Callable[[str], Sequence[bytes]]


class RecordsBatch:
    """Fingerprints of the values of rows; the rows themselves are forgotten.

    Args:
        secret: of the vault.
        mapping: what the columns are.
        first_row: the number of the next row.
    """

    def __init__(self, secret: Secret, mapping: Mapping, first_row: int = 0) -> None:
        self.entries = bytearray()
        self.rows = first_row
        self._shapes = (ctypes.c_uint64 * (MOST_FIELDS * SHAPES))()
        self._secret = secret
        self._columns = list(_columns(mapping))

    @property
    def count(self) -> int:
        """How many fingerprints it has so far."""
        return len(self.entries) // ENTRY_BYTES

    @property
    def shapes(self) -> list[int]:
        """The lengths of its values as bits: for each field, one number a shape."""
        return list(self._shapes)

    def add(self, columns: Sequence[Sequence[str]]) -> None:
        """Take rows, given as one sequence of values for each of the columns."""
        texts: list[bytes] = []
        payloads = array("I")
        for number, column in enumerate(self._columns):
            values = columns[column.first]
            if column.last - column.first > 1:
                parts = columns[column.first : column.last]
                values = [" ".join(row) for row in zip(*parts, strict=True)]
            payload = self.rows * MOST_FIELDS + number
            for value in values:
                for written in column.write(value) if value else ():
                    texts.append(written)
                    payloads.append(payload)
                payload += MOST_FIELDS
        self.rows += len(columns[0])
        self._hash(texts, payloads)

    def _hash(self, texts: list[bytes], payloads: array[int]) -> None:
        ends = array("I")
        at = 0
        for text in texts:
            at += len(text)
            ends.append(at)
        room = ctypes.create_string_buffer(ENTRY_BYTES * (len(texts) + 1))
        count = counted(
            kernel.kernel().durf_hash_values(
                ctypes.byref(self._secret.values),
                b"".join(texts),
                ends.buffer_info()[0],
                payloads.buffer_info()[0],
                len(texts),
                self._shapes,
                room,
            )
        )
        self.entries += memoryview(room)[: count * ENTRY_BYTES]


def _columns(mapping: Mapping) -> Iterator[_Column]:
    at = 0
    for field in mapping.fields:
        write = _writer(field, mapping.countries)
        yield _Column(at, at + len(field.columns), write)
        at += len(field.columns)


def _writer(field: Field, countries: Sequence[str]) -> Callable[[str], Sequence[bytes]]:
    write = writer_of(field.kind, countries)

    def written(value: str) -> tuple[bytes, ...]:
        return tuple(write(value))

    return lru_cache(_REMEMBERED)(written) if field.kind in _AGAIN else written
