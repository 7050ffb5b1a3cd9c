"""What click calls a wrong use, as one of our own sentences."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_QUOTED = re.compile(r"'([^']*)'")
_LONGEST = 80


def usage_sentence(error: click.ClickException, say: Callable[[str], str]) -> str:
    """Return 'what is wrong: what to do' for a command that was typed wrongly."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "durf"
    remedy = say("see '{0}'").format(f"{path} --help")
    return f"{_problem(error, context, say)}: {remedy}"


def _problem(
    error: click.ClickException,
    context: click.Context | None,
    say: Callable[[str], str],
) -> str:
    message = error.format_message()
    if isinstance(error, click.NoSuchOption):
        said = say("there is no option '{0}'").format(error.option_name)
        return _with_near(said, error.option_name, _options(context), say)
    if message.startswith("No such command"):
        name = _first_quoted(message)
        said = say("there is no command '{0}'").format(name)
        return _with_near(said, name, _commands(context), say)
    if isinstance(error, click.MissingParameter):
        return say("{0} is missing").format(_name_of(error.param))
    if isinstance(error, click.BadParameter):
        return _bad_value(error, message, say)
    if isinstance(error, click.BadOptionUsage):
        needs = "requires" in message
        said = say("{0} needs a value") if needs else say("{0} takes no value")
        return said.format(error.option_name)
    if message.startswith("Got unexpected extra argument"):
        extra = message.partition("(")[2].rstrip(")")
        return say("more than was asked for: {0}").format(extra[:_LONGEST])
    return message[:1].lower() + message[1:].rstrip(".")


def _bad_value(
    error: click.BadParameter, message: str, say: Callable[[str], str]
) -> str:
    name, kind = _name_of(error.param), error.param.type if error.param else None
    value = _first_quoted(error.message)
    if isinstance(kind, click.Choice):
        words = [str(choice) for choice in kind.choices]
        said = say("{0} cannot be '{1}', only {2}")
        said = said.format(name, value, ", ".join(words))
        return _with_near(said, value, words, say)
    if isinstance(kind, click.IntRange):
        said = say("{0} must be a whole number from {1} to {2}")
        return said.format(name, kind.min, kind.max)
    return message[:1].lower() + message[1:].rstrip(".")


def _name_of(parameter: click.Parameter | None) -> str:
    if parameter is None:
        return "?"
    if isinstance(parameter, click.Argument):
        return (parameter.name or "").upper()
    return max(parameter.opts, key=len)


def _with_near(
    said: str, word: str, known: Iterable[str], say: Callable[[str], str]
) -> str:
    from durf.source.faults import nearest

    near = nearest(word, known)
    return say("{0}; did you mean '{1}'?").format(said, near) if near else said


def _options(context: click.Context | None) -> list[str]:
    if context is None:
        return []
    return [name for one in context.command.params for name in one.opts if "--" in name]


def _commands(context: click.Context | None) -> list[str]:
    if context is None or not isinstance(context.command, click.Group):
        return []
    return context.command.list_commands(context)


def _first_quoted(message: str) -> str:
    found = _QUOTED.search(message)
    return found[1][:_LONGEST] if found else ""
