"""Links carry what they are to carry, once, and lose nothing of their own."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from durf.networks.tracking import STYLES, Tracking, track, tracked, untracked

words = st.text(max_size=12)
trackings = st.builds(Tracking, words, words, words, words, words)
styles = st.sampled_from(sorted(STYLES))
links = st.builds(
    "https://durf.example/{}{}{}".format,
    st.sampled_from(["", "a", "a/b%20c"]),
    st.sampled_from(["", "?x=1", "?x=1&y=a%26b", "?utm_source=own", "?q"]),
    st.sampled_from(["", "#part"]),
)


@given(links, trackings, styles)
def test_twice_is_once(link, tracking, style) -> None:
    once = tracked(link, tracking, style)
    assert tracked(once, tracking, style) == once


@given(links, trackings, styles)
def test_what_was_there_stays(link, tracking, style) -> None:
    before, after = urlsplit(link), urlsplit(tracked(link, tracking, style))
    assert after.query.startswith(before.query)
    assert (before.path, before.fragment) == (after.path, after.fragment)


@given(links, trackings)
def test_all_of_it_can_be_taken_away_again(link, tracking) -> None:
    clean = untracked(link)
    assert untracked(tracked(clean, tracking)) == clean


@given(trackings)
def test_values_arrive_as_they_are(tracking) -> None:
    query = urlsplit(tracked("https://durf.example/", tracking)).query
    carried = dict(parse_qsl(query, keep_blank_values=True))
    for field, parameter in STYLES["utm"].items():
        assert carried.get(parameter, "") == getattr(tracking, field)


@pytest.mark.parametrize(
    "url", ["mailto:a@b.example", "javascript:x", "durf.example", "https://[bad", ""]
)
def test_other_addresses_stay_as_they_are(url) -> None:
    assert tracked(url, Tracking(source="x")) == url
    assert untracked(url) == url


def test_only_links_of_a_text_change() -> None:
    text = "See https://durf.example/a, and (https://durf.example/b?x=1#c)!"
    assert track(text, Tracking(source="bluesky", medium="social")).text == (
        "See https://durf.example/a?utm_source=bluesky&utm_medium=social, and "
        "(https://durf.example/b?x=1&utm_source=bluesky&utm_medium=social#c)!"
    )


@given(st.text(max_size=80), trackings, styles)
def test_any_text_may_be_tracked_twice(text, tracking, style) -> None:
    once = track(text, tracking, style).text
    assert track(once, tracking, style).text == once


@given(
    st.lists(
        st.sampled_from(["a", "https://durf.example/a?b=1", " ", "b.", "(c)"]),
        max_size=12,
    ),
    trackings,
)
def test_every_place_has_its_way_back(words, tracking) -> None:
    text = " ".join(words)
    found = track(text, tracking)
    back = [found.before(place) for place in range(len(found.text) + 1)]
    assert back == sorted(back)
    assert (back[0], back[-1]) == (0, len(text))
    # Outside of what was added each sign is the same on both sides.
    kept = [place for place, other in enumerate(back[:-1]) if back[place + 1] > other]
    assert "".join(found.text[place] for place in kept) == text
