"""HTML of any server becomes the text that somebody wrote."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from durf.networks.mastodon.rendered import plain

PIECES = [
    "<p>",
    "</p>",
    "<br />",
    "<br>",
    '<a href="https://durf.example/a">',
    "<a href='x'",
    "</a>",
    "<a",
    ">",
    '"',
    "<!--",
    "-->",
    "<![CDATA[",
    "<?php",
    "&amp;",
    "&#0;",
    "&#x1F44D;",
    "<img alt=':x:'>",
    "woord",
    " ",
    "\n",
]


@pytest.mark.parametrize(
    ("rendered", "text"),
    [
        ("", ""),
        ("<p>Hallo</p>", "Hallo"),
        ("<p>Een</p><p>Twee<br />Drie</p>", "Een\n\nTwee\nDrie"),
        ("Een<br/>Twee<BR>Drie", "Een\nTwee\nDrie"),
        ("<p>a &lt;b&gt; &amp;amp; &quot;c&#39;d&quot;</p>", "a <b> &amp; \"c'd\""),
        ("1 < 2 <3 & 4", "1 < 2 <3 & 4"),
        ("<ul><li>een</li><li>twee</li></ul>", "- een\n- twee"),
        ("<p>een\n  twee</p>\n<p>drie</p>", "een   twee\n\ndrie"),
        (
            '<a href="https://durf.example/lang?a=1&amp;b=2"><span class="invisible">'
            'https://</span><span class="ellipsis">durf.example/la</span>'
            '<span class="invisible">ng?a=1&amp;b=2</span></a>',
            "https://durf.example/lang?a=1&b=2",
        ),
        (
            '<a href="https://www.durf.example/lang">durf.example/l…</a>.',
            "https://www.durf.example/lang.",
        ),
        ("<a href='https://durf.example/'>durf.example</a>", "https://durf.example/"),
        ("<a href='https://durf.example/caf%C3%A9/'>https://durf.example/café</a>", "https://durf.example/café"),
        ("<a href='https://xn--caf-dma.example/a'>https://café.example/a</a>", "https://café.example/a"),
        ("<a href='https://xn--caf-dma.example/'>café.exam…</a>", "https://xn--caf-dma.example/"),
        ("<a href='https://xn--.example/'>https://evil.example/</a>", "https://evil.example/ (https://xn--.example/)"),
        ("<a href=https://durf.example/a>lees dit</a>", "lees dit (https://durf.example/a)"),
        ('<a href="javascript:x">lees dit</a>', "lees dit"),
        ('<a class="u-url mention" href="https://a.example/@anna">@<span>anna</span></a>', "@anna"),
        ('<a href="https://a.example/tags/x" rel="tag">#<span>X</span></a>', "#X"),
        ('<a href="https://durf.example/"><img src="x" alt=":durf:"></a>', ":durf: (https://durf.example/)"),
        ('<a href="https://durf.example/"></a>', "https://durf.example/"),
        ('<a href="https://durf.example/a', ""),
        ('<a href="https://durf.example/a">durf.example/a', "https://durf.example/a"),
        ('een<!-- <p> -->twee<!-- drie', "eentwee"),
        ('<span title="a > b">een</span>', "een"),
    ],
)  # fmt: skip
def test_what_was_written_comes_back(rendered, text) -> None:
    assert plain(rendered) == text


def test_a_mention_gets_the_name_that_its_server_gives() -> None:
    shown = '<a href="https://a.example/@anna" class="mention">@<span>anna</span></a>'
    names = {"https://a.example/@anna": "anna@a.example"}
    assert plain(shown, names) == "@anna@a.example"
    assert plain(shown.replace("@<", "#<"), names) == "#anna"


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join) | st.text())
def test_nothing_makes_it_fail(rendered) -> None:
    text = plain(rendered)
    assert text == text.strip()
    assert "\n\n\n" not in text


@given(st.text(st.characters(exclude_characters="<&")))
def test_what_has_no_signs_of_html_stays_but_for_its_white_space(text) -> None:
    assert "".join(plain(text).split()) == "".join(text.split())


@pytest.mark.parametrize("piece", ["<", "<a ", '<a "', "<!--", "<a href='", "&", "<p"])
def test_a_long_nonsense_is_read_once(piece) -> None:
    """Quadratic reading of this would take minutes."""
    assert isinstance(plain(piece * (4_000_000 // len(piece))), str)
