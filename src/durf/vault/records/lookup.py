"""Which rows of the vault's tables a post gives away."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from durf.errors import BrokenVault
from durf.vault import kernel
from durf.vault.kernel import (
    MOST_SEGMENTS,
    SHAPES,
    Owned,
    Records,
    Segment,
    counted,
)
from durf.vault.records.canonical import Domain
from durf.vault.records.mapping import MOST_FIELDS, FieldKind, Mapping

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from durf.text.view import View
    from durf.vault.manifest import Manifest, SegmentEntry
    from durf.vault.records.mapping import Field
    from durf.vault.secret import Secret
    from durf.vault.segment import OpenSegment

_MOST_OWNED = 1024
# Words of a place or a code without a digit.
_MOST_TEXT_WORDS = 3
_DOMAINS = {
    FieldKind.NAME: Domain.NAME,
    FieldKind.PHONE: Domain.PHONE,
    FieldKind.BIRTHDATE: Domain.DAY,
    FieldKind.EMAIL: Domain.ADDRESS,
}
# What is not known of a table's values: they may have any length.
_ANY_SHAPE = [(1 << 64) - 1] * (MOST_FIELDS * SHAPES)


@dataclass(frozen=True, slots=True)
class RowValue:
    """A value in a post that belongs to a row which the post gives away.

    Attributes:
        start: in code points of the post's text.
        end: one past its last code point.
        collection: of the table.
        field: what the value is of the row.
        fields: all fields of that row in the post, this one among them.
    """

    start: int
    end: int
    collection: str
    field: str
    fields: tuple[str, ...]


class RecordsLookup:
    """All tables of a vault, ready to be asked.

    Args:
        entries: the segments of the tables.
        segments: the open files of all segments, by name.
        manifest: of the vault.
        secret: of the vault.
    """

    def __init__(
        self,
        entries: Sequence[SegmentEntry],
        segments: dict[str, OpenSegment],
        manifest: Manifest,
        secret: Secret,
    ) -> None:
        self._collections = [entry.collection for entry in entries]
        self._mappings = [
            Mapping.from_json(manifest.collections[name]["mapping"])
            for name in self._collections
        ]
        natives = [segments[entry.name].native for entry in entries]
        rows = [entry.span for entry in entries]
        shapes = [
            manifest.collections[name].get("shapes", _ANY_SHAPE)
            for name in self._collections
        ]
        self._records = _prepared(self._mappings, natives, rows, shapes, secret)
        self._ask = kernel.kernel().durf_records
        # Written to by all threads and read by none.
        self._ignored = (Owned * 1)()

    def touches(self, plain: bytes) -> bool:
        """Tell whether a post may give a row away, given its plain normal form."""
        found = self._ask(
            ctypes.byref(self._records), plain, len(plain), self._ignored, 1
        )
        return counted(found) > 0

    def values(self, view: View) -> list[RowValue]:
        """Return the values of rows that a post gives away, by place."""
        room = (Owned * _MOST_OWNED)()
        plain = view.plain
        count = counted(
            self._ask(ctypes.byref(self._records), plain, len(plain), room, _MOST_OWNED)
        )
        found: dict[tuple[int, int, str, str], RowValue] = {}
        for _, owned in groupby(room[:count], key=_row):
            for value in self._given_away(list(owned), view):
                key = (value.start, value.end, value.collection, value.field)
                known = found.get(key)
                if known is None or len(known.fields) < len(value.fields):
                    found[key] = value
        return sorted(found.values(), key=lambda one: (one.start, one.end))

    def _given_away(self, owned: Sequence[Owned], view: View) -> Iterator[RowValue]:
        number = owned[0].segment
        mapping = self._mappings[number]
        found = frozenset(one.field for one in owned)
        alone = frozenset(one.field for one in owned if one.is_alone)
        if not mapping.gives_away(found, alone):
            return
        names = tuple(mapping.fields[one].name for one in sorted(found))
        for one in owned:
            start, end = view.span(one.start, one.end)
            field = mapping.fields[one.field].name
            yield RowValue(start, end, self._collections[number], field, names)


def _row(owned: Owned) -> tuple[int, int]:
    return owned.segment, owned.row


def _prepared(
    mappings: Sequence[Mapping],
    natives: Sequence[Segment],
    rows: Sequence[int],
    shapes: Sequence[Sequence[int]],
    secret: Secret,
) -> Records:
    kinds = {field.kind for mapping in mappings for field in mapping.fields}
    countries = sorted({code for one in mappings for code in one.countries})
    alone = [sum(1 << number for number in one.alone) for one in mappings]
    written = kinds - set(_DOMAINS)
    count = len(natives)
    if count > MOST_SEGMENTS:
        raise BrokenVault(path="manifest", reason="it has too many tables")
    numbers = ctypes.c_uint32 * count
    return Records(
        key=secret.values,
        mask_key=secret.mask,
        segments=(Segment * count)(*natives),
        alone=numbers(*alone),
        domains=(ctypes.c_uint64 * count)(*map(_domains, mappings)),
        shapes=(ctypes.c_uint64 * (count * MOST_FIELDS * SHAPES))(
            *(bits for one in shapes for bits in one)
        ),
        rows=numbers(*rows),
        countries=(ctypes.c_char_p * len(countries))(*map(str.encode, countries)),
        count=count,
        country_count=len(countries),
        fields=(ctypes.c_uint32 * MOST_SEGMENTS)(
            *(len(mapping.fields) for mapping in mappings)
        ),
        lengths=(ctypes.c_uint64 * SHAPES)(*_lengths(mappings, shapes)),
        asks_names=FieldKind.NAME in kinds,
        most_text=_MOST_TEXT_WORDS if written else 0,
        asks_days=FieldKind.BIRTHDATE in kinds,
        asks_addresses=FieldKind.EMAIL in kinds,
        has_twins=any(map(_has_twins, mappings)),
    )


def _domain(field: Field) -> Domain:
    return _DOMAINS.get(field.kind, Domain.TOGETHER)


def _lengths(
    mappings: Sequence[Mapping], shapes: Sequence[Sequence[int]]
) -> Iterator[int]:
    """Yield the lengths of what is written together in any table, by shape."""
    for shape in range(SHAPES):
        bits = 0
        for mapping, ours in zip(mappings, shapes, strict=True):
            for number, field in enumerate(mapping.fields):
                if _domain(field) is Domain.TOGETHER:
                    bits |= ours[number * SHAPES + shape]
        yield bits


def _domains(mapping: Mapping) -> int:
    """Return the domain of each field, three bits each."""
    return sum(
        _domain(field) << 3 * number for number, field in enumerate(mapping.fields)
    )


def _has_twins(mapping: Mapping) -> bool:
    weak = [_domain(field) for field in mapping.fields]
    return any(weak.count(one) > 1 for one in (Domain.NAME, Domain.DAY))
