"""What a run over the rows of a table says: on its way, and at its end."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from durf.cli.cells import calm
from durf.cli.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from durf.cli.policy_page import Page
    from durf.intake.tables.filling import Filled
    from durf.intake.tables.table import Skips
    from durf.vault.records.mapping import Mapping

_WHOLE = 1_000_000
# More lines than these tell nobody anything.
_MOST_SHOWN = 5


class RowsProgress:
    """What a person at the terminal sees of the rows, on standard error.

    Args:
        is_shown: somebody watches; otherwise nothing is written.
        translate: puts our own sentences in the reader's language.
    """

    def __init__(self, is_shown: bool, translate: Callable[[str], str]) -> None:
        self._line = Progress(0, is_shown, translate("{0} rows, {1}/s"))

    def rows(self, done: float | None, count: int) -> None:
        """Hear how much has been read, from 0 to 1 if that is known; and how many."""
        line = self._line
        size = 0
        if done is not None:
            line.total = _WHOLE
            size = int(done * _WHOLE) - line.done
        line.forward(size, count - line.posts)

    def clear(self) -> None:
        """Take the line away."""
        self._line.clear()


def say(sentence: str) -> None:
    """Write a sentence to standard error, as durf's own."""
    sys.stderr.write(f"durf: {calm(sentence)}\n")
    sys.stderr.flush()


def say_skips(name: str, skips: Skips, translate: Callable[[str], str]) -> None:
    """Name the first rows that were left out, and how many there are more."""
    said = translate("{0}, line {1}: left out, {2}")
    for skip in skips.first[:_MOST_SHOWN]:
        say(said.format(name, f"{skip.line:,}", translate(skip.reason)))
    more = skips.count - min(len(skips.first), _MOST_SHOWN)
    if more:
        say(translate("and {0} more").format(f"{more:,}"))


def write_filled(
    sheet: Page, filled: Filled, mapping: Mapping, seconds: float, output_format: str
) -> None:
    """Write what came of it to standard output."""
    if output_format == "json":
        from durf.cli.policy_page import write_json

        values = {
            "rows": filled.rows,
            "values": filled.values,
            "skipped": filled.skips.reasons,
            "fields": [field.name for field in mapping.fields],
            "seconds": round(seconds, 3),
        }
        write_json(values)
        return
    sheet.write(_lines(sheet, filled, mapping, seconds))


def _lines(
    sheet: Page, filled: Filled, mapping: Mapping, seconds: float
) -> Iterator[str]:
    translate = sheet.say
    said = translate("{0} rows, {1} values in {2} s")
    yield said.format(f"{filled.rows:,}", f"{filled.values:,}", f"{seconds:.1f}")
    yield translate("fields: {0}").format(
        ", ".join(field.name for field in mapping.fields)
    )
    for reason, count in filled.skips.reasons.items():
        left = translate("{0} row(s) left out: {1}")
        yield sheet.bad(left.format(f"{count:,}", translate(reason)))
