"""What may be wrong with a mapping, as the first rows of its table show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from durf.vault.records.canonical import LEAST_ALONE, MOST_OWNERS, together, writer_of
from durf.vault.records.mapping import FieldKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from durf.vault.records.mapping import Field, Mapping

_MOST_ASKED = 1000
# A few values that cannot be read are in every table.
_TOLERATED = 0.05
# A sample has the same few values again and again where a table has few of them.
_LEAST_ASKED = 20


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that whoever adds a table should know.

    Attributes:
        template: an English sentence.
        arguments: of it, in their order.
    """

    template: str
    arguments: tuple[str, ...]


def doubts(mapping: Mapping, head: Sequence[Sequence[str]]) -> Iterator[Doubt]:
    """Yield what is doubtful.

    Args:
        mapping: of the columns.
        head: the first values of each column of the mapping, in its order.
    """
    at = 0
    for number, field in enumerate(mapping.fields):
        some = head[at : at + len(field.columns)]
        at += len(field.columns)
        values = [" ".join(row).strip() for row in zip(*some, strict=True)]
        asked = [value for value in values if value][:_MOST_ASKED]
        yield from _of_values(field, asked, mapping.countries)
        if number in mapping.alone:
            yield from _of_standing_alone(field, asked)


def _of_values(
    field: Field, asked: Sequence[str], countries: Sequence[str]
) -> Iterator[Doubt]:
    if not asked:
        yield Doubt(template="{0} is empty in the first rows", arguments=(field.name,))
        return
    write = writer_of(field.kind, countries)
    silent = sum(not any(write(value)) for value in asked) / len(asked)
    if silent <= _TOLERATED:
        return
    said = (f"{silent:.0%}", field.name)
    if field.kind is FieldKind.PHONE and not countries:
        yield Doubt(
            template="{0} of the first values of {1} have no country code and are left "
            "out: give --country, as in --country NL",
            arguments=said,
        )
    elif field.kind is FieldKind.NAME:
        yield Doubt(
            template="{0} of the first values of {1} are one word and are left out: "
            "join the columns of a name, as in name=first+last",
            arguments=said,
        )
    else:
        yield Doubt(
            template="{0} of the first values of {1} cannot be read as such and are "
            "left out",
            arguments=said,
        )


def _of_standing_alone(field: Field, asked: Sequence[str]) -> Iterator[Doubt]:
    """Yield why values of a field would not bite alone, as its mapping says."""
    if not asked:
        return
    short = sum(len(b"".join(together(one))) - 1 < LEAST_ALONE for one in asked)
    if field.kind is FieldKind.ID and short / len(asked) > _TOLERATED:
        yield Doubt(
            template="{0} has values of fewer than {1} signs: they count only together "
            "with another field",
            arguments=(field.name, str(LEAST_ALONE)),
        )
    elif len(asked) >= _LEAST_ASKED and len(asked) > MOST_OWNERS * len(set(asked)):
        yield Doubt(
            template="{0} has the same values again and again: what more than {1} rows "
            "have counts only together with another field",
            arguments=(field.name, str(MOST_OWNERS)),
        )
