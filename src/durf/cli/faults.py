"""Faults of a policy as a person wants to see them: the place, the line, a caret."""

from __future__ import annotations

from typing import TYPE_CHECKING

from durf.cli.cells import calm, cells

if TYPE_CHECKING:
    from collections.abc import Callable

    from durf.source.faults import Fault

_BEFORE = 60
_AFTER = 40
_MORE = "…"


def told(fault: Fault, translate: Callable[[str], str]) -> str:
    """Return a fault with its line; no terminal obeys anything in it.

    Of a long line the part around the place is shown.
    """
    lead = calm(f"{fault.place}: {fault.said(translate)}")
    if not fault.line:
        return lead
    at = max(fault.place.column - 1, 0)
    is_long = len(fault.line) > _BEFORE + _AFTER
    first = max(at - _BEFORE, 0) if is_long else 0
    last = at + _AFTER if is_long else len(fault.line)
    before = (_MORE if first else "") + calm(fault.line[first:at])
    after = calm(fault.line[at:last]) + (_MORE if last < len(fault.line) else "")
    return f"{lead}\n    {before}{after}\n    {' ' * cells(before)}^"
