"""Who approves what: read from the front matter, written again, and asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

import durf
from durf.check.checker import Checker
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


words = st.text(st.characters(categories=["L"]), min_size=1, max_size=8)
lengths = st.none() | st.integers(1, 9_999).map(lambda n: timedelta(minutes=n))


@st.composite
def steps(draw, approvers: int) -> list[Earned]:
    """Draw a class whose steps go down, as they must."""
    enough = sorted(draw(st.sets(st.integers(0, approvers - 1), min_size=1)))
    clean = draw(
        st.sets(st.integers(1, 99), min_size=len(enough), max_size=len(enough))
    )
    which = draw(st.tuples(words, words | st.just(""), words | st.just("")))
    name, (template, channel, group) = draw(words), draw(st.permutations(which))
    return [
        Earned(name, longer, fewer, template, channel, group)
        for longer, fewer in zip(sorted(clean), reversed(enough), strict=True)
    ]


@st.composite
def reviews_of(draw) -> Reviews:
    approvers = draw(st.integers(1, 9))
    remind = draw(lengths)
    wait = st.integers(1, 9_999).map(
        lambda n: (remind or timedelta()) + timedelta(minutes=n)
    )
    escalate = draw(st.none() | wait)
    classes = draw(
        st.lists(steps(approvers), max_size=3, unique_by=lambda one: one[0].name)
    )
    return Reviews(
        approvers=approvers,
        remind=remind,
        escalate=escalate,
        escalate_to=draw(words | st.just("")) if escalate else "",
        exceptions=tuple(draw(st.lists(words, max_size=2))),
        earned=tuple(step for one in classes for step in one),
    )


@given(reviews_of())
def test_what_is_written_reads_back_the_same(reviews) -> None:
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


def test_verdicts_do_not_depend_on_it() -> None:
    rule = "```rule a\naction: review\nby: legal\nterms: [oven]\n```\n"
    post = durf.Post("The oven is hot.")
    without, with_all = (
        Checker.unproven(Policy.parse(FRONT.format(reviews) + rule)).check(post)
        for reviews in ("", ALL)
    )
    assert without.findings == with_all.findings
    assert without.action == with_all.action == "review"
