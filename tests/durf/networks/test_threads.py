"""A long text becomes posts that each fit and together say the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from durf.errors import BadUse
from durf.networks.network import Part
from durf.networks.registry import NETWORKS, network
from durf.networks.threads import split
from tests.durf.networks.cases import FAMILY, soup, texts

limited = st.sampled_from(["bluesky", "mastodon", "x", "linkedin"])
WORDS = ["word", "Zin.", "https://durf.nl/a?b=c", "@anna@b.nl", "#Brood", FAMILY, "é\n"]


def unnumbered(posts: tuple[str, ...]) -> list[str]:
    for number, post in enumerate(posts, 1):
        assert post.endswith(f" {number}/{len(posts)}")
    return [post.rsplit(" ", 1)[0] for post in posts]


@given(texts, st.integers(1, 12), limited, st.booleans())
def test_a_thread_says_the_same_in_posts_that_fit(text, times, name, numbered) -> None:
    text = (text + " ") * times
    try:
        posts = split(text, NETWORKS[name], numbered=numbered)
    except BadUse:
        return
    for post in posts:
        assert NETWORKS[name].measure(post).fits
    said = unnumbered(posts) if numbered and len(posts) > 1 else posts
    assert "".join("".join(said).split()) == "".join(text.split())


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=400), limited)
def test_no_word_is_cut(words, name) -> None:
    text = " ".join(words)
    posts = split(text, NETWORKS[name], numbered=False)
    assert [word for post in posts for word in post.split()] == text.split()


@given(soup, st.integers(1, 6), st.sampled_from(["bluesky", "mastodon", "x"]))
def test_no_link_or_mention_is_cut(text, times, name) -> None:
    one = NETWORKS[name]
    text = ((text + " ") * times).strip()
    try:
        posts = split(text, one)
    except BadUse:
        return
    whole = [text[p.start : p.end] for p in one.pieces(text) if p.part != Part.PLAIN]
    place = 0
    for part in whole:
        while part not in posts[place]:
            place += 1
            assert place < len(posts)


def test_a_short_text_is_one_post() -> None:
    assert split("  Kort. ", network("x"), numbered=True) == ("Kort.",)
    assert split("", network("x")) == ("",)


def test_a_thread_is_cut_between_sentences() -> None:
    text = ("One sentence that is quite long, really. " * 12).strip()
    posts = split(text, network("bluesky"), numbered=True)
    assert len(posts) == 2
    assert posts[0].endswith("really. 1/2")


def test_an_instance_that_takes_more_needs_fewer_posts() -> None:
    text = "woord " * 300
    mastodon = network("mastodon")
    assert len(split(text, mastodon)) == 4
    assert len(split(text, mastodon, {"max_characters": 5000})) == 1


def test_a_word_longer_than_a_post_is_cut_between_signs() -> None:
    posts = split(FAMILY * 500, network("bluesky"))
    assert "".join(posts) == FAMILY * 500
    assert all(len(post) % len(FAMILY) == 0 for post in posts)


def test_a_link_is_never_cut() -> None:
    link = "https://durf.nl/" + "a" * 200
    posts = split(f"{'word ' * 40}{link} and more", network("bluesky"))
    assert any(link in post for post in posts)


def test_a_link_longer_than_a_post_is_told() -> None:
    with pytest.raises(BadUse, match="link"):
        split("https://durf.nl/" + "a" * 400, network("bluesky"))


def test_a_thread_that_is_too_long_is_told() -> None:
    with pytest.raises(BadUse, match="99 posts"):
        split("woord " * 10_000, network("bluesky"))


def test_a_place_without_a_limit_gets_it_whole() -> None:
    text = "woord " * 10_000
    assert split(text, network("handover")) == (text.strip(),)
