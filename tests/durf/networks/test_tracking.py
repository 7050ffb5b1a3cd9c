"""Links carry what they are to carry, once, and lose nothing of their own."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from durf.errors import BadUse
from durf.networks.tracking import (
    STYLES,
    Tracking,
    parameters,
    track,
    tracked,
    untracked,
)
from tests.durf.networks.cases import cases

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


@given(links, trackings, styles)
def test_all_of_it_can_be_taken_away_again(link, tracking, style) -> None:
    clean = untracked(link)
    assert untracked(tracked(clean, tracking, style), style) == clean


@given(links, trackings, styles)
def test_replacing_leaves_one_of_each(link, tracking, style) -> None:
    own = tracked(link, Tracking("own", "own", "own", "own", "own"), style)
    query = urlsplit(tracked(own, tracking, style, replacing=True)).query
    names = [name for name, _ in parse_qsl(query, keep_blank_values=True)]
    assert all(names.count(name) == 1 for name in parameters(style).values())
    carried = dict(parse_qsl(query, keep_blank_values=True))
    for field, parameter in parameters(style).items():
        assert carried[parameter] == (getattr(tracking, field) or "own")


def test_without_a_style_names_that_others_use_stay() -> None:
    assert untracked("https://durf.nl/?source=x&utm_source=y") == (
        "https://durf.nl/?source=x"
    )


def test_an_unknown_style_is_told() -> None:
    with pytest.raises(BadUse, match="urchin"):
        tracked("https://durf.nl", Tracking(), "urchin")


@given(trackings)
def test_values_arrive_as_they_are(tracking) -> None:
    query = urlsplit(tracked("https://durf.example/", tracking)).query
    carried = dict(parse_qsl(query, keep_blank_values=True))
    for field, parameter in STYLES["utm"].items():
        assert carried.get(parameter, "") == getattr(tracking, field)


@pytest.mark.parametrize("case", cases("tracking"), ids=lambda case: case["url"])
def test_a_link_gets_what_it_is_to_carry(case) -> None:
    carried = Tracking(source="x", medium="social", campaign="Actie 1")
    found = tracked(
        case["url"],
        carried,
        case.get("style", "utm"),
        replacing=case.get("replacing", False),
    )
    assert found == case["tracked"]


@pytest.mark.parametrize("url", ["mailto:a@b.nl?utm_source=x", "?utm_source=x", ""])
def test_other_addresses_keep_what_they_have(url) -> None:
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
