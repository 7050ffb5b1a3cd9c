"""A compiled policy, ready to judge posts."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from durf.action import Action
from durf.check.automaton import Automaton
from durf.check.live import LiveRule
from durf.check.program import Program
from durf.check.verdict import Finding, Verdict
from durf.kinds.look import Subject
from durf.policy.conditions import Condition, Surroundings
from durf.policy.model import Days
from durf.text.joined import rejoin
from durf.text.view import View

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from durf.kinds.look import Judge, Match
    from durf.policy.model import Policy
    from durf.post import Post

_ALLOW: tuple[Finding, ...] = ()


class Checker:
    """Judges posts under one policy.

    A checker does not change once made: it may be shared by threads, pickled,
    and kept as bytes.

    Args:
        policy: what to judge by.
        judge: who answers the questions of ``judge`` rules; without one such
            rules are silent.

    Raises:
        ExamplesFailed: the policy's own examples do not hold.

    Example:
        >>> import durf
        >>> policy = durf.Policy.parse('''---
        ... policy: Example
        ... version: "1"
        ... language: en
        ... ---
        ... # Figures
        ... ```rule figures
        ... action: block
        ... terms: [turnover]
        ... ```
        ... ''')
        >>> durf.Checker(policy).check(durf.Post("Our turnover is up")).action
        <Action.BLOCK: 'block'>
    """

    def __init__(self, policy: Policy, judge: Judge | None = None) -> None:
        from durf.check.compile import compile_policy
        from durf.check.examples import require_own

        self._start(compile_policy(policy), judge)
        require_own(policy, self)

    @classmethod
    def unproven(cls, policy: Policy, judge: Judge | None = None) -> Checker:
        """Make a checker without asking whether the policy's examples hold.

        For trying a policy out, never for publishing.
        """
        from durf.check.compile import compile_policy

        return cls._of(compile_policy(policy), judge)

    @classmethod
    def from_bytes(cls, data: bytes, judge: Judge | None = None) -> Checker:
        """Make the checker again that ``to_bytes`` wrote.

        Raises:
            BrokenProgram: the bytes are damaged, or from another durf or machine.
        """
        return cls._of(Program.from_bytes(data), judge)

    @classmethod
    def _of(cls, program: Program, judge: Judge | None) -> Checker:
        checker = cls.__new__(cls)
        checker._start(program, judge)
        return checker

    def _start(self, program: Program, judge: Judge | None) -> None:
        header = program.header
        self._program = program
        self._automaton = Automaton(program.words, program.expressions)
        self._version: str = header["version"]
        self._language: str = header["language"]
        self._timezone: str = header["timezone"]
        self._calendar = {
            name: Days(date.fromisoformat(first), date.fromisoformat(last))
            for name, (first, last) in header["calendar"].items()
        }
        self._count: int = header["count"]
        self._always = tuple(header["always"])
        self._whole = frozenset(header["whole"])
        self._judge = judge
        self._live: dict[int, LiveRule] = {}

    @property
    def policy(self) -> str:
        """The version of the policy it judges by."""
        return self._version

    @property
    def sources(self) -> tuple[tuple[str, str], ...]:
        """The other local files that went into it, with their SHA-256."""
        return tuple((path, digest) for path, digest in self._program.header["sources"])

    def to_bytes(self) -> bytes:
        """Return the checker as bytes, to keep beside the policy or to send."""
        return self._program.to_bytes()

    def __reduce__(self) -> tuple[object, tuple[bytes, Judge | None]]:
        return Checker.from_bytes, (self.to_bytes(), self._judge)

    def check(self, post: Post, now: datetime | None = None) -> Verdict:
        """Judge a post.

        Args:
            post: what somebody wants to say.
            now: when it would go out, if the post does not say; conditions on
                time that cannot be decided count as true.
        """
        text = View(post.text)
        fired = self._automaton.scan(text.plain)
        if not fired and not self._always and not post.media and not post.links:
            return Verdict(Action.ALLOW, _ALLOW, self._version, post.id)
        findings = list(self._findings(post, text, fired, post.at or now))
        if not findings:
            return Verdict(Action.ALLOW, _ALLOW, self._version, post.id)
        return self._verdict(post, findings)

    def every_finding(self, post: Post, now: datetime | None = None) -> list[Finding]:
        """Return all that bites, also what several rules find alike.

        A verdict shows such a place once, under the strictest of the rules.
        """
        text = View(post.text)
        fired = self._automaton.scan(text.plain)
        return list(self._findings(post, text, fired, post.at or now))

    def _verdict(self, post: Post, findings: list[Finding]) -> Verdict:
        kept = _without_repeats(findings)
        strictest = max((f.action for f in kept), key=lambda action: action.strictness)
        return Verdict(strictest, tuple(kept), self._version, post.id)

    def _findings(
        self, post: Post, text: View, fired: list[int], now: datetime | None
    ) -> Iterator[Finding]:
        language = post.language or self._language
        whole = Subject(text, "text", post, now, language, self._judge)
        surroundings: list[Surroundings] = []
        for subject, numbers in self._subjects(whole, fired):
            for number in numbers:
                yield from self._bites(number, subject, surroundings)

    def _subjects(
        self, whole: Subject, fired: list[int]
    ) -> Iterator[tuple[Subject, Iterable[int]]]:
        """Yield each field with the rules that may bite there."""
        yield whole, self._asked(fired, whole=True)
        if self._count in fired:
            yield from self._rejoined(whole)
        post = whole.post
        fields = [
            (f"media[{n}].alt", medium.alt) for n, medium in enumerate(post.media)
        ]
        fields += [(f"links[{n}]", link) for n, link in enumerate(post.links)]
        for name, text in fields:
            if not text:
                continue
            view = View(text)
            subject = Subject(view, name, post, whole.now, whole.language, self._judge)
            fired = self._automaton.scan(view.plain)
            yield subject, self._asked(fired, whole=False)
            if self._count in fired:
                yield from self._rejoined(subject)

    def _asked(self, fired: list[int], *, whole: bool) -> Iterable[int]:
        """Return the rules to ask about a field, each once, in their order."""
        asked = {*fired, *self._always}
        asked.discard(self._count)
        return sorted(asked if whole else asked - self._whole)

    def _rejoined(self, subject: Subject) -> Iterator[tuple[Subject, Iterable[int]]]:
        joined = rejoin(subject.view)
        if joined is None:
            return
        view, regions = joined
        again = _Rejoined(view, subject, regions)
        fired = self._automaton.scan(view.plain)
        yield again, sorted({*fired} - self._whole - {self._count})

    def _bites(
        self, number: int, subject: Subject, surroundings: list[Surroundings]
    ) -> Iterator[Finding]:
        rule = self._rule(number)
        matches: Iterable[Match] = rule.find(subject)
        if isinstance(subject, _Rejoined):
            matches = subject.of_regions(matches)
        for count, match in enumerate(matches):
            if count == 0 and not self._holds(rule.condition, subject, surroundings):
                return
            yield rule.finding(match, subject)

    def _holds(
        self,
        condition: Condition | None,
        subject: Subject,
        surroundings: list[Surroundings],
    ) -> bool:
        if condition is None:
            return True
        # What conditions look at is made once for a post, and only if one asks.
        if not surroundings:
            surroundings.append(
                Surroundings(
                    subject.post,
                    subject.now,
                    subject.language,
                    self._calendar,
                    self._timezone,
                )
            )
        return condition.holds(surroundings[0])

    def _rule(self, number: int) -> LiveRule:
        rule = self._live.get(number)
        if rule is None:
            values = self._program.rule(number)
            when = values["when"]
            condition = Condition(when) if when else None
            # Two threads may both make it; they make the same.
            rule = self._live[number] = LiveRule(values, condition, self._language)
        return rule


class _Rejoined(Subject):
    """A field whose taken-apart regions were put together."""

    __slots__ = ("regions",)

    def __init__(
        self, view: View, subject: Subject, regions: tuple[tuple[int, int], ...]
    ) -> None:
        super().__init__(
            view,
            subject.field,
            subject.post,
            subject.now,
            subject.language,
            subject.judge,
        )
        self.regions = regions

    def of_regions(self, matches: Iterable[Match]) -> Iterator[Match]:
        """Keep the matches that the field as it stands could not have had."""
        for match in matches:
            if any(
                match.start < end and start < match.end for start, end in self.regions
            ):
                yield match


def _without_repeats(findings: list[Finding]) -> list[Finding]:
    """Keep one finding of what several packs or forms of a text found alike."""
    kept: dict[tuple[object, ...], Finding] = {}
    for finding in findings:
        what = finding.entity or finding.rule
        key = (finding.kind, what, finding.field, finding.start, finding.end)
        earlier = kept.get(key)
        if earlier is None or finding.action.strictness > earlier.action.strictness:
            kept[key] = finding
    return sorted(kept.values(), key=lambda f: (_field_order(f.field), f.start, f.end))


def _field_order(field: str) -> tuple[int, str]:
    return (0 if field == "text" else 1, field)
