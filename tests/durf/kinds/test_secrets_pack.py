"""The shipped pack of secrets, type by type."""

from __future__ import annotations

from functools import cache

import pytest

import durf
from durf.check.automaton import Automaton, compile_automaton
from durf.kinds.secrets import SecretsLook
from durf.text.joined import rejoin
from durf.text.view import View
from tests.disguises import DISGUISES

ENOUGH = 120
POLICY = '---\npolicy: P\nversion: "1"\nlanguage: en\npacks: [secrets]\n---\n'


@cache
def rules() -> dict[str, object]:
    policy = durf.Policy.parse(POLICY)
    return {rule.id: rule for _, rule in policy.every_rule()}


def types() -> list[object]:
    return [t for rule in rules().values() for t in _types(rule)]


def _types(rule: object) -> tuple[object, ...]:
    look = rule.look
    assert isinstance(look, SecretsLook)
    return look.types


def _finds(rule: object, text: str) -> bool:
    (secret,) = _types(rule)
    return any(True for _ in secret.find(View(text)))


def test_it_knows_enough_types_each_by_its_own_name() -> None:
    names = [t.name for t in types()]
    assert len(names) == len(set(names)) >= ENOUGH


def test_a_policy_of_ones_own_may_ask_for_all_of_them_or_for_some() -> None:
    rule = "# A\n\n```rule own\naction: block\nsecrets: {}\n```\n"
    head = POLICY.replace("packs: [secrets]\n", "")
    (every,) = durf.Policy.parse(head + rule.format("all")).rules
    (some,) = durf.Policy.parse(head + rule.format("[NPM_ACCESS_TOKEN]")).rules
    assert len(_types(every)) == len(types())
    assert [t.name for t in _types(some)] == ["NPM_ACCESS_TOKEN"]


def test_every_rule_is_named_after_its_type() -> None:
    for name, rule in rules().items():
        (secret,) = _types(rule)
        assert secret.name == name.upper().replace("-", "_")


def test_every_rule_cites_its_source_in_both_languages() -> None:
    assert all("Source: " in rule.because for rule in rules().values())
    dutch = durf.Policy.parse(POLICY.replace("language: en", "language: nl"))
    assert all("Bron: " in rule.because for _, rule in dutch.every_rule())


def test_every_example_holds() -> None:
    wrong = []
    for name, rule in rules().items():
        assert len(rule.fails) >= 5 <= len(rule.passes), name
        wrong += [e.place for e in rule.fails if not _finds(rule, e.post.text)]
        wrong += [e.place for e in rule.passes if _finds(rule, e.post.text)]
    assert wrong == []


def test_the_triggers_watch_for_everything_that_is_found() -> None:
    known = types()
    signs = [(n, sign) for n, secret in enumerate(known) for sign in secret.triggers]
    compiled = compile_automaton([], signs)
    automaton = Automaton(compiled.letters, compiled.others)
    assert not compiled.refused
    for rule in rules().values():
        (secret,) = _types(rule)
        for example in rule.fails:
            fired = automaton.scan(View(example.post.text).plain)
            assert known.index(secret) in fired


@pytest.mark.parametrize("disguise", DISGUISES)
def test_most_examples_are_found_in_disguise(disguise: object) -> None:
    assert callable(disguise)
    tried = missed = 0
    for rule in rules().values():
        (secret,) = _types(rule)
        for example in rule.fails[:2]:
            tried += 1
            view = View(disguise(example.post.text))
            joined = rejoin(view)
            views = [view, joined[0]] if joined else [view]
            missed += not any(True for v in views for _ in secret.find(v))
    assert missed / tried < 0.08


@pytest.mark.parametrize(
    "text",
    [
        "Nieuw op het blog: https://t.co/AbC123xyZ9 #sleutel @kantoor_nl",
        "Je wachtwoord is belangrijk, kies er een van 16 tekens.",
        "The key to a good token of thanks is a password to the heart.",
        "Order 8741203398127745 is on its way, see https://voorbeeld.example/?id=98127",
        "RT @Example: Facebook: https://voorbeeld.example/2026/11/een-lang-verhaal-over-12",
        "IBAN en tokens: morgen om 14:30 uitleg in zaal 2.",
        "Version 3.11.7 of our app, build 20261123.4, is out",
    ],
)
def test_an_ordinary_post_holds_no_secret(text: str) -> None:
    assert [name for name, rule in rules().items() if _finds(rule, text)] == []
