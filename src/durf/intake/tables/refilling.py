"""Fill a collection again from where its rows came from, such as under a new key."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

from durf.errors import BadUse
from durf.intake.tables.filling import fill
from durf.intake.tables.origin import Origin
from durf.intake.tables.table import places_of
from durf.vault.records.mapping import Mapping

if TYPE_CHECKING:
    from durf.intake.tables.filling import Filled
    from durf.vault.writer import Writer


class _Nobody:
    """Somebody who does not listen."""

    def rows(self, done: float | None, count: int) -> None:
        """Hear it and say nothing."""


def require_table(name: str, settings: dict[str, Any]) -> None:
    """Make sure that the rows of a collection can be read again.

    Raises:
        BadUse: nobody knows where they come from, or a column has gone.
        DurfError: the table cannot be opened.
    """
    if "origin" not in settings:
        raise BadUse(
            what="what is in {name} cannot be read anew",
            mend="remove that collection, and add it under the new key",
            name=name,
        )
    with closing(Origin.from_json(settings["origin"]).open()) as table:
        places_of(Mapping.from_json(settings["mapping"]).columns, table.columns)


def refill_table(writer: Writer, name: str, settings: dict[str, Any]) -> Filled:
    """Put the rows into a collection as they are now.

    Args:
        writer: of the vault that they go into.
        name: of the collection.
        settings: of it, as ``fill`` kept them.

    Raises:
        DurfError: the table cannot be read; nothing changes.
    """
    origin = Origin.from_json(settings["origin"])
    return fill(
        writer,
        origin.open(),
        Mapping.from_json(settings["mapping"]),
        name,
        _Nobody(),
        origin=settings["origin"],
        name=origin.name,
    )
