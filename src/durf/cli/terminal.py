"""What is known of the screen, if any, that a command writes to."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Mapping

_WIDTH = 80


@dataclass(frozen=True, slots=True)
class Terminal:
    """Where standard output goes, and who reads it.

    Attributes:
        language: that the reader asked for, ``"nl"`` or ``"en"``.
        encoding: of what is written there.
        width: in cells.
        is_coloured: colours are shown there, or were asked for.
        has_watcher: somebody looks at standard error while output goes elsewhere.
    """

    language: str
    encoding: str
    width: int
    is_coloured: bool
    has_watcher: bool

    @property
    def is_ascii(self) -> bool:
        """Whether signs beyond ASCII may come out as something else."""
        return not self.encoding.lower().replace("-", "").startswith("utf")


def terminal(environment: Mapping[str, str], language: str) -> Terminal:
    """Return what is known of the screen."""
    is_screen = _is_screen(sys.stdout)
    return Terminal(
        language=language,
        encoding=getattr(sys.stdout, "encoding", None) or "utf-8",
        width=_width(environment),
        is_coloured=_is_coloured(environment, is_screen=is_screen),
        has_watcher=_is_screen(sys.stderr) and not is_screen,
    )


def _is_coloured(environment: Mapping[str, str], *, is_screen: bool) -> bool:
    # https://no-color.org and https://force-color.org: set, and not to nothing.
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR"):
        return True
    return is_screen and environment.get("TERM") != "dumb"


def _width(environment: Mapping[str, str]) -> int:
    with suppress(ValueError):
        if (asked := int(environment.get("COLUMNS", "0"))) > 0:
            return asked
    with suppress(OSError, ValueError):
        return os.get_terminal_size(sys.stdout.fileno()).columns or _WIDTH
    return _WIDTH


def _is_screen(stream: TextIO | None) -> bool:
    try:
        return stream is not None and stream.isatty()
    except ValueError:
        return False
