"""Mending a post with what its findings propose."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from durf.check.verdict import Finding, Verdict
    from durf.post import Post


def mend(post: Post, verdict: Verdict) -> Post:
    """Return the post with every replacement that its findings carry.

    Where two findings overlap, the stricter one is followed; the other may be
    gone with it, or be found again when the mended post is judged.
    """
    media = tuple(
        replace(medium, alt=_mended(medium.alt, f"media[{number}].alt", verdict))
        for number, medium in enumerate(post.media)
    )
    links = tuple(
        _mended(link, f"links[{number}]", verdict)
        for number, link in enumerate(post.links)
    )
    text = _mended(post.text, "text", verdict)
    return replace(post, text=text, media=media, links=links)


def _mended(text: str, field: str, verdict: Verdict) -> str:
    chosen = _apart([f for f in verdict.findings if f.field == field])
    for finding in reversed(chosen):
        assert finding.replacement is not None
        text = text[: finding.start] + finding.replacement + text[finding.end :]
    return text


def _apart(findings: Sequence[Finding]) -> list[Finding]:
    """Return those with a replacement that do not overlap, in their order."""
    mends = [f for f in findings if f.replacement is not None]
    mends.sort(key=lambda f: (-f.action.strictness, f.start - f.end))
    chosen: list[Finding] = []
    for finding in mends:
        if not any(_overlap(finding, other) for other in chosen):
            chosen.append(finding)
    return sorted(chosen, key=lambda f: f.start)


def _overlap(one: Finding, other: Finding) -> bool:
    if one.span == other.span:
        return True
    return one.start < other.end and other.start < one.end
