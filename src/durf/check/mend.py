"""Mending a post with what its findings propose."""

from __future__ import annotations

from bisect import bisect_left
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
    parts: list[str] = []
    at = 0
    for finding in _apart([f for f in verdict.findings if f.field == field]):
        assert finding.replacement is not None
        parts += (text[at : finding.start], finding.replacement)
        at = finding.end
    return "".join((*parts, text[at:]))


def _apart(findings: Sequence[Finding]) -> list[Finding]:
    """Return those with a replacement that do not overlap, in their order."""
    mends = [f for f in findings if f.replacement is not None]
    mends.sort(key=lambda f: (-f.action.strictness, f.start - f.end))
    chosen: dict[tuple[int, int], Finding] = {}
    spans: list[tuple[int, int]] = []
    for finding in mends:
        at = bisect_left(spans, finding.span)
        # Those chosen are apart, so only the nearest two can be in the way.
        if not any(_overlap(finding.span, s) for s in spans[max(0, at - 1) : at + 1]):
            spans.insert(at, finding.span)
            chosen[finding.span] = finding
    return [chosen[span] for span in spans]


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one == other or (one[0] < other[1] and other[0] < one[1])
