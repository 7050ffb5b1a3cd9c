"""Rules of the kind ``judge``, with judges that stand in for an endpoint."""

from __future__ import annotations

import pytest

import durf
from durf.errors import PolicyFaults
from durf.kinds.judge import KIND, JudgeLook
from durf.post import Medium

POLICY = """\
---
policy: Northwind
version: "1"
language: en
---
# Promises

```rule promises
action: {action}
judge: {judge}
```
"""
QUESTION = "Does the text promise a result?"


class Oracle:
    """A judge that always says the same and remembers what it was asked."""

    def __init__(self, answer: bool | None) -> None:
        self.answer = answer
        self.asked: list[tuple[str, str]] = []

    def ask(self, question: str, text: str) -> bool | None:
        self.asked.append((question, text))
        return self.answer


def policy(judge: str = QUESTION, action: str = "block") -> durf.Policy:
    return durf.Policy.parse(POLICY.format(judge=judge, action=action))


def verdict(answer: bool | None, judge: str = QUESTION, action: str = "block"):
    return durf.Checker(policy(judge, action), Oracle(answer)).check(
        durf.Post("We win")
    )


def test_a_yes_bites_and_says_what_was_asked():
    (finding,) = verdict(True).findings
    assert (finding.action, finding.kind) == ("block", "judge")
    assert QUESTION in finding.message
    assert finding.span == (0, 6)


def test_a_no_lets_the_post_go():
    assert verdict(False).action == "allow"


@pytest.mark.parametrize(("answer", "action"), [(True, "allow"), (False, "warn")])
def test_a_rule_may_bite_on_no(answer, action):
    asked = "{question: 'Is it kind?', on: no}"
    assert verdict(answer, asked, "warn").action == action


@pytest.mark.parametrize("on", ["yes", "ja", "no", "nee"])
def test_the_answer_that_bites_is_read_in_both_languages(on):
    look = policy(f"{{question: 'Is it?', on: {on}}}").rules[0].look
    assert look == JudgeLook("Is it?", on in {"yes", "ja"})


@pytest.mark.parametrize("action", ["warn", "review", "block"])
def test_no_answer_is_a_review_whatever_the_rule_wants(action):
    found = verdict(None, action=action)
    assert found.action == "review"
    assert "no answer" in found.findings[0].message


def test_without_a_judge_the_rule_is_silent():
    assert durf.Checker(policy()).check(durf.Post("We win")).action == "allow"


def test_the_judge_sees_the_text_with_the_descriptions_once():
    oracle = Oracle(False)
    post = durf.Post("We win", media=(Medium("a.jpg", "A cup"), Medium("b.jpg")))
    durf.Checker(policy(), oracle).check(post)
    assert oracle.asked == [(QUESTION, "We win\nA cup")]


def test_nobody_is_asked_about_nothing():
    oracle = Oracle(True)
    durf.Checker(policy(), oracle).check(durf.Post(" \n"))
    assert oracle.asked == []


@pytest.mark.parametrize(
    "judge",
    [
        "[a, b]",
        "{on: yes}",
        "{question: a, on: maybe}",
        "{queston: a}",
        f"{'a' * 2001}",
    ],
)
def test_a_block_that_asks_nothing_usable_is_a_fault(judge):
    with pytest.raises(PolicyFaults):
        policy(judge)


def test_the_compiled_form_makes_the_same_look():
    for look in (JudgeLook("Is it?"), JudgeLook("Is it?", on=False)):
        assert KIND.from_json(look.to_json()) == look


def test_the_handbook_says_what_is_asked():
    assert JudgeLook("Is it?").sentence(str) == "a judge that answers yes to: “Is it?”"
    assert "no" in JudgeLook("Is it?", on=False).sentence(str)
