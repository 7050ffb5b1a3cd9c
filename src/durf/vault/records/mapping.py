"""Which columns of a table are what, and which of them together give a row away."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

# A payload has room for so many fields.
MOST_FIELDS = 16


class FieldKind(StrEnum):
    """What a field of a row holds."""

    NAME = "name"
    EMAIL = "email"
    PHONE = "phone"
    ACCOUNT = "account"
    BIRTHDATE = "birthdate"
    ID = "id"
    TEXT = "text"

    @property
    def is_unique(self) -> bool:
        """Whether a value belongs to one row, or nearly so."""
        return self in _UNIQUE


_UNIQUE = frozenset({FieldKind.EMAIL, FieldKind.PHONE, FieldKind.ACCOUNT, FieldKind.ID})


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the rows.

    Args:
        name: what it is called in findings and in ``bites``.
        kind: what it holds.
        columns: of the table, that make it up; several are parts of one name.
    """

    name: str
    kind: FieldKind
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mapping:
    """What a table's columns are.

    Args:
        fields: at most ``MOST_FIELDS``.
        bites: combinations of field names, each of which gives a row away.  Without
            any: a unique field alone, or two different fields.
        countries: calling codes of numbers that are written without one.
    """

    fields: tuple[Field, ...]
    bites: tuple[frozenset[str], ...] = ()
    countries: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns in the order in which a batch takes them."""
        return tuple(column for field in self.fields for column in field.columns)

    @property
    def alone(self) -> frozenset[int]:
        """The numbers of the fields that bite alone."""
        if self.bites:
            single = {name for bite in self.bites if len(bite) == 1 for name in bite}
            return frozenset(
                n for n, field in enumerate(self.fields) if field.name in single
            )
        return frozenset(
            n for n, field in enumerate(self.fields) if field.kind.is_unique
        )

    def gives_away(self, found: frozenset[int], alone: frozenset[int]) -> bool:
        """Tell whether these fields of one row bite.

        Args:
            found: numbers of the fields whose values are in a post.
            alone: those of them that few rows have.
        """
        if alone & self.alone:
            return True
        if not self.bites:
            return len(found) >= 2
        names = {self.fields[number].name for number in found}
        return any(len(bite) > 1 and bite <= names for bite in self.bites)

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {
            "fields": [[f.name, f.kind.value, list(f.columns)] for f in self.fields],
            "bites": [sorted(bite) for bite in self.bites],
            "countries": list(self.countries),
        }

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Mapping:
        """Make it again."""
        return cls(
            tuple(
                Field(name, FieldKind(kind), tuple(columns))
                for name, kind, columns in values["fields"]
            ),
            tuple(frozenset(bite) for bite in values["bites"]),
            tuple(values["countries"]),
        )
