"""One finding for one thing, however many rules or types found it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from durf.check.verdict import Finding

# What only looks like a secret: a type that knows it says more.
_UNNAMED = frozenset({"GENERIC_SECRET", "HIGH_ENTROPY_STRING", "PASSWORD_ASSIGNED"})


def without_repeats(findings: Iterable[Finding]) -> list[Finding]:
    """Keep one finding of what several packs or forms of a text found alike.

    A secret is told by its name, and not once more as something that looks like one.

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
    found = list(kept.values())
    named = [f for f in found if f.kind == "secrets" and f.entity not in _UNNAMED]
    if named:
        found = [f for f in found if not _is_named_by(f, named)]
    return sorted(found, key=_place)


def _is_named_by(finding: Finding, named: list[Finding]) -> bool:
    return finding.entity in _UNNAMED and any(
        other.field == finding.field
        and other.start < finding.end
        and finding.start < other.end
        and other.action.strictness >= finding.action.strictness
        for other in named
    )


def _place(finding: Finding) -> tuple[bool, str, int, int]:
    return finding.field != "text", finding.field, finding.start, finding.end
