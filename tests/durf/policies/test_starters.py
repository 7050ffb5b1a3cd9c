"""What durf gives newcomers: models to start from, and examples with their posts."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

import pytest

import durf
from durf.check.examples import run_examples
from durf.cli.jsonl import Line, read_lines
from durf.cli.lines import blocks
from durf.policy.starters import filled
from durf.post import Post

FOLDER = Path(durf.__file__).parent / "policies"
STARTERS = ("municipality", "listed-company", "hospital", "small-business")
LANGUAGES = ("nl", "en")
EXAMPLES = {
    "gemeente-voorbeeld.md": "posts.nl.jsonl",
    "northwind-example.md": "posts.en.jsonl",
}
VALUES = {
    "organisation": "Voorbeeld & Zoon",
    "owner": "pers@voorbeeld.example",
    "domain": "voorbeeld.example",
}
PACKS = re.compile(r"^packs:\n(?:  - .*\n)+", re.MULTILINE)
ALL = [
    *(f"{starter}.{language}" for starter in STARTERS for language in LANGUAGES),
    *EXAMPLES,
]


def source(name: str) -> str:
    if name in EXAMPLES:
        return (FOLDER / "examples" / name).read_text("utf-8")
    starter, _, language = name.partition(".")
    return filled(starter, language, VALUES)


@cache
def shipped(name: str) -> durf.Policy:
    """Return a shipped policy; reading it reports every fault that it has."""
    return durf.Policy.parse(source(name))


def test_every_shipped_model_is_among_these() -> None:
    names = {path.stem for path in FOLDER.glob("*.md")}
    assert names == {name for name in ALL if name not in EXAMPLES}
    assert {path.name for path in FOLDER.glob("examples/*.md")} == set(EXAMPLES)


@pytest.mark.parametrize("name", ALL)
def test_its_own_examples_hold(name: str) -> None:
    """Those of its packs are run by the tests of the packs."""
    policy = durf.Policy.parse(PACKS.sub("", source(name)))
    outcomes = run_examples(policy, durf.Checker.unproven(policy))
    failed = [
        (outcome.rule, outcome.example.post.text)
        for outcome in outcomes
        if not outcome.holds
    ]
    assert outcomes
    assert failed == []


@pytest.mark.parametrize("name", ALL)
def test_every_rule_says_why_what_instead_and_gives_two_examples_each(
    name: str,
) -> None:
    for rule in shipped(name).rules:
        assert rule.because, rule.id
        assert rule.instead, rule.id
        assert min(len(rule.fails), len(rule.passes)) >= 2, rule.id


@pytest.mark.parametrize("name", ALL)
def test_every_day_of_its_calendar_is_used_by_a_rule(name: str) -> None:
    policy = shipped(name)
    conditions = " ".join(rule.when.source for rule in policy.rules if rule.when)
    assert [day for day in policy.calendar if f'"{day}"' not in conditions] == []


@pytest.mark.parametrize("name", ALL)
def test_whoever_must_agree_has_a_role_there(name: str) -> None:
    policy = shipped(name)
    asked = {rule.by for _, rule in policy.every_rule() if rule.by}
    assert asked <= set(policy.roles)


@pytest.mark.parametrize("starter", STARTERS)
def test_both_languages_have_the_same_number_of_rules_of_each_kind(
    starter: str,
) -> None:
    dutch, english = (
        [(rule.kind, rule.action) for rule in shipped(f"{starter}.{language}").rules]
        for language in LANGUAGES
    )
    assert dutch == english


def posts() -> list[tuple[str, Line]]:
    found = []
    for policy, name in EXAMPLES.items():
        with (FOLDER / "examples" / name).open("rb") as file:
            for block in blocks(file):
                lines = list(read_lines(block, Post("")))
                assert all(isinstance(line, Line) for line in lines)
                found += [(policy, line) for line in lines if isinstance(line, Line)]
    return found


@cache
def checker(name: str) -> durf.Checker:
    return durf.Checker.unproven(shipped(name))


@pytest.mark.parametrize(
    ("policy", "line"), posts(), ids=lambda value: getattr(value, "number", value)
)
def test_an_example_post_gets_the_verdict_it_expects(policy: str, line: Line) -> None:
    assert line.values is not None
    verdict = checker(policy).check(line.post)
    assert verdict.action.value == line.values["expect"], json.dumps(verdict.to_json())
