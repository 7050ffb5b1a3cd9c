"""Who approves what as plain sentences, for those who read the policy."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import timedelta

    from durf.policy.reviews import Earned, Reviews

    Say = Callable[[str], str]


def review_sentences(reviews: Reviews, say: Say) -> Iterator[str]:
    """Yield what everybody may know of who approves; nothing where it is not said."""
    if reviews.approvers == 1:
        yield say("Every post needs the approval of a colleague.")
    elif reviews.approvers:
        template = say("Every post needs the approval of {0} colleagues.")
        yield template.format(reviews.approvers)
    if reviews.remind:
        template = say("Who is asked is reminded after {0}.")
        yield template.format(length_words(reviews.remind, say))
    if reviews.escalate:
        after = length_words(reviews.escalate, say)
        template = (
            say("After {0} the role {1} is asked too.")
            if reviews.escalate_to
            else say("After {0} an administrator is asked too.")
        )
        yield template.format(after, reviews.escalate_to)
    if reviews.exceptions:
        template = say(
            "In an exceptional case whoever has one of these roles may let out a post "
            "that durf stopped, once and with a reason that stays on record: {0}."
        )
        yield template.format(", ".join(reviews.exceptions))
    for name, steps in groupby(reviews.earned, key=lambda one: one.name):
        yield _class_sentence(name, tuple(steps), say)


def _class_sentence(name: str, steps: tuple[Earned, ...], say: Say) -> str:
    template = say(
        "Posts of the class {0} ({1}) earn trust: {2}. An incident ends that at once."
    )
    return template.format(name, class_words(steps[0], say), step_words(steps, say))


def class_words(earned: Earned, say: Say) -> str:
    """Return which posts are of a class."""
    named = (
        (earned.template, say("made from the template {0}")),
        (earned.channel, say("only on {0}")),
        (earned.group, say("by authors of {0}")),
    )
    return ", ".join(said.format(name) for name, said in named if name)


def step_words(steps: Iterable[Earned], say: Say) -> str:
    """Return what a class earns, step by step."""
    templates = {
        0: say("after {0} in a row without an incident no approval is needed"),
        1: say("after {0} in a row without an incident one approval is enough"),
    }
    more = say("after {0} in a row without an incident {1} approvals are enough")
    return ", ".join(
        templates.get(step.approvers, more).format(step.clean, step.approvers)
        for step in steps
    )


def length_words(time: timedelta, say: Say) -> str:
    """Return a time as people say it, in the largest unit that says it whole."""
    minutes = int(time.total_seconds()) // 60
    for size, one, many in (
        (1440, say("a day"), say("{0} days")),
        (60, say("an hour"), say("{0} hours")),
    ):
        if minutes % size == 0:
            count = minutes // size
            return one if count == 1 else many.format(count)
    return say("a minute") if minutes == 1 else say("{0} minutes").format(minutes)
