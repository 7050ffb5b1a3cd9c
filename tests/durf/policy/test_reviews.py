"""Who approves what: read from the front matter, written again, and asked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from durf.errors import PolicyFaults
from durf.policy.model import Policy
from durf.policy.reviews import Earned, Reviews, approvers_for
from durf.policy.write import write_policy

FRONT = """---
policy: Bakery Bloom
version: "1"
{0}---
# How we post
"""
ALL = """reviews:
  approvers: 2
  remind: 4h
  escalate: 1d
  escalate-to: spokesperson
  exceptions: [legal, board]
  earned:
    - class: daily-menu
      template: Menu
      channel: bluesky
      clean: 20
      approvers: 1
    - class: daily-menu
      template: Menu
      channel: bluesky
      clean: 50
      approvers: 0
    - class: shop
      group: shop-team
      clean: 10
      approvers: 1
"""


def parsed(reviews: str) -> Policy:
    return Policy.parse(FRONT.format(reviews))


def test_without_a_word_nobody_needs_to_approve() -> None:
    assert parsed("").reviews == Reviews()


def test_all_of_it_is_read() -> None:
    assert parsed(ALL).reviews == Reviews(
        approvers=2,
        remind=timedelta(hours=4),
        escalate=timedelta(days=1),
        escalate_to="spokesperson",
        exceptions=("legal", "board"),
        earned=(
            Earned("daily-menu", 20, 1, template="Menu", channel="bluesky"),
            Earned("daily-menu", 50, 0, template="Menu", channel="bluesky"),
            Earned("shop", 10, 1, group="shop-team"),
        ),
    )


@pytest.mark.parametrize(
    ("reviews", "codes"),
    [
        ("reviews: 3\n", ["not-wanted"]),
        ("reviews:\n  aprovers: 1\n", ["unknown-key"]),
        ("reviews:\n  approvers: 10\n", ["approvers"]),
        ("reviews:\n  approvers: some\n", ["not-wanted"]),
        ("reviews:\n  remind: soon\n", ["length"]),
        ("reviews:\n  remind: 0h\n", ["length"]),
        ("reviews:\n  remind: [4h]\n", ["length"]),
        ("reviews:\n  remind: 1d\n  escalate: 4h\n", ["escalate-first"]),
        ("reviews:\n  earned: shop\n", ["earned"]),
        (
            "reviews:\n  approvers: 1\n  earned:\n    - class: shop\n",
            ["missing-key", "missing-key"],
        ),
        (
            "reviews:\n  approvers: 1\n  earned:\n"
            "    - {class: shop, clean: 3, approvers: 0}\n",
            ["class-of-all"],
        ),
        (
            "reviews:\n  approvers: 1\n  earned:\n"
            "    - {class: shop, group: a, clean: 3, approvers: 1}\n",
            ["earns-nothing"],
        ),
        (
            "reviews:\n  approvers: 1\n  earned:\n"
            "    - {class: shop, group: a, clean: 0, approvers: 0}\n",
            ["clean"],
        ),
        (
            "reviews:\n  approvers: 3\n  earned:\n"
            "    - {class: shop, group: a, clean: 9, approvers: 2}\n"
            "    - {class: shop, group: a, clean: 3, approvers: 1}\n",
            ["steps"],
        ),
        (
            "reviews:\n  approvers: 3\n  earned:\n"
            "    - {class: shop, group: a, clean: 3, approvers: 2}\n"
            "    - {class: shop, group: a, clean: 3, approvers: 1}\n",
            ["steps"],
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_place(reviews, codes) -> None:
    with pytest.raises(PolicyFaults) as problem:
        parsed(reviews)
    assert [fault.code for fault in problem.value.faults] == codes
    assert all(fault.place.line > 1 for fault in problem.value.faults)


words = st.text(st.characters(categories=["L"]), min_size=1, max_size=8)
lengths = st.none() | st.integers(1, 9_999).map(lambda n: timedelta(minutes=n))


@st.composite
def reviews_of(draw) -> Reviews:
    approvers = draw(st.integers(1, 9))
    remind = draw(lengths)
    wait = st.integers(1, 9_999).map(
        lambda n: (remind or timedelta()) + timedelta(minutes=n)
    )
    earned = draw(
        st.lists(
            st.builds(
                Earned,
                name=words,
                clean=st.integers(1, 99),
                approvers=st.integers(0, approvers - 1),
                template=words,
                channel=words | st.just(""),
                group=words | st.just(""),
            ),
            max_size=3,
            unique_by=lambda one: one.name,
        )
    )
    return Reviews(
        approvers=approvers,
        remind=remind,
        escalate=draw(st.none() | wait),
        escalate_to=draw(words | st.just("")),
        exceptions=tuple(draw(st.lists(words, max_size=2))),
        earned=tuple(earned),
    )


@given(reviews_of())
def test_what_is_written_reads_back_the_same(reviews) -> None:
    from dataclasses import replace

    policy = replace(parsed(""), reviews=reviews)
    assert Policy.parse(write_policy(policy)).reviews == reviews


def asked(record, template="Menu", channels=("bluesky",), groups=()):
    return approvers_for(
        parsed(ALL).reviews,
        template=template,
        channels=channels,
        groups=groups,
        record=record,
    )


def test_trust_is_earned_step_by_step() -> None:
    assert asked({}) == (2, "")
    assert asked({"daily-menu": 19}) == (2, "")
    assert asked({"daily-menu": 20}) == (1, "daily-menu")
    assert asked({"daily-menu": 50}) == (0, "daily-menu")


def test_all_that_a_class_names_must_match() -> None:
    clean = {"daily-menu": 99}
    assert asked(clean, template="Other") == (2, "")
    assert asked(clean, channels=()) == (2, "")
    assert asked(clean, channels=("bluesky", "x")) == (2, "")
    assert asked({"shop": 10}, template="", groups=("shop-team",)) == (1, "shop")


@given(
    reviews_of(),
    words,
    st.lists(words, max_size=2),
    st.lists(words, max_size=2),
    st.dictionaries(words, st.integers(0, 99), max_size=3),
)
def test_nothing_ever_asks_for_more_than_the_policy(
    reviews, template, channels, groups, record
) -> None:
    needed, name = approvers_for(
        reviews, template=template, channels=channels, groups=groups, record=record
    )
    assert 0 <= needed <= reviews.approvers
    assert bool(name) == (needed < reviews.approvers)
