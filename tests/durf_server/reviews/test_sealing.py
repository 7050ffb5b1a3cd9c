"""A seal binds everything it is made of, and nothing else."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from durf_server.reviews.sealing import Sealed, seal

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
WHAT = Sealed(
    draft="d",
    version=1,
    content="c",
    destinations=("b", "a"),
    opens=NOON,
    closes=NOON + timedelta(hours=1),
    policy="p",
    vault="v",
    verdict="w",
)
OTHER = {
    "draft": "e",
    "version": 2,
    "content": "d",
    "destinations": ("a", "c"),
    "opens": NOON + timedelta(microseconds=1),
    "closes": None,
    "policy": "q",
    "vault": "",
    "verdict": "x",
}


@pytest.mark.parametrize("name", [field.name for field in fields(Sealed)])
def test_any_change_makes_another_seal(name) -> None:
    assert seal(replace(WHAT, **{name: OTHER[name]})) != seal(WHAT)


def test_what_says_the_same_has_the_same_seal() -> None:
    amsterdam = timezone(timedelta(hours=1))
    same = replace(WHAT, destinations=("a", "b", "a"), opens=NOON.astimezone(amsterdam))
    assert seal(same) == seal(WHAT)


def test_the_seal_is_the_digest_of_the_canonical_json() -> None:
    import hashlib

    text = (
        '{"closes":"2026-11-23T13:00:00.000000+00:00","content":"c",'
        '"destinations":["a","b"],"draft":"d",'
        '"opens":"2026-11-23T12:00:00.000000+00:00","policy":"p","vault":"v",'
        '"verdict":"w","version":1}'
    )
    assert seal(WHAT) == hashlib.sha256(text.encode()).hexdigest()


WORDS = st.text(max_size=3)


@st.composite
def things(draw) -> Sealed:
    times = st.none() | st.datetimes(timezones=st.just(UTC))
    return Sealed(
        draw(WORDS),
        draw(st.integers(0, 3)),
        draw(WORDS),
        tuple(draw(st.lists(WORDS, max_size=2))),
        draw(times),
        draw(times),
        draw(WORDS),
        draw(WORDS),
        draw(WORDS),
    )


@given(things(), things())
def test_two_seals_are_equal_only_where_the_things_are(one, other) -> None:
    def meant(what: Sealed) -> Sealed:
        return replace(what, destinations=tuple(sorted(set(what.destinations))))

    assert (seal(one) == seal(other)) == (meant(one) == meant(other))
