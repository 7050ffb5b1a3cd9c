"""Where the rows of a collection come from, so that they can be read again."""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from durf.intake.tables.database import is_database, without_password
from durf.intake.tables.opening import open_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from durf.intake.tables.table import Table


@dataclass(frozen=True, slots=True)
class Origin:
    """A file or a database, and how it is read; see ``open_table``."""

    source: str
    query: str = ""
    delimiter: str = ""
    has_header: bool | None = None

    def open(self) -> Table:
        """Open it.

        Raises:
            DurfError: it cannot be read.
        """
        return open_table(
            self.source,
            self.query,
            delimiter=self.delimiter,
            has_header=self.has_header,
        )

    @property
    def name(self) -> str:
        """What it is called where people read it, without folders and names."""
        if is_database(self.source):
            return without_password(self.source, shown=True)
        return os.path.basename(self.source)  # noqa: PTH119

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values: from anywhere, and without any password."""
        source = (
            without_password(self.source)
            if is_database(self.source)
            else os.path.abspath(self.source)  # noqa: PTH100
        )
        return asdict(replace(self, source=source))

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Origin:
        """Make it again."""
        return cls(**values)
