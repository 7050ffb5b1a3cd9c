"""Mending: every replacement that is in nobody's way, the strictest first."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from durf.action import Action
from durf.check.mend import mend
from durf.check.verdict import Finding, Verdict
from durf.post import Medium, Post

TEXT = "abcdefghij"
ACTIONS = st.sampled_from([Action.WARN, Action.REVIEW, Action.BLOCK])
SPANS = st.tuples(st.integers(0, 10), st.integers(0, 10)).map(sorted)


def finding(
    start: int, end: int, action=Action.WARN, said="-", field="text"
) -> Finding:
    return Finding("r", "C", "terms", field, start, end, action, replacement=said)


def mended(*findings: Finding, text: str = TEXT) -> str:
    return mend(Post(text), Verdict(Action.WARN, findings, "1")).text


def overlap(one: Finding, other: Finding) -> bool:
    if one.span == other.span:
        return True
    return one.start < other.end and other.start < one.end


@given(st.lists(st.tuples(SPANS, ACTIONS), max_size=12))
def test_it_follows_the_strictest_and_longest_of_what_overlaps(places) -> None:
    findings = [
        finding(*span, action, f"<{number}>")
        for number, (span, action) in enumerate(places)
    ]
    wanted: list[Finding] = []
    for one in sorted(findings, key=lambda f: (-f.action.strictness, f.start - f.end)):
        if not any(overlap(one, other) for other in wanted):
            wanted.append(one)
    said = TEXT
    for one in sorted(wanted, key=lambda f: f.span, reverse=True):
        said = said[: one.start] + (one.replacement or "") + said[one.end :]
    assert mended(*findings) == said


def test_it_leaves_what_has_no_replacement() -> None:
    assert mended(finding(0, 3, said=None)) == TEXT


def test_it_mends_every_field_by_its_own_findings() -> None:
    post = Post(TEXT, media=(Medium("a.jpg", TEXT),), links=(TEXT,))
    fields = ("text", "media[0].alt", "links[0]")
    findings = tuple(
        finding(number, 9, field=field) for number, field in enumerate(fields)
    )
    done = mend(post, Verdict(Action.WARN, findings, "1"))
    assert (done.text, done.media[0].alt, done.links) == ("-j", "a-j", ("ab-j",))


def test_it_mends_more_places_than_anyone_would_compare_with_each_other() -> None:
    text = "ab " * 100_000
    findings = [finding(at, at + 2) for at in range(0, len(text), 3)]
    assert mended(*findings, text=text) == "- " * 100_000
