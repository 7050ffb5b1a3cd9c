"""What must be there, and what durf may put there by itself."""

from __future__ import annotations

import pytest

import durf

POLICY = """\
---
policy: Bloom
version: "1"
language: en
---

# How

```rule must
action: review
requires: {requires}
```
"""


def check(requires: str, text: str) -> durf.Verdict:
    policy = durf.Policy.parse(POLICY.replace("{requires}", requires))
    return durf.Checker(policy).check(durf.Post(text))


def test_a_missing_hashtag_is_put_up_front() -> None:
    found = check(
        '{any: ["#ad", advert], if: [my code]}', "Get it with my code"
    ).findings
    assert [finding.replacement for finding in found] == ["#ad Get it with my code"]


@pytest.mark.parametrize("words", ["with consent", "you may lose your capital"])
def test_it_never_puts_words_in_the_mouth_of_the_writer(words: str) -> None:
    """Whether there was consent, only people know."""
    found = check(f"{{any: [{words}], if: [patient]}}", "Photo of our patient").findings
    assert [finding.replacement for finding in found] == [None]
    assert found[0].span == (13, 20)


def test_it_leaves_alone_what_says_it_itself() -> None:
    verdict = check("{any: [with consent], if: [patient]}", "A patient, with consent")
    assert verdict.findings == ()


def test_it_says_first_what_makes_it_required() -> None:
    policy = durf.Policy.parse(
        POLICY.replace("{requires}", "{any: ['#ad'], if: [my code], within: 80}")
    )
    look = policy.rules[0].look
    assert look is not None
    assert look.sentence(str) == (
        "posts with one of these: “my code”, but without any of these: “#ad”, "
        "in the first 80 characters"
    )
