"""Each network counts as its own documentation says, with its own examples."""

from __future__ import annotations

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from durf.networks.counting import (
    Unit,
    cluster_ends,
    count_bytes,
    count_clusters,
    count_units,
    joined,
)
from durf.networks.registry import NETWORKS, network
from tests.durf.networks.cases import FAMILY, cases, soup, text_of, texts

names = st.sampled_from(sorted(NETWORKS))
limited = st.sampled_from([one.name for one in NETWORKS.values() if one.limits.text])
marks = st.text(
    "ae👍🏽🇳🇱\u200d\ufe0f\u0301\u20e31❤©👩한각\r\n\u0e33\u0d4eक्ष", max_size=30
)


@pytest.mark.parametrize(
    "case", cases("counting"), ids=lambda case: f"{case['network']} {case['text']}"
)
def test_a_text_counts_as_the_network_says(case) -> None:
    warning = "w" * case.get("warning", 0)
    measure = network(case["network"]).measure(text_of(case), warning=warning)
    assert measure.length == case["length"]
    if "over" in case:
        assert measure.over == case["over"]
        assert measure.fits == (case["over"] is None)
    if "unit" in case:
        assert measure.unit == case["unit"]


def test_every_network_with_a_limit_has_cases() -> None:
    tried = {case["network"] for case in cases("counting")}
    assert tried == set(NETWORKS)


def test_what_is_left_goes_below_zero() -> None:
    measure = network("bluesky").measure("a" * 301)
    assert (measure.left, measure.limit) == (-1, 300)


def test_bluesky_counts_bytes_too() -> None:
    measure = network("bluesky").measure(FAMILY * 150)
    assert (measure.unit, measure.limit) == (Unit.BYTES, 3000)
    assert measure.over is not None
    assert len((FAMILY * 150)[: measure.over].encode()) == 3000


def test_a_server_may_take_longer_texts() -> None:
    mastodon = network("mastodon")
    assert mastodon.measure("a" * 501).over == 500
    assert mastodon.measure("a" * 501, {"max_characters": 5_000}).fits
    # What is no number, and what does not differ, says nothing.
    assert mastodon.measure("a" * 501, {"max_characters": "many"}).over == 500
    assert not network("x").measure("a" * 281, {"max_characters": 5_000}).fits


@given(texts | marks)
def test_clusters_are_counted_as_unicode_says(text) -> None:
    found = regex.findall(r"\X", text)
    assert count_clusters(text) == len(found)
    ends = cluster_ends(text)
    starts = [0, *ends][:-1]
    assert [text[a:b] for a, b in zip(starts, ends, strict=True)] == found


def test_no_sign_that_is_counted_alone_joins_another() -> None:
    """The quick way skips signs; none of them may be one that Unicode joins."""
    signs = map(chr, range(0x110000))
    alone = "".join(sign for sign in signs if not any(joined(f"é{sign}")))
    assert len(alone) > 50_000
    apart = r"[\p{GCB=Other}\p{GCB=Control}\p{GCB=LF}\p{GCB=LV}\p{GCB=LVT}]*"
    assert regex.fullmatch(apart, alone)


@given(texts)
def test_bytes_and_code_units_are_those_of_the_encodings(text) -> None:
    assert count_bytes(text) == sum(
        len(sign.encode("utf-8", "surrogatepass")) for sign in text
    )
    assert count_units(text) == sum(1 + (sign > "\uffff") for sign in text)


@given(texts | marks, names)
def test_clusters_one_by_one_count_what_they_count_together(text, name) -> None:
    count = NETWORKS[name].count.of_run
    assert count(text) == sum(map(count, regex.findall(r"\X", text)))


def first_over(count, text: str, limit: int) -> tuple[int, int | None]:
    """Count cluster by cluster: slow, and plain to see."""
    weights, place = [], 0
    for part in (*count.fixed(text), None):
        end = part.start if part else len(text)
        weights += [
            (place + found.start(), count.of_run(found[0]))
            for found in regex.finditer(r"\X", text[place:end])
        ]
        if part:
            weights.append((part.start, part.weight))
            place = part.end
    total, over = 0, None
    for start, weight in weights:
        total += weight
        over = start if over is None and total > limit else over
    return total, over


@given(texts, st.integers(1, 8), limited)
def test_over_is_where_one_more_sign_no_longer_fits(text, times, name) -> None:
    text *= times
    one = NETWORKS[name]
    measure = one.measure(text)
    counts = [(one.count, one.limits.text), *one.also]
    for count, limit in counts:
        total, over = first_over(count, text, limit)
        if (measure.unit, measure.limit) == (count.unit, limit):
            assert (measure.length, measure.over) == (total, over)
        if measure.fits:
            assert over is None


@given(st.text("abc dé👍\U0001f3fd日\u0301", max_size=700), limited)
def test_a_text_cut_where_it_is_over_fits(text, name) -> None:
    one = NETWORKS[name]
    over = one.measure(text).over
    if over is not None:
        assert one.measure(text[:over]).fits
        one_more = regex.match(r"\X", text, pos=over)[0]
        assert not one.measure(text[:over] + one_more).fits


@given(soup, soup)
def test_a_warning_counts_with_its_text(text, warning) -> None:
    mastodon = network("mastodon")
    whole = mastodon.measure(text, warning=warning)
    assert whole.length == mastodon.measure(text).length + count_clusters(warning)
