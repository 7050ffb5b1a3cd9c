"""Nothing that a server says is believed unseen."""

from __future__ import annotations

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from durf.errors import BadAnswer, Refused, TryLater, Unauthorised
from durf.networks.mastodon import answers
from durf.networks.talking import Answer
from tests.durf.networks.mastodon.rendering import ANNA, told

FULL = told(
    "1",
    "@anna dag",
    in_reply_to_id="5",
    media_attachments=[{"description": "Een brug"}, {"description": None}],
    poll={"options": [{"title": "ja"}]},
    mentions=[ANNA],
    edited_at="2026-12-01T09:05:00Z",
)
JUNK = [
    None,
    True,
    0,
    -1,
    1.5,
    "",
    "x",
    "../1",
    "1\r\nx: y",
    [],
    {},
    [1],
    "9" * 300_000,
]


def test_a_post_is_read_whole() -> None:
    found = answers.status(FULL)
    assert found.number == "1"
    assert found.url == "https://social.example/@anna/1"
    assert (found.author, found.handle) == ("7", "anna")
    assert found.text == "@anna dag"
    assert found.follows == "5"
    assert found.alts == ("Een brug", "")
    assert found.options == ("ja",)
    assert found.at.isoformat() == "2026-12-01T09:00:00+00:00"
    assert answers.sent(found).version == "2026-12-01T09:05:00Z"


def places(value, path=()):
    """Every place in some JSON."""
    inside = value.items() if isinstance(value, dict) else enumerate(value)
    for name, part in inside:
        yield (*path, name)
        if isinstance(part, dict | list):
            yield from places(part, (*path, name))


@given(
    st.lists(
        st.tuples(st.sampled_from(list(places(FULL))), st.sampled_from(JUNK)),
        min_size=1,
        max_size=3,
    ),
)
def test_a_post_with_nonsense_in_it_is_read_or_told_to_be_nonsense(changes) -> None:
    value = copy.deepcopy(FULL)
    for path, junk in changes:
        part = value
        try:
            for name in path[:-1]:
                part = part[name]
            part[path[-1]] = junk
        except (TypeError, KeyError, IndexError):
            continue
    try:
        found = answers.status(value)
    except BadAnswer:
        return
    assert "/" not in found.number + found.follows
    assert found.url == "" or "\n" not in found.url
    assert found.at.tzinfo is not None


@pytest.mark.parametrize("name", ["id", "account", "created_at"])
def test_a_post_must_say_what_it_cannot_do_without(name) -> None:
    value = {key: part for key, part in FULL.items() if key != name}
    with pytest.raises(BadAnswer):
        answers.status(value)


@pytest.mark.parametrize("number", ["01JD8Z4T6Q", "AbCdEf-9_x", "113542345678901234"])
def test_numbers_of_all_servers_are_taken(number) -> None:
    assert answers.number({"id": number}) == number


@pytest.mark.parametrize(
    "number", [17, "", "a/b", "a?b", "a\nb", "a\n", "..", "x" * 65, "é"]
)
def test_a_number_that_would_lead_elsewhere_is_not(number) -> None:
    with pytest.raises(BadAnswer):
        answers.number({"id": number})


@pytest.mark.parametrize(
    "url", [None, 1, "javascript:x", "//x", "https://a b", "https://a\n", "https://" + "a" * 3000]
)  # fmt: skip
def test_what_is_no_address_is_left_out(url) -> None:
    assert answers.address({"url": url}) == ""


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 0),
        ({"retry-after": "30"}, 30),
        ({"retry-after": "30", "x-ratelimit-reset": "2026-12-01T09:05:00Z"}, 30),
        ({"x-ratelimit-reset": "2026-12-01T09:05:00Z"}, 0),
        (
            {
                "x-ratelimit-reset": "2026-12-01T09:05:00.123456Z",
                "date": "Tue, 01 Dec 2026 09:00:00 GMT",
            },
            300,
        ),
        ({"x-ratelimit-reset": "1796116200", "date": "Tue, 01 Dec 2026 09:00:00 GMT"}, 600),
        ({"x-ratelimit-reset": "2026-12-01T08:00:00Z", "date": "Tue, 01 Dec 2026 09:00:00 GMT"}, 0),
        ({"x-ratelimit-reset": "2099-01-01T08:00:00Z", "date": "Tue, 01 Dec 2026 09:00:00 GMT"}, 86_400),
        ({"x-ratelimit-reset": "soon", "date": "Tue, 01 Dec 2026 09:00:00 GMT"}, 0),
        ({"x-ratelimit-reset": "9" * 40, "date": "Tue, 01 Dec 2026 09:00:00 GMT"}, 0),
        ({"x-ratelimit-reset": "²", "date": "Tue, 01 Dec 2026 09:00:00 GMT"}, 0),
        ({"x-ratelimit-reset": "2026-12-01T09:05:00Z", "date": "today"}, 0),
        ({"x-ratelimit-reset": "2026-12-01T09:05:00Z", "date": "Tue, 01 Dec 2026 09:00:00 -0000"}, 0),
    ],
)  # fmt: skip
def test_how_long_to_wait_is_read_by_the_servers_own_clock(headers, seconds) -> None:
    assert answers.wait_of(Answer(429, headers)) == seconds


@pytest.mark.parametrize(
    ("status", "publishing", "asking"),
    [
        (401, Unauthorised, Unauthorised),
        (403, Unauthorised, Unauthorised),
        (429, TryLater, TryLater),
        (302, BadAnswer, BadAnswer),
        (404, Refused, BadAnswer),
        (422, Refused, BadAnswer),
        (408, BadAnswer, BadAnswer),
        (500, BadAnswer, BadAnswer),
        (503, BadAnswer, BadAnswer),
    ],
)
def test_a_no_means_something_else_for_a_question(status, publishing, asking) -> None:
    with pytest.raises(publishing):
        answers.fine(Answer(status))
    with pytest.raises(asking):
        answers.read(Answer(status))


@given(st.dictionaries(st.sampled_from(["a", "b"]), st.sampled_from(JUNK)))
def test_amounts_are_whole_or_not_told(found) -> None:
    amount = answers.amount(found, "a")
    assert amount is None or (amount is found["a"] and amount >= 0)
    assert not isinstance(amount, bool)
