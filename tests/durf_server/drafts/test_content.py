"""A content is written down in one way, read strictly, and told apart by its digest."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from durf_server.drafts.content import Attached, Content, Tracking, Variant
from durf_server.errors import BadInput

texts = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), max_size=60
)
numbers = st.uuids().map(str)
words = st.text(st.characters(categories=["L", "Nd"]), max_size=12)
moments = st.datetimes(
    datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)
)
contents = st.builds(
    Content,
    text=texts,
    language=st.sampled_from(["", "nl", "en"]),
    thread=st.lists(texts, max_size=3).map(tuple),
    variants=st.lists(
        st.builds(Variant, numbers, texts, st.lists(texts, max_size=2).map(tuple)),
        max_size=3,
        unique_by=lambda one: one.channel,
    ).map(tuple),
    media=st.lists(
        st.builds(
            Attached,
            st.binary(min_size=32, max_size=32).map(bytes.hex),
            st.sampled_from(["image/png", "image/jpeg"]),
            texts,
        ),
        max_size=3,
        unique_by=lambda one: one.digest,
    ).map(tuple),
    links=st.lists(st.just("https://durf.example/a?b=1"), max_size=2).map(tuple),
    channels=st.lists(numbers, max_size=3, unique=True).map(tuple),
    tracking=st.none()
    | st.builds(Tracking, source=words.filter(bool), medium=words, campaign=words),
    planned_at=st.none() | moments,
    sources=texts,
)


@given(contents)
def test_it_reads_back_what_it_wrote(content) -> None:
    written = json.loads(json.dumps(content.to_json()))
    assert Content.from_json(written) == content
    assert Content.from_json(written).digest() == content.digest()


@given(contents, contents)
def test_another_content_has_another_digest(one, other) -> None:
    assert (one == other) == (one.digest() == other.digest())


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from(list(Content.__slots__)) | st.text(max_size=5), inner
            )
        ),
    )
)
def test_any_json_is_read_or_refused_by_name_of_its_field(values) -> None:
    try:
        Content.from_json(values)
    except BadInput as error:
        assert error.arguments["field"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ([], "content"),
        ({"txet": "a"}, "content.txet"),
        ({"text": 1}, "text"),
        ({"text": "a\0b"}, "text"),
        ({"text": "\ud800"}, "text"),
        ({"text": "a" * 50_001}, "text"),
        ({"language": "fr"}, "language"),
        ({"sources": ["a"]}, "sources"),
        ({"thread": "abc"}, "thread"),
        ({"thread": ["a"] * 51}, "thread"),
        ({"channels": ["nope"]}, "channels[0]"),
        ({"links": ["javascript:alert(1)"]}, "links[0]"),
        ({"links": ["https://[bad"]}, "links[0]"),
        ({"media": [{"digest": "../../etc"}]}, "media[0].digest"),
        ({"tracking": {"style": "other"}}, "tracking.style"),
        ({"planned_at": "2026-12-01T09:00:00"}, "planned_at"),
        ({"planned_at": "0001-01-01T00:00:00+14:00"}, "planned_at"),
        ({"until": "2026-12-01T09:00:00Z"}, "until"),
        (
            {"planned_at": "2026-12-01T09:00:00Z", "until": "2026-12-01T09:00:00Z"},
            "until",
        ),
    ],
)
def test_what_cannot_be_taken_is_named(values, field) -> None:
    with pytest.raises(BadInput) as problem:
        Content.from_json(values)
    assert problem.value.arguments["field"] == field


def test_a_channel_gets_its_variant_and_others_the_common_text() -> None:
    channel = "00000000-0000-0000-0000-000000000001"
    content = Content("all", thread=("more",), variants=(Variant(channel, "one"),))
    assert content.posts_for(channel) == ("one",)
    assert content.posts_for("") == ("all", "more")


def test_a_title_is_the_first_words() -> None:
    assert Content("  New\nbuns  ").title == "New buns"
    title = Content("word " * 100).title
    assert len(title) <= 120
    assert title.endswith("word…")
