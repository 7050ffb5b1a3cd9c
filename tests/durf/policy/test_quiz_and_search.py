"""A policy's examples make a quiz, and its clauses are found by their words."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import durf
from durf.check.checker import Checker
from durf.policy.model import Policy
from durf.policy.quiz import FINE, NOT_FINE, questions, score
from durf.policy.search import search

EXAMPLES = Path(durf.__file__).parent / "policies" / "examples"
DUTCH = Policy.read(EXAMPLES / "gemeente-voorbeeld.md")
ENGLISH = Policy.read(EXAMPLES / "northwind-example.md")


@given(st.integers(0, 50), st.integers(0, 12))
def test_the_same_seed_asks_the_same_and_never_twice(seed, count) -> None:
    asked = questions(ENGLISH, count=count, seed=seed)
    assert asked == questions(ENGLISH, count=count, seed=seed)
    assert len(asked) == len(set(asked)) == count


@pytest.mark.parametrize("policy", [DUTCH, ENGLISH])
def test_about_half_is_fine_and_clauses_take_turns(policy) -> None:
    asked = questions(policy, count=6, seed=1)
    rights = [question.right for question in asked]
    assert rights.count(FINE) == rights.count(NOT_FINE) == 3
    assert len({question.clause for question in asked}) >= 4


@pytest.mark.parametrize("policy", [DUTCH, ENGLISH])
def test_the_checker_agrees_with_every_right_answer(policy) -> None:
    checker = Checker.unproven(policy)

    def is_fine(post: durf.Post) -> bool:
        return checker.check(post).action == "allow"

    asked = questions(policy, count=150, seed=3, is_fine=is_fine)
    assert {question.right for question in asked} == {FINE, NOT_FINE}
    for question in asked:
        post = durf.Post(
            question.text,
            channel=question.channel,
            at=question.at,
            author=durf.Author(roles=question.roles),
        )
        assert is_fine(post) == (question.right == FINE), question.text
        if question.right == NOT_FINE:
            found = {one.rule for one in checker.check(post).findings}
            assert question.rule in found


CROSSED = Policy.parse(
    """---
policy: Bloom
version: "1"
---
# How
```rule price
action: warn
terms: [price]
passes: [Our figures are out., Our oven is hot.]
```
```rule figures
action: block
terms: [figures]
fails: [The figures of May.]
```
"""
)


@given(st.integers(0, 50))
def test_what_another_rule_stops_is_never_called_fine(seed) -> None:
    checker = Checker.unproven(CROSSED)
    asked = questions(
        CROSSED,
        count=9,
        seed=seed,
        is_fine=lambda post: checker.check(post).action == "allow",
    )
    assert {(question.text, question.right) for question in asked} == {
        ("Our oven is hot.", FINE),
        ("The figures of May.", NOT_FINE),
    }
    assert len(questions(CROSSED, count=9, seed=seed)) == 3


def test_packs_are_asked_about_where_the_own_examples_do_not_suffice() -> None:
    rules = [question.rule for question in questions(ENGLISH, count=200, seed=4)]
    first = next(at for at, rule in enumerate(rules) if "#" in rule)
    assert first >= 8
    assert all(rule in dict(ENGLISH.every_rule()) for rule in rules)


def test_right_answers_are_counted() -> None:
    asked = questions(ENGLISH, count=4, seed=2)
    assert score(asked, [question.right for question in asked]) == 4
    assert score(asked, ["", "", "", ""]) == 0


def test_a_policy_without_examples_asks_nothing() -> None:
    empty = Policy.parse('---\npolicy: A\nversion: "1"\n---\n# B\n')
    assert questions(empty, count=5, seed=1) == ()


POLICY = Policy.parse(
    """---
policy: Bloom
version: "1"
language: en
---
# How we post
We dare to speak.
## Recipes
Our café recipes are what we live from.
## Posting figures
Figures go past the lawyer. Posting a recipe is not the point.
"""
)


@pytest.mark.parametrize(
    ("words", "headings"),
    [
        ("recipe", ["Recipes", "Posting figures"]),
        ("RECIPES", ["Recipes", "Posting figures"]),
        ("cafe", ["Recipes"]),
        ("posts", ["How we post", "Posting figures"]),
        ("figure lawyers", ["Posting figures"]),
        ("nothing", []),
        ("", []),
        ("?!", []),
    ],
)
def test_clauses_are_found_by_their_words(words, headings) -> None:
    assert [hit.heading for hit in search(POLICY, words)] == headings


def test_a_hit_shows_where_the_word_stands() -> None:
    (hit,) = search(POLICY, "cafes")
    (span,) = hit.spans
    assert hit.snippet[slice(*span)] == "café"
    assert hit.anchor == "recipes"
    assert ("café", True) in hit.parts
    assert "".join(part for part, _ in hit.parts) == hit.snippet


def test_words_in_one_place_are_shown_once() -> None:
    (hit,) = search(POLICY, "recipe recipes live")
    assert [hit.snippet[slice(*span)] for span in hit.spans] == ["recipes", "live"]


def test_what_stands_before_the_first_heading_is_found_under_the_name() -> None:
    policy = Policy.parse('---\npolicy: Bloom\nversion: "1"\n---\nWe bake.\n\n# How\n')
    (hit,) = search(policy, "bake")
    assert (hit.anchor, hit.heading) == ("", "Bloom")


@given(st.text(max_size=30))
def test_any_words_may_be_asked_for(words) -> None:
    for hit in search(DUTCH, words):
        for start, end in hit.spans:
            assert 0 <= start < end <= len(hit.snippet)
