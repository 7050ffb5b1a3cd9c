"""A rule as plain sentences, for those who read the policy and not its YAML."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from durf.action import Action

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from durf.policy.model import Days, Rule

    Say = Callable[[str], str]

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_ACTIONS = {
    Action.ALLOW: "The post may go out.",
    Action.WARN: "The author is warned, and may go on.",
    Action.BLOCK: "The post is stopped.",
}
_NAME = r"\s*['\"]([^'\"]*)['\"]\s*"
_COUNT = r"\s*(-?[0-9]{1,6})\s*"
# Each form of a condition, and how it is said; the first that fits is taken.
_FORMS = tuple(
    (re.compile(expression), template)
    for expression, template in (
        (rf"days_until\({_NAME}\)\s*<=?{_COUNT}", "from {1} days before {0} on"),
        (rf"days_until\({_NAME}\)\s*>=\s*0", "until {0}"),
        (rf"days_until\({_NAME}\)\s*>\s*0", "before {0}"),
        (rf"days_until\({_NAME}\)\s*>=?{_COUNT}", "until {1} days before {0}"),
        (rf"days_since\({_NAME}\)\s*>=\s*0", "from {0} on"),
        (rf"days_since\({_NAME}\)\s*>\s*0", "after {0}"),
        (rf"days_since\({_NAME}\)\s*<=?{_COUNT}", "until {1} days after {0}"),
        (rf"days_since\({_NAME}\)\s*>=?{_COUNT}", "from {1} days after {0} on"),
        (rf"between\({_NAME}\)", "in the days of {0}"),
        (rf"between\({_NAME},{_NAME}\)", "from {0} until {1}"),
        (rf"!\s*author\.has_role\({_NAME}\)", "for all but the role {0}"),
        (rf"author\.has_role\({_NAME}\)", "for the role {0}"),
        (rf"channel\s*==\s*{_NAME}", "on the channel {0}"),
        (rf"channel\s*!=\s*{_NAME}", "on all channels but {0}"),
        (rf"post\.language\s*==\s*{_NAME}", "in posts in the language {0}"),
        (rf"post\.language\s*!=\s*{_NAME}", "in posts not in the language {0}"),
        (rf"post\.length\s*>{_COUNT}", "in posts of more than {0} characters"),
        (rf"post\.length\s*<{_COUNT}", "in posts of less than {0} characters"),
        (r"(?:size\(post\.media\)|post\.media\.size\(\))\s*>\s*0", "with a picture"),
        (r"(?:size\(post\.media\)|post\.media\.size\(\))\s*==\s*0", "without picture"),
        (r"(?:size\(post\.links\)|post\.links\.size\(\))\s*>\s*0", "with a link"),
        (r"(?:size\(post\.links\)|post\.links\.size\(\))\s*==\s*0", "without link"),
    )
)
_OUTSIDE_QUOTES = re.compile(r"\"[^\"]*\"|'[^']*'")


def action_sentence(rule: Rule, say: Say) -> str:
    """Say what becomes of a post that the rule bites."""
    if rule.action is Action.REVIEW and rule.by:
        return say("The post waits until {0} agrees.").format(rule.by)
    if rule.action is Action.REVIEW:
        return say("The post waits until somebody agrees.")
    return say(_ACTIONS[rule.action])


def look_sentence(rule: Rule, say: Say) -> str:
    """Say what the rule looks for."""
    if rule.look is None:
        return say("This is about every post.")
    return say("durf looks for {0}.").format(rule.look.sentence(say))


def condition_sentence(
    rule: Rule, calendar: Mapping[str, Days], say: Say
) -> str | None:
    """Say when the rule applies, or return None where only its source can.

    A rule without a condition applies always: then there is nothing to say.
    """
    if rule.when is None:
        return ""
    said = condition_words(rule.when.source, calendar, say)
    return None if said is None else say("The rule applies {0}.").format(said)


def condition_words(source: str, calendar: Mapping[str, Days], say: Say) -> str | None:
    """Return a condition in words, or None for one of an unusual form."""
    alternatives = _split(source.strip(), "||")
    said = [_all_of(one, calendar, say) for one in alternatives]
    if None in said:
        return None
    return f", {say('or')} ".join(one for one in said if one is not None)


def day_words(day: date, say: Say) -> str:
    """Return a day as people write it."""
    month = say(_MONTHS[day.month - 1])
    return say("{0} {1} {2}").format(day.day, month, day.year)


def days_words(days: Days, say: Say) -> str:
    """Return an entry of the calendar as people write it."""
    first = day_words(days.first, say)
    if days.first == days.last:
        return first
    return say("{0} to {1}").format(first, day_words(days.last, say))


def _all_of(source: str, calendar: Mapping[str, Days], say: Say) -> str | None:
    said = [_part(part.strip(), calendar, say) for part in _split(source, "&&")]
    if None in said:
        return None
    return ", ".join(one for one in said if one is not None)


def _part(source: str, calendar: Mapping[str, Days], say: Say) -> str | None:
    for form, template in _FORMS:
        found = form.fullmatch(source)
        if found:
            words = [_word(word, calendar, say) for word in found.groups()]
            return say(template).format(*words)
    return None


def _word(word: str, calendar: Mapping[str, Days], say: Say) -> str:
    if word in calendar:
        return f"{word} ({days_words(calendar[word], say)})"
    return word


def _split(source: str, operator: str) -> list[str]:
    """Split a condition at an operator that stands in no quotes.

    Where brackets group parts, what comes of it fits no known form.
    """
    hidden = _OUTSIDE_QUOTES.sub(lambda found: "x" * len(found[0]), source)
    parts, start = [], 0
    while (at := hidden.find(operator, start)) >= 0:
        parts.append(source[start:at])
        start = at + len(operator)
    return [*parts, source[start:]]
