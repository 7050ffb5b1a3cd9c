"""Who approves what, as the handbook says it."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import timedelta

    from durf.policy.reviews import Earned, Reviews


def said_reviews(reviews: Reviews, say: Callable[[str], str]) -> Iterator[str]:
    """Yield the sentences on who approves, each as HTML without a tag around it.

    Args:
        reviews: of the policy.
        say: translates a sentence and makes it safe as HTML.
    """
    if reviews.approvers == 1:
        yield say("Every post needs the approval of a colleague.")
    elif reviews.approvers:
        template = say("Every post needs the approval of {0} colleagues.")
        yield template.format(reviews.approvers)
    if reviews.remind:
        template = say("Who is asked is reminded after {0}.")
        yield template.format(_length(reviews.remind, say))
    if reviews.escalate:
        yield _escalation(reviews, say)
    if reviews.exceptions:
        template = say(
            "In an exceptional case {0} may let out a post that durf stopped, "
            "once and with a reason that stays on record."
        )
        yield template.format(", ".join(map(escape, reviews.exceptions)))
    for earned in reviews.earned:
        yield _earned(earned, say)


def _escalation(reviews: Reviews, say: Callable[[str], str]) -> str:
    after = _length(reviews.escalate, say) if reviews.escalate else ""
    if not reviews.escalate_to:
        return say("After {0} an administrator is asked too.").format(after)
    template = say("After {0} the role {1} is asked too.")
    return template.format(after, escape(reviews.escalate_to))


def _earned(earned: Earned, say: Callable[[str], str]) -> str:
    enough = (
        say("no approval is needed")
        if earned.approvers == 0
        else say("{0} approvals are enough").format(earned.approvers)
        if earned.approvers > 1
        else say("one approval is enough")
    )
    template = say(
        "{0} ({1}): after {2} posts in a row without an incident, {3}. "
        "An incident ends that at once."
    )
    return template.format(
        f"<b>{escape(earned.name)}</b>", _class(earned, say), earned.clean, enough
    )


def _class(earned: Earned, say: Callable[[str], str]) -> str:
    named = (
        (earned.template, say("made from the template {0}")),
        (earned.channel, say("only on {0}")),
        (earned.group, say("by authors of {0}")),
    )
    return ", ".join(said.format(escape(name)) for name, said in named if name)


def _length(time: timedelta, say: Callable[[str], str]) -> str:
    minutes = int(time.total_seconds()) // 60
    for size, one, many in (
        (1440, say("a day"), say("{0} days")),
        (60, say("an hour"), say("{0} hours")),
        (1, say("a minute"), say("{0} minutes")),
    ):
        if minutes % size == 0:
            count = minutes // size
            return one if count == 1 else many.format(count)
    return ""
