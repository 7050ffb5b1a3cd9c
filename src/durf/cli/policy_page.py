"""What the commands of ``durf policy`` write, and how."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from click import style

from durf.cli.cells import calm, wrapped
from durf.cli.output import write_out
from durf.cli.speech import language_of
from durf.cli.terminal import terminal
from durf.locale import translator

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from durf.cli.terminal import Terminal

_WIDEST = 100
_ASCII = str.maketrans("│─·✓✗→“”–…", '|--+x>""-.')


@dataclass(frozen=True, slots=True)
class Page:
    """Text for whoever reads it at the screen."""

    screen: Terminal

    @property
    def width(self) -> int:
        """How wide it gets, in cells."""
        return min(self.screen.width, _WIDEST)

    def say(self, sentence: str) -> str:
        """Return one of our own sentences in the reader's language."""
        return translator(self.screen.language)(sentence)

    def sign(self, sign: str) -> str:
        """Return one of our own signs as the screen can show it."""
        return sign.translate(_ASCII) if self.screen.is_ascii else sign

    def good(self, text: str) -> str:
        """Return a text in the colour of what is fine."""
        return self._styled(text, fg="green", bold=True)

    def bad(self, text: str) -> str:
        """Return a text in the colour of what is wrong."""
        return self._styled(text, fg="red", bold=True)

    def bold(self, text: str) -> str:
        """Return a text that stands out."""
        return self._styled(calm(text), bold=True)

    def dim(self, text: str) -> str:
        """Return a text that stands back."""
        return self._styled(text, dim=True)

    def paragraph(
        self, text: str, *, indent: int = 0, dim: bool = False
    ) -> Iterator[str]:
        """Yield a text as lines that fit; nothing in it can command the terminal."""
        gap = " " * indent
        for part in text.splitlines() or [""]:
            for line in wrapped(part, max(self.width - indent, 20)):
                yield gap + (self.dim(line) if dim else line)

    def write(self, lines: Iterable[str]) -> None:
        """Write lines to standard output."""
        text = "".join(f"{line}\n" for line in lines)
        if self.screen.is_ascii:
            text = text.translate(_ASCII)
        write_out(text, self.screen.encoding)

    def _styled(self, text: str, **how: Any) -> str:  # noqa: ANN401 click's
        return style(text, **how) if self.screen.is_coloured else text


def page() -> Page:
    """Return the page for whoever runs the command."""
    return Page(terminal(os.environ, language_of(os.environ)))


def write_json(values: object) -> None:
    """Write one JSON document to standard output."""
    write_out(f"{json.dumps(values, indent=2)}\n")
