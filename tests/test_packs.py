"""What every shipped pack promises: sources, two languages, and examples that hold."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

import durf
from durf.check.examples import run_examples
from durf.kinds.registry import KINDS

FOLDER = Path(durf.__file__).parent / "packs"
PACKS = sorted(
    path.relative_to(FOLDER).with_suffix("").as_posix() for path in FOLDER.rglob("*.md")
)
LEAST = 5
# Their rules need a model endpoint to answer, so no example can be run.
UNANSWERED = {"judge"}


@cache
def included(name: str, language: str) -> durf.Policy:
    """Return a policy that includes a pack and nothing else."""
    return durf.Policy.parse(
        f'---\npolicy: All\nversion: "1"\nlanguage: {language}\npacks: [{name}]\n---\n'
    )


@pytest.mark.parametrize("name", PACKS)
def test_its_name_is_that_of_its_file(name: str) -> None:
    front = (FOLDER / f"{name}.md").read_text("utf-8").split("---", 2)[1]
    assert f"pack: {name}\n" in front


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("name", PACKS)
def test_its_examples_hold(name: str, language: str) -> None:
    policy = included(name, language)
    outcomes = run_examples(policy, durf.Checker.unproven(policy))
    failed = [
        (outcome.rule, outcome.must_fire, outcome.example.post.text[:80])
        for outcome in outcomes
        if not outcome.holds
    ]
    assert failed == []


@pytest.mark.parametrize("name", PACKS)
def test_every_rule_has_examples_enough(name: str) -> None:
    short = [
        rule
        for rule, read in included(name, "en").every_rule()
        if min(len(read.fails), len(read.passes)) < LEAST
    ]
    assert short == []


@pytest.mark.parametrize("name", PACKS)
def test_every_rule_says_why_with_its_source_and_what_instead(name: str) -> None:
    for language, word in (("en", "Source:"), ("nl", "Bron:")):
        for rule, read in included(name, language).every_rule():
            assert word in read.because, (rule, language)
            assert read.instead, (rule, language)


@pytest.mark.parametrize("name", PACKS)
def test_its_clauses_and_advice_are_in_both_languages(name: str) -> None:
    english = dict(included(name, "en").every_rule())
    dutch = dict(included(name, "nl").every_rule())
    assert english.keys() == dutch.keys()
    same = [rule for rule in english if english[rule].instead == dutch[rule].instead]
    assert same == []


@pytest.mark.parametrize("name", PACKS)
def test_who_must_agree_is_named_in_the_language_of_the_policy(name: str) -> None:
    foreign = {"communications", "legal", "medical"}
    asked = {read.by for _, read in included(name, "nl").every_rule()}
    assert not asked & foreign


def test_all_packs_go_together() -> None:
    policy = included(", ".join(PACKS), "nl")
    assert {pack.inclusion.name for pack in policy.packs} == set(PACKS)
    kinds = {rule.kind for _, rule in policy.every_rule()}
    assert kinds <= {*KINDS, ""} - UNANSWERED
