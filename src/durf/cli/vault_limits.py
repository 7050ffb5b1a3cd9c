"""The limits of ``durf vault add``, as options: how much of a file is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from durf.intake.extract.limits import Limits

_Command = TypeVar("_Command", bound="Callable[..., Any]")
_MEGABYTE = 1 << 20
_MOST = 1_000_000_000
# Each option: the field of ``Limits``, what one of it is, and what it says.
OPTIONS: dict[str, tuple[str, int, str, str]] = {
    "max_file_size": ("file_bytes", _MEGABYTE, "MB", "Larger files are refused. [256]"),
    "max_pages": ("pages", 1, "N", "Of a PDF, or slides or sheets. [5000]"),
    "max_letters": ("letters", 1, "N", "Of text in one file. [50000000]"),
    "max_expansion": ("expansion", 1, "N", "Bytes unpacked for a byte. [200]"),
    "timeout": ("seconds", 1, "SECONDS", "For one file. [120]"),
    "memory": ("memory_bytes", _MEGABYTE, "MB", "Of the process that reads. [3072]"),
}


def limit_options(command: _Command) -> _Command:
    """Give a command an option for each limit."""
    for name, (_, unit, metavar, text) in reversed(OPTIONS.items()):
        command = click.option(
            f"--{name.replace('_', '-')}",
            type=click.IntRange(1, _MOST // unit if unit == 1 else _MEGABYTE),
            metavar=metavar,
            help=text.replace(" [", "  ["),
        )(command)
    return command


def limits_from(given: Mapping[str, int | None]) -> Limits:
    """Return the limits that were asked for; the others stay as they are."""
    from durf.intake.extract.limits import Limits

    asked = {
        field: wanted * unit
        for name, (field, unit, _, _) in OPTIONS.items()
        if (wanted := given.get(name)) is not None
    }
    return Limits(**asked)
