"""What a policy, or two versions of it, would have said of past posts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from durf.action import Action

if TYPE_CHECKING:
    from collections.abc import Sequence

    from durf.check.verdict import Finding, Verdict
    from durf.post import Post

_MOST_EXAMPLES = 3
_AROUND = 40


@dataclass(frozen=True, slots=True)
class Sample:
    """A place where a rule bit: the post it was in, and the words around it.

    What must not be shown is masked in ``excerpt``.
    """

    post: str
    excerpt: str


@dataclass(frozen=True, slots=True)
class Shift:
    """A post that two versions judge differently.

    ``rules`` are those that bite in only one of the two.
    """

    post: str
    before: Action
    after: Action
    rules: tuple[str, ...]
    excerpt: str


@dataclass(slots=True)
class Record:
    """What one policy said so far, in memory that does not grow with the posts.

    Attributes:
        actions: how many posts got each action.
        fired: in how many posts each rule bit.
        samples: the first few places of each rule.
    """

    actions: Counter[Action] = field(default_factory=Counter)
    fired: Counter[str] = field(default_factory=Counter)
    samples: dict[str, list[Sample]] = field(default_factory=dict)

    def note(self, post: Post, verdict: Verdict) -> None:
        """Count a verdict."""
        self.actions[verdict.action] += 1
        first: dict[str, Finding] = {}
        for finding in verdict.findings:
            first.setdefault(finding.rule, finding)
        for rule, finding in first.items():
            self.fired[rule] += 1
            kept = self.samples.setdefault(rule, [])
            if len(kept) < _MOST_EXAMPLES:
                shown = excerpt(post, verdict.findings, finding)
                kept.append(Sample(post.id or "", shown))

    @property
    def posts(self) -> int:
        """How many posts were judged."""
        return self.actions.total()

    @property
    def held(self) -> int:
        """How many posts would not have gone out by themselves."""
        return self.actions[Action.REVIEW] + self.actions[Action.BLOCK]

    @property
    def held_share(self) -> float:
        """The part of the posts that would have been held, from 0 to 1."""
        return self.held / self.posts if self.posts else 0.0


def shift(post: Post, before: Verdict, after: Verdict) -> Shift | None:
    """Return how two versions differ on a post, or None where they agree."""
    if before.action is after.action:
        return None
    old = {finding.rule: finding for finding in reversed(before.findings)}
    new = {finding.rule: finding for finding in reversed(after.findings)}
    rules = tuple(sorted(old.keys() ^ new.keys()))
    findings = (*before.findings, *after.findings)
    # Where only an action changed, the rule that bites is the one to show.
    deciding = next((f for f in findings if f.rule in rules), findings[0])
    shown = excerpt(post, findings, deciding)
    return Shift(post.id or "", before.action, after.action, rules, shown)


def excerpt(post: Post, findings: Sequence[Finding], finding: Finding) -> str:
    """Return the words around a finding, with all that is secret masked."""
    if finding.field != "text":
        return finding.masked or finding.entity or finding.field
    start = max(finding.start - _AROUND, 0)
    end = min(max(finding.end, finding.start) + _AROUND, len(post.text))
    end = min(end, start + 4 * _AROUND)
    secrets = [f for f in findings if f.masked and f.field == "text"]
    shown = _masked(post.text, start, end, secrets)
    before = "…" if start else ""
    after = "…" if end < len(post.text) else ""
    return f"{before}{' '.join(shown.split())}{after}"


def _masked(text: str, start: int, end: int, secrets: Sequence[Finding]) -> str:
    parts: list[str] = []
    at = start
    for secret in sorted(secrets, key=lambda f: f.span):
        if secret.end <= at or secret.start >= end:
            continue
        # A mask stands there whole, also where the excerpt begins inside it.
        parts += [text[at : max(secret.start, at)], secret.masked]
        at = max(at, secret.end)
    parts.append(text[at : max(end, at)])
    return "".join(parts)
