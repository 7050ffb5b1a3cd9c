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
_SAME = r"\s*['\"]\1['\"]\s*"
_COUNT = r"\s*([0-9]{1,6})\s*"
# Each form of a condition, how it is said, and what makes a strict bound one that
# is included; the first that fits is taken.
_FORMS = tuple(
    (re.compile(expression), template, more)
    for expression, template, more in (
        (rf"days_until\({_NAME}\)\s*<=\s*0", "from {0} on", 0),
        (rf"days_until\({_NAME}\)\s*<={_COUNT}", "from {1} days before {0} on", 0),
        (rf"days_until\({_NAME}\)\s*<{_COUNT}", "from {1} days before {0} on", -1),
        (rf"days_until\({_NAME}\)\s*>=\s*0", "until {0}", 0),
        (rf"days_until\({_NAME}\)\s*>\s*0", "before {0}", 0),
        (rf"days_until\({_NAME}\)\s*>={_COUNT}", "until {1} days before {0}", 0),
        (rf"days_until\({_NAME}\)\s*>{_COUNT}", "until {1} days before {0}", 1),
        (rf"days_since\({_NAME}\)\s*>=\s*0", "from {0} on", 0),
        (rf"days_since\({_NAME}\)\s*>\s*0", "after {0}", 0),
        (rf"days_since\({_NAME}\)\s*<={_COUNT}", "until {1} days after {0}", 0),
        (rf"days_since\({_NAME}\)\s*<{_COUNT}", "until {1} days after {0}", -1),
        (rf"days_since\({_NAME}\)\s*>={_COUNT}", "from {1} days after {0} on", 0),
        (rf"days_since\({_NAME}\)\s*>{_COUNT}", "from {1} days after {0} on", 1),
        (rf"between\({_NAME}\)", "in the days of {0}", 0),
        (rf"between\({_NAME},{_NAME}\)", "from {0} until {1}", 0),
        (rf"!\s*author\.has_role\({_NAME}\)", "for all but the role {0}", 0),
        (rf"author\.has_role\({_NAME}\)", "for the role {0}", 0),
        (rf"channel\s*==\s*{_NAME}", "on the channel {0}", 0),
        (rf"channel\s*!=\s*{_NAME}", "on all channels but {0}", 0),
        (rf"post\.language\s*==\s*{_NAME}", "in posts in the language {0}", 0),
        (rf"post\.language\s*!=\s*{_NAME}", "in posts not in the language {0}", 0),
        (rf"post\.length\s*>{_COUNT}", "in posts of more than {0} characters", 0),
        (rf"post\.length\s*<{_COUNT}", "in posts of less than {0} characters", 0),
        (r"(?:size\(post\.media\)|post\.media\.size\(\))\s*>\s*0", "with a picture", 0),
        (
            r"(?:size\(post\.media\)|post\.media\.size\(\))\s*==\s*0",
            "without picture",
            0,
        ),
        (r"(?:size\(post\.links\)|post\.links\.size\(\))\s*>\s*0", "with a link", 0),
        (r"(?:size\(post\.links\)|post\.links\.size\(\))\s*==\s*0", "without link", 0),
    )
)
# Two parts that together say the days around one day.
_WINDOWS = tuple(
    (re.compile(expression), template)
    for expression, template in (
        (
            rf"days_until\({_NAME}\)\s*>\s*0 && days_until\({_SAME}\)\s*<={_COUNT}",
            "in the {1} days before {0}",
        ),
        (
            rf"days_until\({_NAME}\)\s*>=\s*0 && days_until\({_SAME}\)\s*<={_COUNT}",
            "in the {1} days before {0} and on the day itself",
        ),
        (
            rf"days_since\({_NAME}\)\s*>\s*0 && days_since\({_SAME}\)\s*<={_COUNT}",
            "in the {1} days after {0}",
        ),
        (
            rf"days_since\({_NAME}\)\s*>=\s*0 && days_since\({_SAME}\)\s*<={_COUNT}",
            "on the day of {0} and in the {1} days after it",
        ),
    )
)
# More alternatives than this are harder to read than their source.
_MOST_ALTERNATIVES = 6
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")


