"""A short quiz, made from a policy's own examples."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from durf.policy.model import Policy, Rule
    from durf.post import Post

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
        rule: that the example belongs to, as it is called outside.
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


@dataclass(frozen=True, slots=True)
class _Candidate:
    post: Post
    right: str
    name: str
    rule: Rule

    def question(self) -> Question:
        return Question(
            text=self.post.text,
            at=self.post.at,
            channel=self.post.channel,
            roles=self.post.author.roles,
            rule=self.name,
            clause=self.rule.clause.title,
            right=self.right,
            because=self.rule.because,
            instead=self.rule.instead,
        )


def questions(
    policy: Policy,
    *,
    count: int,
    seed: int,
    is_fine: Callable[[Post], bool] | None = None,
) -> tuple[Question, ...]:
    """Return questions from a policy's examples, the same for the same seed.

    Clauses take turns, and about half of the posts are fine.  The policy's own
    examples go before those of its packs.

    Args:
        policy: to ask about.
        count: questions at most.
        seed: chooses among the examples.
        is_fine: tells whether a post may go out.  What one rule leaves alone another
            may stop: with this, such a post is never said to be fine.
    """
    # A choice that can be made again: nothing here has to be hard to guess.
    chance = random.Random(seed)  # noqa: S311
    rules = list(policy.every_rule())
    own = _shuffled(rules[: len(policy.rules)], chance)
    packs = _shuffled(rules[len(policy.rules) :], chance)
    chosen: list[Question] = []
    for right in _balanced(min(count, len(own) + len(packs)), chance):
        other = NOT_FINE if right == FINE else FINE
        for found, answer in (
            (own, right),
            (packs, right),
            (own, other),
            (packs, other),
        ):
            if question := _take(found, answer, chosen, is_fine):
                chosen.append(question)
                break
    return tuple(chosen)


def score(asked: Sequence[Question], answers: Sequence[str]) -> int:
    """Return how many answers are right."""
    pairs = zip(asked, answers, strict=True)
    return sum(answer == question.right for question, answer in pairs)


def _balanced(count: int, chance: random.Random) -> list[str]:
    rights = [FINE, NOT_FINE] * ((count + 1) // 2)
    chance.shuffle(rights)
    return rights[:count]


def _shuffled(
    rules: Iterable[tuple[str, Rule]], chance: random.Random
) -> list[_Candidate]:
    found = [one for name, rule in rules for one in _of(name, rule)]
    chance.shuffle(found)
    return found


def _of(name: str, rule: Rule) -> list[_Candidate]:
    return [
        _Candidate(post, right, name, rule)
        for examples, right in ((rule.passes, FINE), (rule.fails, NOT_FINE))
        for example in examples
        if (post := example.post).text.strip()
        and len(post.text) <= _LONGEST
        and not post.media
        and not post.links
    ]


def _take(
    found: list[_Candidate],
    right: str,
    chosen: Sequence[Question],
    is_fine: Callable[[Post], bool] | None,
) -> Question | None:
    """Take a question with this answer, of the clause that was asked least."""
    asked = Counter(one.clause for one in chosen)
    fitting = [one for one in found if one.right == right]
    # The order among equals stays: it is the one that chance gave.
    for one in sorted(fitting, key=lambda one: asked[one.rule.clause.title]):
        found.remove(one)
        if right == NOT_FINE or is_fine is None or is_fine(one.post):
            return one.question()
    return None
