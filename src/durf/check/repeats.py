"""One finding for one thing, however many rules or types found it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from durf.check.verdict import Finding

# What is only surprising, or only stands beside the word "password", is named
# by a type of its own where one knows it.
_UNNAMED = frozenset({"HIGH_ENTROPY", "GENERIC_SECRET", "GENERIC_PASSWORD"})


def without_repeats(findings: Iterable[Finding]) -> list[Finding]:
    """Keep one finding of what several packs or forms of a text found alike.

    Returns:
        The findings by place: those in the text, then those in other fields.
    """
    kept: dict[tuple[object, ...], Finding] = {}
    for finding in findings:
        what = finding.entity or finding.rule
        key = (finding.kind, what, finding.field, finding.start, finding.end)
        earlier = kept.get(key)
        if earlier is None or finding.action.strictness > earlier.action.strictness:
            kept[key] = finding
    return sorted(kept.values(), key=_place)


def _place(finding: Finding) -> tuple[bool, str, int, int]:
    return finding.field != "text", finding.field, finding.start, finding.end
