"""Lines of the log that say what went wrong where, and never with whose words.

An exception of a database or a library may quote what it was given.
"""

from __future__ import annotations

import logging
import traceback
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import TracebackType

    Caught = (
        tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None]
    )


class Wordless(logging.Formatter):
    """Writes the type of an exception and the lines it went through, not its words."""

    def formatException(self, ei: Caught) -> str:  # noqa: N802 logging's own name
        """Return an exception and what caused it, the first cause first."""
        told: list[str] = []
        error: BaseException | None = ei[1]
        seen: set[int] = set()
        while error is not None and id(error) not in seen:
            seen.add(id(error))
            frames = "".join(traceback.format_tb(error.__traceback__))
            told.append(f"{frames}{type(error).__module__}.{type(error).__qualname__}")
            error = error.__cause__ or error.__context__
        return "\n".join(reversed(told))
