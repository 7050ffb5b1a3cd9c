"""A short quiz, made from a policy's own examples."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from durf.policy.model import Policy, Rule

FINE, NOT_FINE = "fine", "not-fine"
# What stands in a post of its own is judged; a picture or a link cannot be asked.
_LONGEST = 600


@dataclass(frozen=True, slots=True)
class Question:
    """A post, and whether it is fine.

    Attributes:
        text: of the post.
        at: when it would go out, where that matters.
        channel: where, where that matters.
        roles: of who would write it, where that matters.
        rule: that the example belongs to.
        clause: the heading that the rule stands under.
        right: ``"fine"`` or ``"not-fine"``.
        because: why the rule is there.
        instead: what to do instead.
    """

    text: str
    at: datetime | None
    channel: str
    roles: tuple[str, ...]
    rule: str
    clause: str
    right: str
    because: str
    instead: str


def questions(policy: Policy, *, count: int, seed: int) -> tuple[Question, ...]:
    """Return questions from a policy's examples, the same for the same seed.

    Clauses take turns, and about half of the posts are fine.  The policy's own
    examples go before those of its packs.

    Args:
        policy: to ask about.
        count: questions at most.
        seed: chooses among the examples.
    """
    # A choice that can be made again: nothing here has to be hard to guess.
    chance = random.Random(seed)  # noqa: S311
    own = _shuffled(policy.rules, chance)
    packs = _shuffled([rule for pack in policy.packs for rule in pack.rules], chance)
    chosen: list[Question] = []
    for right in _balanced(min(count, len(own) + len(packs)), chance):
        question = _take(own, right, chosen) or _take(packs, right, chosen)
        other = NOT_FINE if right == FINE else FINE
        question = question or _take(own, other, chosen) or _take(packs, other, chosen)
        if question is not None:
            chosen.append(question)
    return tuple(chosen)


def score(asked: Sequence[Question], answers: Sequence[str]) -> int:
    """Return how many answers are right."""
    pairs = zip(asked, answers, strict=True)
    return sum(answer == question.right for question, answer in pairs)


def _balanced(count: int, chance: random.Random) -> list[str]:
    rights = [FINE, NOT_FINE] * ((count + 1) // 2)
    chance.shuffle(rights)
    return rights[:count]


def _shuffled(rules: Sequence[Rule], chance: random.Random) -> list[Question]:
    found = [question for rule in rules for question in _of(rule)]
    chance.shuffle(found)
    return found


def _of(rule: Rule) -> list[Question]:
    return [
        Question(
            text=post.text,
            at=post.at,
            channel=post.channel,
            roles=post.author.roles,
            rule=rule.id,
            clause=rule.clause.title,
            right=right,
            because=rule.because,
            instead=rule.instead,
        )
        for examples, right in ((rule.passes, FINE), (rule.fails, NOT_FINE))
        for example in examples
        if (post := example.post).text.strip()
        and len(post.text) <= _LONGEST
        and not post.media
        and not post.links
    ]


def _take(
    found: list[Question], right: str, chosen: Sequence[Question]
) -> Question | None:
    """Take a question with this answer, of the clause that was asked least."""
    fitting = [one for one in found if one.right == right]
    if not fitting:
        return None
    asked = [one.clause for one in chosen]
    best = min(fitting, key=lambda one: asked.count(one.clause))
    found.remove(best)
    return best
