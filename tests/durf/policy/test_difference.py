"""What changed between two versions of a policy: stricter, looser, or only different."""

from __future__ import annotations

import pytest

from durf.locale import translator
from durf.policy.difference import Effect, difference
from durf.policy.model import Policy

FRONT = """\
---
policy: Northwind
version: "1"
language: en
{more}calendar:
  results: 2027-03-12
  launch: 2027-05-01
---

# How

Be kind.
"""
RULE = "\n```rule it\n{keys}\n```\n"


def policy(keys: str = "action: warn\nterms: [one]", more: str = "") -> Policy:
    return Policy.parse(FRONT.format(more=more) + RULE.format(keys=keys))


def changes(old: Policy, new: Policy) -> list[tuple[str, str]]:
    return [(change.effect.value, change.sentence()) for change in difference(old, new)]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (
            "action: warn\nterms: [one]",
            "action: block\nterms: [one]",
            ("stricter", "the action goes from warn to block"),
        ),
        (
            "action: block\nterms: [one]",
            "action: review\nby: legal\nterms: [one]",
            ("looser", "the action goes from block to review"),
        ),
        (
            "action: review\nby: legal\nterms: [one]",
            "action: review\nby: editor\nterms: [one]",
            ("changed", "editor reviews instead of legal"),
        ),
        (
            "action: warn\nterms: [one]",
            "action: warn\nterms: [one, two]",
            ("stricter", "now with two"),
        ),
        (
            "action: warn\nterms: [one, two]",
            "action: warn\nterms: [two]",
            ("looser", "no longer with one"),
        ),
        (
            "action: warn\nterms: [one]",
            "action: warn\nterms: {any: [one], exact: true}",
            ("looser", "'exact' is now on"),
        ),
        (
            "action: warn\nterms: [one]",
            "action: warn\nwhen: channel == 'x'\nterms: [one]",
            ("looser", "applies only on the channel x, no longer always"),
        ),
        (
            "action: warn\nwhen: channel == 'x'\nterms: [one]",
            "action: warn\nterms: [one]",
            ("stricter", "applies always, no longer only on the channel x"),
        ),
        (
            "action: warn\nwhen: days_until('results') <= 28\nterms: [one]",
            "action: warn\nwhen: days_until('results') <= 14\nterms: [one]",
            (
                "looser",
                "applies no longer from 28 days before results (12 March 2027) on, "
                "but from 14 days before results (12 March 2027) on",
            ),
        ),
        (
            "action: warn\nwhen: channel == 'x'\nterms: [one]",
            "action: warn\nwhen: channel == 'y'\nterms: [one]",
            ("changed", "applies no longer on the channel x, but on the channel y"),
        ),
        (
            "action: warn\nlimits: {length: 300}",
            "action: warn\nlimits: {length: 280}",
            ("stricter", "the limit of length goes from 300 to 280"),
        ),
        (
            "action: warn\nlimits: {length: 300, emoji: 3}",
            "action: warn\nlimits: {length: 300}",
            ("looser", "emoji is no longer limited to 3"),
        ),
        (
            "action: warn\nlimits: {length: 300}",
            "action: warn\nlimits: {length: 300, capitals: 60%}",
            ("stricter", "capitals is now limited to 60%"),
        ),
        (
            "action: warn\nrequires: [ad]",
            "action: warn\nrequires: [ad, sponsored]",
            ("looser", "now with sponsored"),
        ),
        (
            "action: warn\nlinks: {allow: [a.example, b.example]}",
            "action: warn\nlinks: {allow: [a.example]}",
            ("stricter", "no longer with allow: b.example"),
        ),
        (
            "action: warn\nterms: [one]\nbecause: Old.",
            "action: warn\nterms: [one]\nbecause: New.",
            ("changed", "the reason is now: New."),
        ),
        (
            "action: warn\nterms: [one]",
            "action: warn\nterms: [one]\nfails: [one]",
            ("changed", "the examples are changed"),
        ),
        (
            "action: warn\nterms: [one]",
            "action: warn\nlimits: {length: 300}",
            (
                "changed",
                "looks for more than 300 characters, "
                "no longer for one of these words: “one”",
            ),
        ),
    ],
)
def test_it_says_what_a_change_does(
    before: str, after: str, expected: tuple[str, str]
) -> None:
    assert changes(policy(before), policy(after)) == [expected]


def test_nothing_changed_is_no_change() -> None:
    assert difference(policy(), policy()) == ()


def test_rules_come_and_go() -> None:
    old, new = policy(), policy("action: warn\nterms: [one]")
    other = Policy.parse(new.source.replace("rule it", "rule other"))
    assert changes(old, other) == [
        ("added", "new: warn on one of these words: “one”"),
        ("removed", "gone: warn on one of these words: “one”"),
    ]


def test_the_calendar_and_the_prose_count() -> None:
    old = policy()
    new = Policy.parse(
        old.source.replace("2027-03-12", "2027-03-19")
        .replace("  launch: 2027-05-01\n", "  fair: 2027-06-01\n")
        .replace("Be kind.", "Be kind, always.")
    )
    found = {
        (change.effect, change.part, change.name): change.sentence()
        for change in difference(old, new)
    }
    assert found == {
        (Effect.CHANGED, "calendar", "results"): "from 12 March 2027 to 19 March 2027",
        (Effect.ADDED, "calendar", "fair"): "new: 1 June 2027",
        (Effect.REMOVED, "calendar", "launch"): "gone: 1 May 2027",
        (Effect.CHANGED, "clause", "How"): "the text is changed",
    }


def test_packs_and_their_adjustments_count() -> None:
    plain = policy(more="packs: [secrets]\n")
    added = difference(policy(), plain)
    assert [change.effect for change in added] == [Effect.ADDED]
    adjusted = policy(more="packs: [secrets: {except: [JSON_WEB_TOKEN]}]\n")
    assert changes(plain, adjusted) == [("looser", "leaves out JSON_WEB_TOKEN")]
    assert changes(adjusted, plain) == [
        ("stricter", "no longer leaves out JSON_WEB_TOKEN")
    ]
    softer = policy(more="packs: [secrets: {action: warn}]\n")
    harder = policy(more="packs: [secrets: {action: block}]\n")
    assert changes(softer, harder) == [
        ("stricter", "the action of all rules goes from warn to block")
    ]


def test_an_own_secret_that_looks_different_is_told_by_name() -> None:
    keys = "action: block\nsecrets: {{name: TICKET, pattern: 'TK-[0-9]{{{0}}}'}}"
    found = changes(policy(keys.format(8)), policy(keys.format(9)))
    assert found == [("changed", "finds TICKET in another way")]


def test_it_can_be_said_in_dutch() -> None:
    say = translator("nl")
    old = policy("action: warn\nterms: [one]")
    new = policy("action: block\nterms: [one]")
    (change,) = difference(old, new, say)
    assert change.sentence(say) == "de uitkomst gaat van let op naar mag niet"


def test_going_back_undoes_what_it_did() -> None:
    strict = policy("action: block\nterms: [one, two]")
    lax = policy("action: warn\nterms: [one]")
    there = [change.effect for change in difference(lax, strict)]
    back = [change.effect for change in difference(strict, lax)]
    assert there == [Effect.STRICTER] * 2
    assert back == [Effect.LOOSER] * 2
