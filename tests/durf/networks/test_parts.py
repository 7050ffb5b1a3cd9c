"""Links, mentions and hashtags are found as the networks find them."""

from __future__ import annotations

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from durf.errors import BadUse
from durf.networks.linkedin.little import little
from durf.networks.network import Part
from durf.networks.registry import NETWORKS, network
from tests.durf.networks.cases import cases, texts


@pytest.mark.parametrize(
    "case", cases("parts"), ids=lambda case: f"{case['network']} {case['text']}"
)
def test_a_text_has_these_parts(case) -> None:
    text = case["text"]
    found = [
        (piece.part.value, text[piece.start : piece.end], piece.shown)
        for piece in network(case["network"]).pieces(text)
        if piece.part is not Part.PLAIN
    ]
    expected = [
        (part, said, *(shown or [said])) for part, said, *shown in case["parts"]
    ]
    assert found == expected


@given(texts, st.sampled_from(sorted(NETWORKS)))
def test_pieces_make_the_text(text, name) -> None:
    place = 0
    for piece in NETWORKS[name].pieces(text):
        assert piece.start == place < piece.end
        assert piece.part is not Part.PLAIN or piece.shown == text[place : piece.end]
        place = piece.end
    assert place == len(text)


@pytest.mark.parametrize("name", sorted(NETWORKS))
@pytest.mark.parametrize(
    "text",
    [
        "a." * 20_000,
        "(" * 40_000,
        "https://" * 5_000,
        "@a." * 10_000,
        "#" * 40_000,
        "https://a.nl/" + "(" * 20_000,
        "x_" * 20_000 + ".nl",
        "a-" * 20_000 + ".nl",
    ],
    ids=lambda text: text[:14],
)
def test_a_text_made_to_be_slow_comes_to_an_end(name, text) -> None:
    """None of the expressions tries all ways there are to read a text."""
    one = NETWORKS[name]
    assert "".join(text[p.start : p.end] for p in one.pieces(text)) == text
    one.measure(text)


def test_an_unknown_network_is_told() -> None:
    with pytest.raises(BadUse, match="myspace"):
        network("myspace")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Hallo", "Hallo"),
        ("a (b) [c] {d} <e> *f* _g_ ~h~ i|j \\", None),
        ("@anna #Werk #a_b (#een)", "\\@anna #Werk #a\\_b \\(#een\\)"),
        ("C# en #1", "C\\# en \\#1"),
    ],
)
def test_linkedins_text_is_escaped_but_for_hashtags(text, written) -> None:
    if written is None:
        written = "".join(f"\\{s}" if s in "|{}@[]()<>#\\*_~" else s for s in text)
    assert little(text) == written


@given(st.text())
def test_what_linkedin_reads_is_what_was_written(text) -> None:
    signs = iter(little(text))
    read = (next(signs) if sign == "\\" else sign for sign in signs)
    assert "".join(read) == text


@pytest.mark.parametrize("name", sorted(NETWORKS))
def test_every_figure_has_its_source(name) -> None:
    one = NETWORKS[name]
    figures = {field.name for field in fields(one.limits) if field.type != "bool"}
    said = {figure for figure in figures if getattr(one.limits, figure)}
    assert said <= set(one.sources)
    assert not said or "count" in one.sources
    assert set(one.sources) <= {field.name for field in fields(one.limits)} | {"count"}
    assert all(source.startswith("https://") for source in one.sources.values())
