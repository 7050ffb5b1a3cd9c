"""A rule in the handbook: what it looks for, when, what then, why, and examples."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from durf.policy.sentences import (
    action_sentence,
    condition_sentence,
    day_words,
    look_sentence,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from durf.policy.model import Example, Policy, Rule

_BADGES = {
    "warn": ("!", "Mind"),
    "review": ("?", "Ask first"),
    "block": ("✕", "Not allowed"),
}
# Kinds that look for so many words that few would read on.
_LISTS = frozenset({"terms", "pattern", "requires"})
_LONGEST = 100
_SOURCE = re.compile(r"\s*\b(?:Source|Bron):")
_CODE = re.compile(r"`([^`]+)`")


@dataclass(frozen=True)
class RuleWriter:
    """Writes rules as HTML.

    Args:
        policy: whose calendar gives conditions their dates.
        translate: into the language of the handbook.
        foreign: the attribute for texts in another language than that.
    """

    policy: Policy
    translate: Callable[[str], str]
    foreign: str = ""

    def badge(self, action: str) -> str:
        """Return the sign and word for an action."""
        sign, word = _BADGES[action]
        hidden = f'<span aria-hidden="true">{sign}</span>'
        return f'<span class="badge {action}">{hidden}{self._say(word)}</span>'

    def card(self, rule: Rule, level: int) -> Iterator[str]:
        """Yield a rule in full, under a heading of a level."""
        name = escape(rule.id)
        yield f'<article class="rule" aria-labelledby="rule:{name}">'
        yield self.badge(rule.action)
        title = rule.id.replace("-", " ").replace("_", " ")
        shown = escape(title[:1].upper() + title[1:])
        link = f'<a class="anchor" href="#rule:{name}">{shown}</a>'
        yield f'<h{level} id="rule:{name}"{self.foreign}>{link}</h{level}>'
        yield f"<p>{self._look(rule)} {self._when(rule)}</p>"
        yield f"<p>{escape(action_sentence(rule, self.translate))}</p>"
        yield from self._reasons(rule)
        yield from self._examples(rule)
        yield from self._exact(rule)
        yield "</article>"

    def _look(self, rule: Rule) -> str:
        """Say what a rule looks for; examples say more than an expression."""
        if _is_told_by_examples(rule):
            return self._say("durf looks for texts such as the first ones below.")
        return _coded(look_sentence(rule, self.translate))

    def _exact(self, rule: Rule) -> Iterator[str]:
        if rule.look and _is_told_by_examples(rule):
            said = _coded(rule.look.sentence(self.translate))
            yield f'<p class="exact">{self._say("To be exact:")} {said}.</p>'

    def line(self, rule: Rule) -> str:
        """Return a rule in short: what it is about, and what to do instead."""
        said = self._subject(rule)
        shown = _coded(said[:1].upper() + said[1:])
        if when := self._when(rule):
            shown = f"{shown.rstrip('.')}. {when}"
        if rule.instead:
            shown += f" <small{self.foreign}>{escape(rule.instead)}</small>"
        return f"<span>{shown}</span> {self.badge(rule.action)}"

    def _subject(self, rule: Rule) -> str:
        """Say what a rule is about; of lists of words the reason says it better."""
        reason = _SOURCE.split(rule.because)[0]
        if rule.look is None:
            return reason or self.translate("every post")
        said = rule.look.sentence(self.translate)
        if reason and (rule.kind in _LISTS or len(said) > _LONGEST):
            return reason
        # The pack's title says already that these are personal data.
        return said.partition(": ")[2] if rule.kind == "personal" else said

    def _when(self, rule: Rule) -> str:
        said = condition_sentence(rule, self.policy.calendar, self.translate)
        if said is None:
            assert rule.when is not None
            code = f"<code>{escape(rule.when.source)}</code>"
            return self._say("The rule applies where this holds: {0}").format(code)
        return escape(said)

    def _reasons(self, rule: Rule) -> Iterator[str]:
        told = [
            (self._say("Why"), rule.because),
            (self._say("What you can do"), rule.instead),
        ]
        told = [(title, said) for title, said in told if said]
        if not told:
            return
        yield "<dl>"
        for title, said in told:
            text = f"<dd{self.foreign}>{escape(said)}</dd>"
            yield f"<div><dt>{title}</dt>{text}</div>"
        yield "</dl>"

    def _examples(self, rule: Rule) -> Iterator[str]:
        if not rule.fails and not rule.passes:
            return
        yield '<div class="examples">'
        yield from self._column("no", "✕", self._say("Not like this"), rule.fails)
        yield from self._column("yes", "✓", self._say("But like this"), rule.passes)
        yield "</div>"

    def _column(
        self, look: str, sign: str, title: str, examples: Sequence[Example]
    ) -> Iterator[str]:
        if not examples:
            return
        hidden = f'<span aria-hidden="true">{sign}</span>'
        yield f'<div class="{look}"><p>{hidden} {title}</p>'
        yield "<ul>"
        for example in examples:
            yield f"<li>{self._example(example)}</li>"
        yield "</ul></div>"

    def _example(self, example: Example) -> str:
        post = example.post
        shown = f"<q{self.foreign}>{escape(post.text)}</q>"
        told = [post.channel, *post.author.roles]
        if post.at:
            told.insert(0, day_words(post.at.date(), self.translate))
        told += [medium.alt or medium.path for medium in post.media]
        told += post.links
        around = " · ".join(escape(one) for one in told if one)
        return f"{shown} <small>{around}</small>" if around else shown

    def _say(self, sentence: str) -> str:
        return escape(self.translate(sentence))


def _is_told_by_examples(rule: Rule) -> bool:
    return rule.kind == "pattern" and bool(rule.fails)


def _coded(sentence: str) -> str:
    """Return a sentence with what stands between backticks as code."""
    return _CODE.sub(r"<code>\1</code>", escape(sentence))
