"""What a number was asked to be, and what it is: one row of the overview."""

from __future__ import annotations

MARK = "target |"


def target(what: str, asked: str, measured: str, *, met: bool) -> None:
    """Print a row that ``benchmarks.run`` puts into its table at the end."""
    print(f"{MARK} {what} | {asked} | {measured} | {'yes' if met else '**no**'} |")
