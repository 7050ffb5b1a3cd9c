"""What a run over files says at its end."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from durf.cli.policy_page import Page
    from durf.intake.crew import Tally

_MEGABYTE = 1_000_000


def write_summary(
    sheet: Page, tally: Tally, seconds: float, output_format: str
) -> None:
    """Write what came of a run to standard output."""
    if output_format == "json":
        from durf.cli.policy_page import write_json

        names = {"size": "bytes"}
        counts = {names.get(key, key): n for key, n in asdict(tally).items()}
        write_json({**counts, "seconds": round(seconds, 3)})
        return
    sheet.write(_lines(sheet, tally, seconds))


def _lines(sheet: Page, tally: Tally, seconds: float) -> Iterator[str]:
    say = sheet.say
    counts = (
        (tally.added, say("{0} added")),
        (tally.changed, say("{0} changed")),
        (tally.unchanged, say("{0} unchanged")),
        (tally.dropped, say("{0} dropped")),
        (tally.unreadable, say("{0} unreadable")),
        (tally.empty, say("{0} without text")),
    )
    parts = [said.format(f"{n:,}") for n, said in counts if n]
    yield ", ".join(parts) or say("there is nothing to add")
    if not tally.size:
        return
    if not tally.letters:
        size, rate = tally.size / _MEGABYTE, tally.size / max(seconds, 1e-3) / _MEGABYTE
        yield say("{0} MB in {1} s, {2} MB/s").format(
            f"{size:,.1f}", f"{seconds:.1f}", f"{rate:,.1f}"
        )
        return
    read = say("{0} letters, {1} fingerprints; {2} MB in {3} s, {4} MB/s")
    size = tally.size / _MEGABYTE
    yield read.format(
        f"{tally.letters:,}",
        f"{tally.fingerprints:,}",
        f"{size:,.1f}",
        f"{seconds:.1f}",
        f"{size / max(seconds, 1e-9):.1f}",
    )