def action_sentence(rule: Rule, say: Say) -> str:
    """Say what becomes of a post that the rule bites."""
    if rule.action is Action.REVIEW and rule.by:
        said = say("The post waits until somebody with the role {0} agrees.")
        return said.format(rule.by)
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
    """Return a condition in words, or None for one of an unusual form.

    Brackets are worked out: what is said means the same, and can be read one way.
    """
    # In quotes with a backslash it is not plain where they end.
    alternatives = None if "\\" in source else _alternatives(source)
    if alternatives is None:
        return None
    said = [_all_of(parts, calendar, say) for parts in alternatives]
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


def _all_of(parts: list[str], calendar: Mapping[str, Days], say: Say) -> str | None:
    said = []
    rest = list(parts)
    while rest:
        window = _window(rest[:2], calendar, say)
        one = window or _part(rest[0], calendar, say)
        if one is None:
            return None
        said.append(one)
        rest = rest[2 if window else 1 :]
    return ", ".join(said)


def _window(parts: list[str], calendar: Mapping[str, Days], say: Say) -> str | None:
    for pair in (parts, parts[::-1]):
        for form, template in _WINDOWS:
            found = form.fullmatch(" && ".join(pair))
            days = calendar.get(found[1]) if found else None
            # "The day itself" would not say which, of several.
            if found and days and days.first == days.last:
                return say(template).format(_word(found[1], calendar, say), found[2])
    return None


def _part(source: str, calendar: Mapping[str, Days], say: Say) -> str | None:
    for form, template, more in _FORMS:
        found = form.fullmatch(source)
        if not found:
            continue
        words = list(found.groups())
        if more:
            words[-1] = str(int(words[-1]) + more)
        if words and words[-1].startswith("-"):
            return None
        return say(template).format(*(_word(word, calendar, say) for word in words))
    return None


def _word(word: str, calendar: Mapping[str, Days], say: Say) -> str:
    if word in calendar:
        return f"{word} ({days_words(calendar[word], say)})"
    return word


def _alternatives(source: str) -> list[list[str]] | None:
    """Return the parts of a condition: one of these lists must hold, all of it.

    None where there are too many.
    """
    bare = _without_brackets(source.strip())
    if len(either := _split(bare, "||")) > 1:
        found = [_alternatives(one) for one in either]
        whole = [parts for one in found for parts in one or ()]
        return None if None in found or len(whole) > _MOST_ALTERNATIVES else whole
    both = _split(bare, "&&")
    if len(both) == 1:
        return [[bare]]
    product: list[list[str]] = [[]]
    for one in both:
        more = _alternatives(one)
        if more is None or len(product) * len(more) > _MOST_ALTERNATIVES:
            return None
        product = [[*before, *after] for before in product for after in more]
    return product


def _without_brackets(source: str) -> str:
    """Take away the brackets around all of a condition."""
    while source.startswith("(") and _closes(source) == len(source) - 1:
        source = source[1:-1].strip()
    return source


def _closes(source: str) -> int:
    """Return where the first bracket of a condition is closed."""
    depth = 0
    for at, character in enumerate(_unquoted(source)):
        depth += (character in "([{") - (character in ")]}")
        if depth == 0:
            return at
    return -1


def _split(source: str, operator: str) -> list[str]:
    """Split a condition at an operator that stands in no quotes and no brackets."""
    hidden = _unquoted(source)
    parts, start, depth = [], 0, 0
    for at, character in enumerate(hidden):
        depth += (character in "([{") - (character in ")]}")
        if depth == 0 and at >= start and hidden.startswith(operator, at):
            parts.append(source[start:at])
            start = at + len(operator)
    return [*parts, source[start:]]


def _unquoted(source: str) -> str:
    return _QUOTED.sub(lambda found: "x" * len(found[0]), source)
