"""Each network counts as its own documentation says, with its own examples."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from durf.errors import BadUse
from durf.networks.network import Part, Unit
from durf.networks.registry import NETWORKS, network
from durf.networks.signs import clusters
from durf.networks.threads import split

FAMILY = "👨‍👩‍👧‍👦"
texts = st.text(max_size=400) | st.lists(
    st.sampled_from(
        [
            "word",
            "https://durf.example/a/very/long/path?with=parameters&and=more",
            "@anna",
            "@anna@social.example",
            "#Bread",
            FAMILY,
            "é",
            "日本語",
            ". ",
            "\n\n",
            "(https://durf.example/x)",
            "https://",
            "durf.com",
        ]
    ),
    max_size=60,
).map(" ".join)


@pytest.mark.parametrize(
    ("name", "text", "length"),
    [
        ("bluesky", "Hello", 5),
        ("bluesky", FAMILY, 1),
        ("bluesky", "https://durf.example/path", 25),
        ("bluesky", "cafe\u0301", 4),
        ("mastodon", "See https://durf.example/" + "a" * 90, 4 + 23),
        ("mastodon", "Hi @anna@social.example", 3 + 5),
        ("mastodon", "Hi @anna", 8),
        ("mastodon", FAMILY, 1),
        ("mastodon", "mail a@b.example", 16),
        # https://docs.x.com/fundamentals/counting-characters
        ("x", "Hello", 5),
        ("x", "日本語", 6),
        ("x", "👾", 2),
        ("x", "🙋🏽", 2),
        ("x", FAMILY, 2),
        ("x", "🇳🇱", 2),
        ("x", "1\ufe0f\u20e3", 2),
        ("x", "cafe\u0301", 4),
        ("x", "https://t.example", 23),
        ("x", "see durf.com now", 4 + 23 + 4),
        ("x", "see durf.nl now", 15),
        ("x", "see durf.nl/a now", 4 + 23 + 4),
        ("x", "mail a@durf.com", 15),
        ("x", "“quote” – it’s", 14),
        ("x", "…", 2),
        ("linkedin", "é", 1),
        ("linkedin", "👾", 2),
        ("handover", "anything", 8),
    ],
)
def test_a_text_counts_as_the_network_says(name, text, length) -> None:
    assert network(name).measure(text).length == length


def test_a_text_that_is_too_long_says_where_it_stops_fitting() -> None:
    measure = network("bluesky").measure("a" * 299 + "éa")
    assert (measure.length, measure.limit, measure.over) == (301, 300, 300)
    assert (measure.fits, measure.left) == (False, -1)


def test_bluesky_counts_bytes_too() -> None:
    measure = network("bluesky").measure(FAMILY * 150)
    assert measure.unit is Unit.BYTES
    assert measure.over is not None
    assert len((FAMILY * 150)[: measure.over].encode()) <= 3000


def test_a_server_may_take_longer_texts() -> None:
    mastodon = network("mastodon")
    assert mastodon.measure("a" * 501).over == 500
    assert mastodon.measure("a" * 501, {"max_characters": 5_000}).fits
    # What is no number, and what does not differ, says nothing.
    assert mastodon.measure("a" * 501, {"max_characters": "many"}).over == 500
    assert not network("x").measure("a" * 281, {"max_characters": 5_000}).fits


def test_an_unknown_network_is_told() -> None:
    with pytest.raises(BadUse, match="myspace"):
        network("myspace")


@given(texts, st.sampled_from(sorted(NETWORKS)))
def test_pieces_make_the_text_and_never_cut_a_sign(text, name) -> None:
    pieces = list(NETWORKS[name].pieces(text))
    assert "".join(text[one.start : one.end] for one in pieces) == text
    place = 0
    for piece in pieces:
        assert piece.start == place < piece.end
        place = piece.end


@given(texts, st.sampled_from(["bluesky", "mastodon", "x", "linkedin"]))
def test_what_is_before_the_place_fits_and_one_more_sign_does_not(text, name) -> None:
    text *= 4
    measured = NETWORKS[name].measure(text)
    if measured.over is None:
        return
    assert measured.over < len(text)
    total = sum(
        one.weight for one in NETWORKS[name].weights(text) if one.start < measured.over
    )
    if measured.unit is NETWORKS[name].unit:
        assert total <= measured.limit


@given(texts, st.sampled_from(["bluesky", "mastodon", "x"]), st.booleans())
def test_a_thread_says_the_same_in_posts_that_fit(text, name, numbered) -> None:
    text = (text + " ") * 3
    try:
        posts = split(text, NETWORKS[name], numbered=numbered)
    except BadUse:
        return
    for post in posts:
        assert NETWORKS[name].measure(post).fits
    if numbered and len(posts) > 1:
        posts = tuple(post.rsplit(" ", 1)[0] for post in posts)
    assert "".join("".join(posts).split()) == "".join(text.split())


def test_a_thread_is_cut_between_sentences() -> None:
    text = ("One sentence that is quite long, really. " * 12).strip()
    posts = split(text, network("bluesky"), numbered=True)
    assert len(posts) == 2
    assert posts[0].endswith("really. 1/2")


def test_a_link_is_never_cut() -> None:
    link = "https://durf.example/" + "a" * 200
    posts = split(f"{'word ' * 40}{link} and more", network("bluesky"))
    assert any(link in post for post in posts)


def test_a_link_longer_than_a_post_is_told() -> None:
    with pytest.raises(BadUse, match="link"):
        split("https://durf.example/" + "a" * 400, network("bluesky"))


@given(st.text(max_size=60))
def test_clusters_make_the_text(text) -> None:
    assert "".join(text[start:end] for start, end in clusters(text)) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("see https://durf.example/a.", ["https://durf.example/a"]),
        ("(https://durf.example/a)", ["https://durf.example/a"]),
        ("https://durf.example/a_(b)", ["https://durf.example/a_(b)"]),
        ("“https://durf.example”", ["https://durf.example"]),
        ("ahttps://durf.example", []),
    ],
)
def test_a_link_ends_where_the_sentence_does(text, shown) -> None:
    found = [
        text[one.start : one.end]
        for one in network("bluesky").pieces(text)
        if one.part is Part.LINK
    ]
    assert found == shown
