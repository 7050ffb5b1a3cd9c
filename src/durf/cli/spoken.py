"""Help texts in the reader's language.

English help stands in the commands themselves.  Each paragraph of it, each line
of a paragraph that keeps its lines, and what is said behind an example is a
sentence of its own for the translator; the examples are the same everywhere.
"""

from __future__ import annotations

import os
import re
from copy import copy
from inspect import cleandoc
from typing import TYPE_CHECKING

import click

from durf.cli.speech import language_of
from durf.locale import translator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Say = Callable[[str], str]

# By this click knows a paragraph that keeps its lines.
_KEPT = "\b"
_EXPLAINED = re.compile(r"( +\S.*?)( {2,})(\S.*)")


class _Formatter(click.HelpFormatter):
    """Writes what click itself says around our help."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the first line."""
        super().write_usage(prog, args, prefix or f"{_say('Usage:')} ")

    def write_heading(self, heading: str) -> None:
        """Write what stands above a list."""
        super().write_heading(_say(heading))

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        """Write a list of names and what they are."""
        default, required = _say("default"), _say("required")
        said = [
            (
                name,
                _say(text)
                .replace("[default: ", f"[{default}: ")
                .replace("[required]", f"[{required}]"),
            )
            for name, text in rows
        ]
        super().write_dl(said, col_max, col_spacing)


class _Context(click.Context):
    formatter_class = _Formatter


def spoken(command: click.Command) -> click.Command:
    """Return a command that helps in the reader's language."""
    made = copy(command)
    made.context_class = _Context
    # Made when it was first asked for, perhaps in another language.
    made._help_option = None
    made.help = told(command.help, _say)
    made.epilog = told(command.epilog, _say)
    made.options_metavar = _say(command.options_metavar or "")
    made.params = [_parameter(parameter) for parameter in command.params]
    if isinstance(made, click.Group):
        made.subcommand_metavar = _say(made.subcommand_metavar or "")
    return made


def told(text: str | None, say: Say) -> str | None:
    """Return a help text with each of its sentences said by ``say``."""
    if text is None:
        return None
    return "\n\n".join(_paragraph(one, say) for one in cleandoc(text).split("\n\n"))


def phrases(text: str) -> list[str]:
    """Return the sentences of a help text, for the translator.

    >>> phrases("Do it.")
    ['Do it.']
    """
    found: list[str] = []

    def heard(sentence: str) -> str:
        found.append(sentence)
        return sentence

    told(text, heard)
    return found


def _paragraph(text: str, say: Say) -> str:
    if not text.startswith(_KEPT):
        return say(" ".join(text.split()))
    return "\n".join(_line(line, say) for line in text.split("\n"))


def _line(line: str, say: Say) -> str:
    if line == _KEPT:
        return line
    if not line.startswith(" "):
        return say(line)
    found = _EXPLAINED.fullmatch(line)
    return f"{found[1]}{found[2]}{say(found[3])}" if found else line


def _parameter(parameter: click.Parameter) -> click.Parameter:
    made = copy(parameter)
    if isinstance(made, click.Option) and made.help:
        made.help = told(made.help, _say)
    return made


def _say(sentence: str) -> str:
    return translator(language_of(os.environ))(sentence)
