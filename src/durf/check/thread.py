"""What the posts of a thread say together, told in each of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from durf.check.verdict import Finding
    from durf.post import Post


def shared_out(
    findings: Iterable[Finding], posts: Sequence[Post]
) -> dict[int, list[Finding]]:
    """Share findings in the joined text of a thread out among its posts.

    Args:
        findings: in the texts of the posts, joined by one newline each.
        posts: of the thread.

    Returns:
        For the number of a post, its parts of those that more posts have.
    """
    parts: dict[int, list[Finding]] = {}
    for finding in findings:
        first = 0
        touched: list[tuple[int, Finding]] = []
        for number, post in enumerate(posts):
            start = max(finding.start - first, 0)
            end = min(finding.end - first, len(post.text))
            if start < end:
                touched.append((number, replace(finding, start=start, end=end)))
            first += len(post.text) + 1
        if len(touched) > 1:
            for number, part in touched:
                parts.setdefault(number, []).append(part)
    return parts


def is_told(finding: Finding, others: Iterable[Finding]) -> bool:
    """Tell whether a rule has found a longer place around this one already."""
    return any(
        other.rule == finding.rule
        and other.field == finding.field
        and other.start <= finding.start
        and finding.end <= other.end
        for other in others
    )
