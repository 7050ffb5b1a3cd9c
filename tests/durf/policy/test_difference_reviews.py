"""Who approves what, before and after: stricter, looser, or only different."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given

from durf.policy.difference import Effect, difference
from tests.durf.policy.test_reviews import parsed, reviews_of

if TYPE_CHECKING:
    from durf.policy.model import Policy
    from durf.policy.reviews import Reviews

REVIEWS = """\
reviews:
  approvers: 2
  remind: 4h
  escalate: 1d
  escalate-to: board
  exceptions: [legal]
  earned:
    - {class: menu, channel: bluesky, clean: 20, approvers: 1}
    - {class: menu, channel: bluesky, clean: 50, approvers: 0}
"""
CLASS = "".join(REVIEWS.splitlines(keepends=True)[6:])
UNDONE = {
    Effect.STRICTER: Effect.LOOSER,
    Effect.LOOSER: Effect.STRICTER,
    Effect.CHANGED: Effect.CHANGED,
}


def told(before: Policy, after: Policy) -> list[tuple[str, str, str]]:
    """Return effect, name and sentence of each change; all are about reviews."""
    changes = difference(before, after)
    assert all(change.part == "reviews" for change in changes)
    return [(c.effect.value, c.name, c.sentence()) for c in changes]


@pytest.mark.parametrize(
    ("old", "new", "effect", "name", "sentence"),
    [
        (
            "approvers: 2\n",
            "approvers: 3\n",
            "stricter",
            "approvers",
            "the approvals that every post needs go from 2 to 3",
        ),
        ("4h", "90m", "changed", "remind", "from 4 hours to 90 minutes"),
        ("  remind: 4h\n", "", "changed", "remind", "from 4 hours to -"),
        ("1d", "48h", "changed", "escalate", "from a day to 2 days"),
        ("to: board", "to: legal", "changed", "escalate-to", "from board to legal"),
        (
            "[legal]",
            "[legal, board]",
            "looser",
            "exceptions",
            "board may now let out what a rule stops",
        ),
        (
            "  exceptions: [legal]\n",
            "",
            "stricter",
            "exceptions",
            "legal may no longer let out what a rule stops",
        ),
        (
            CLASS,
            "",
            "stricter",
            "menu",
            "gone: posts only on bluesky no longer earn trust",
        ),
        (
            "channel: bluesky",
            "channel: bluesky, group: shop",
            "stricter",
            "menu",
            "is no longer of posts only on bluesky, "
            "but only on bluesky, by authors of shop",
        ),
        (
            "channel: bluesky",
            "channel: x",
            "changed",
            "menu",
            "is no longer of posts only on bluesky, but only on x",
        ),
    ],
)
def test_a_change_is_told_with_its_effect(old, new, effect, name, sentence) -> None:
    before, after = parsed(REVIEWS), parsed(REVIEWS.replace(old, new))
    assert told(before, after) == [(effect, name, sentence)]


@pytest.mark.parametrize(
    ("old", "new", "effect"),
    [
        ("clean: 20", "clean: 9", "looser"),
        ("clean: 20", "clean: 30", "stricter"),
        (CLASS.splitlines(keepends=True)[1], "", "stricter"),
        (CLASS.splitlines(keepends=True)[2], "", "stricter"),
        ("clean: 20, approvers: 1", "clean: 30, approvers: 1", "stricter"),
    ],
)
def test_a_class_that_earns_less_is_stricter(old, new, effect) -> None:
    ((found, name, sentence),) = told(
        parsed(REVIEWS), parsed(REVIEWS.replace(old, new))
    )
    assert (found, name) == (effect, "menu")
    assert sentence.startswith("the trust that it earns was: after 20 in a row")


def test_sooner_one_but_later_none_is_only_different() -> None:
    after = REVIEWS.replace("clean: 20", "clean: 9").replace("clean: 50", "clean: 90")
    assert [effect for effect, *_ in told(parsed(REVIEWS), parsed(after))] == [
        "changed"
    ]


def test_a_new_class_is_looser() -> None:
    assert told(parsed(REVIEWS.replace(CLASS, "")), parsed(REVIEWS)) == [
        (
            "looser",
            "menu",
            "new: posts only on bluesky earn trust: after 20 in a row without an "
            "incident one approval is enough, after 50 in a row without an incident "
            "no approval is needed",
        )
    ]


def meaning(reviews: Reviews) -> tuple[Any, ...]:
    """Return what reviews say, whatever the order in which they say it."""
    return (
        replace(reviews, exceptions=(), earned=()),
        set(reviews.exceptions),
        set(reviews.earned),
    )


@given(reviews_of(), reviews_of())
def test_going_back_undoes_what_it_did(one, other) -> None:
    before, after = (replace(parsed(""), reviews=reviews) for reviews in (one, other))
    there = {(c.name, c.effect) for c in difference(before, after)}
    back = {(c.name, UNDONE[c.effect]) for c in difference(after, before)}
    assert there == back
    assert bool(there) == (meaning(one) != meaning(other))
