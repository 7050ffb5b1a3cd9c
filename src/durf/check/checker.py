"""A compiled policy, ready to judge posts."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from durf.action import STRICTNESS, Action
from durf.check.automaton import Automaton
from durf.check.case import Case
from durf.check.collections import require_collections
from durf.check.gates import Gates
from durf.check.live import LiveRule
from durf.check.program import Program
from durf.check.repeats import without_repeats
from durf.check.thread import is_told, shared_out
from durf.check.verdict import Verdict
from durf.errors import BrokenProgram
from durf.kinds.look import Subject
from durf.policy.conditions import Condition
from durf.policy.model import Days
from durf.text.joined import rejoin
from durf.text.view import View

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import datetime

    from durf.check.sights import Sights
    from durf.check.verdict import Finding
    from durf.kinds.look import Judge, Match
    from durf.policy.model import Policy
    from durf.post import Post
    from durf.vault.vault import Vault

    # Where a field was put together again, in code points of the original.
    Regions = tuple[tuple[int, int], ...]


# One rule names no more places than this in one field: nobody reads further.
MOST_PLACES = 1_000


class Checker:
    """Judges posts under one policy.

    A checker does not change once made: it may be shared by threads, pickled,
    and kept as bytes.

    Args:
        policy: what to judge by.
        judge: who answers the questions of ``judge`` rules; without one such
            rules are silent.
        vault: what must not leak; rules that name a collection need it.

    Raises:
        ExamplesFailed: the policy's own examples do not hold.
        BadUse: rules name a collection, and there is no vault that has it.

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

    def __init__(
        self, policy: Policy, judge: Judge | None = None, vault: Vault | None = None
    ) -> None:
        from durf.check.compile import compile_policy
        from durf.check.examples import require_own

        self._start(compile_policy(policy), judge, vault)
        self.require_collections()
        require_own(policy, self)

    @classmethod
    def unproven(
        cls, policy: Policy, judge: Judge | None = None, vault: Vault | None = None
    ) -> Checker:
        """Make a checker without asking whether the policy's examples hold.

        For trying a policy out, never for publishing: without a vault, rules that
        name a collection are silent.
        """
        from durf.check.compile import compile_policy

        return cls._of(compile_policy(policy), judge, vault)

    @classmethod
    def from_bytes(
        cls, data: bytes, judge: Judge | None = None, vault: Vault | None = None
    ) -> Checker:
        """Make the checker again that ``to_bytes`` wrote.

        Raises:
            BrokenProgram: the bytes are damaged, or from another durf or machine.
        """
        program = Program.from_bytes(data)
        try:
            return cls._of(program, judge, vault)
        except (KeyError, TypeError, ValueError) as error:
            raise BrokenProgram(reason=type(error).__name__) from None

    @classmethod
    def _of(cls, program: Program, judge: Judge | None, vault: Vault | None) -> Checker:
        checker = cls.__new__(cls)
        checker._start(program, judge, vault)
        return checker

    def _start(
        self, program: Program, judge: Judge | None, vault: Vault | None
    ) -> None:
        header = program.header
        self._program = program
        self._automaton = Automaton(program.letters, program.others)
        self._version: str = header["version"]
        self._language: str = header["language"]
        self._timezone: str = header["timezone"]
        self._calendar = {
            name: Days(date.fromisoformat(first), date.fromisoformat(last))
            for name, (first, last) in header["calendar"].items()
        }
        # The numbers after those of the rules: that something was taken apart, then
        # the parts of rules.
        self._joined: int = header["count"]
        self._parts = [(rule, part) for rule, part in header["parts"]]
        self._gates = Gates(header["gates"])
        self._whole = frozenset(header["whole"])
        self._judge = judge
        asks = self._gates.ask_the_vault or bool(header["collections"])
        self._vault = vault if asks else None
        self._sights = _sights(header["pictures"])
        # Most posts are fine, and a verdict never changes: all may have the same.
        self._allow = Verdict(Action.ALLOW, (), self._version)
        self._live: dict[int, LiveRule] = {}

    @property
    def policy(self) -> str:
        """The version of the policy it judges by."""
        return self._version

    @property
    def sources(self) -> tuple[tuple[str, str], ...]:
        """The other local files that went into it, with their SHA-256."""
        return tuple((path, digest) for path, digest in self._program.header["sources"])

    @property
    def collections(self) -> tuple[str, ...]:
        """The collections of a vault that its rules name."""
        return tuple(self._program.header["collections"])

    @property
    def looks_at_pictures(self) -> bool:
        """Whether it needs the content of media."""
        return self._sights is not None

    def require_collections(self) -> None:
        """Make sure that there is a vault with all that the rules name.

        Raises:
            BadUse: there is none, or it lacks a collection of that sort.
        """
        require_collections(self._program.header["collections"], self._vault)

    def to_bytes(self) -> bytes:
        """Return the checker as bytes, to keep beside the policy or to send."""
        return self._program.to_bytes()

    def __reduce__(self) -> tuple[object, tuple[bytes, Judge | None, Vault | None]]:
        return Checker.from_bytes, (self.to_bytes(), self._judge, self._vault)

    def check(self, post: Post, now: datetime | None = None) -> Verdict:
        """Judge a post.

        Args:
            post: what somebody wants to say.
            now: when it would go out, if the post does not say; conditions on
                time that cannot be decided count as true.
        """
        view = View(post.text)
        asked = self._asked(post, view)
        if not asked and not post.media and not post.links:
            return self._allowed(post)
        return self._verdict(post, self._findings(post, view, asked, now))

    def check_thread(
        self, posts: Sequence[Post], now: datetime | None = None
    ) -> list[Verdict]:
        """Judge the posts of one thread, in their order.

        What none of them quotes alone but all of them together is found in each
        post that has a part of it.
        """
        verdicts = [self.check(post, now) for post in posts]
        if self._vault is None or len(posts) < 2:
            return verdicts
        whole = "\n".join(post.text for post in posts)
        found = self._of_vault(replace(posts[0], text=whole, media=(), links=()), now)
        for number, more in shared_out(found, posts).items():
            has = verdicts[number].findings
            fresh = [one for one in more if not is_told(one, has)]
            if fresh:
                verdicts[number] = self._verdict(posts[number], [*has, *fresh])
        return verdicts

    def _of_vault(self, post: Post, now: datetime | None) -> list[Finding]:
        """Return what of a text the vault knows."""
        assert self._vault is not None
        view = View(post.text)
        asked = self._gates.of_vault(view.plain, self._vault)
        return self._findings(post, view, asked, now) if asked else []

    def _verdict(self, post: Post, findings: list[Finding]) -> Verdict:
        if not findings:
            return self._allowed(post)
        if len(findings) > 1:
            findings = without_repeats(findings)
        strictest = max(
            [finding.action for finding in findings], key=STRICTNESS.__getitem__
        )
        return Verdict(strictest, tuple(findings), self._version, post.id)

    def _allowed(self, post: Post) -> Verdict:
        if post.id is None:
            return self._allow
        return Verdict(Action.ALLOW, (), self._version, post.id)

    def every_finding(self, post: Post, now: datetime | None = None) -> list[Finding]:
        """Return all that bites, also what several rules find alike.

        A verdict shows such a place once, under the strictest of the rules.
        """
        view = View(post.text)
        return self._findings(post, view, self._asked(post, view), now)

    def _asked(self, post: Post, view: View) -> list[int]:
        """Return the numbers of the rules that a post's text may concern."""
        asked = self._automaton.scan(view.plain)
        if self._gates.are_there:
            asked += self._gates.opened(post, view)
        if self._vault is not None:
            asked += self._gates.of_vault(view.plain, self._vault)
        return asked

    def _findings(
        self, post: Post, view: View, asked: list[int], now: datetime | None
    ) -> list[Finding]:
        language = post.language or self._language
        whole = Subject(view, "text", post, post.at or now, language, self._judge)
        whole.vault = self._vault
        if post.media and self._sights is not None:
            whole.pictures = self._sights.seen(post.media)
        case = Case(whole, self._calendar, self._timezone)
        found: list[Finding] = []
        self._ask(asked, whole, case, found)
        if post.media or post.links:
            for name, text in _fields(post):
                self._ask_field(whole.with_view(View(text), name), case, found)
        if whole.pictures:
            found += self._in_pictures(whole, case)
        return found

    def _in_pictures(self, whole: Subject, case: Case) -> Iterator[Finding]:
        """Yield what the rules find in the texts of pictures."""
        assert self._sights is not None
        for sight in self._sights.texts(whole.pictures):
            here: list[Finding] = []
            field = whole.with_view(View(sight.text), sight.field)
            self._ask_field(field, case, here)
            yield from map(sight.told, here)

    def _ask_field(self, field: Subject, case: Case, found: list[Finding]) -> None:
        """Add what the rules find in a text beside the post's own."""
        asked = [*self._gates.always, *self._automaton.scan(field.view.plain)]
        if self._vault is not None:
            asked += self._gates.of_vault(field.view.plain, self._vault)
        self._ask(set(asked) - self._whole, field, case, found)

    def _ask(
        self,
        asked: Collection[int],
        subject: Subject,
        case: Case,
        found: list[Finding],
    ) -> None:
        """Add what the asked rules find in a field, in the order of the rules."""
        for number, parts in self._by_rule(asked):
            subject.seen = parts
            self._ask_rule(number, subject, case, found)
        if self._joined in asked and (put_together := rejoin(subject.view)) is not None:
            view, regions = put_together
            again = subject.with_view(view, subject.field)
            signs = {*self._automaton.scan(view.plain)} - self._whole
            for number, parts in self._by_rule(signs):
                again.seen = parts
                self._ask_rule(number, again, case, found, regions)

    def _by_rule(
        self, asked: Collection[int]
    ) -> Iterable[tuple[int, Collection[int] | None]]:
        """Return the rules in their order, each with the parts that were seen."""
        joined = self._joined
        seen: dict[int, set[int] | None] = {}
        for number in asked:
            if number < joined:
                seen[number] = None
            elif number > joined:
                rule, part = self._parts[number - joined - 1]
                parts = seen.setdefault(rule, set())
                if parts is not None:
                    parts.add(part)
        return sorted(seen.items()) if len(seen) > 1 else seen.items()

    def _ask_rule(
        self,
        number: int,
        subject: Subject,
        case: Case,
        found: list[Finding],
        regions: Regions | None = None,
    ) -> None:
        rule = self._live.get(number) or self._rule(number)
        condition = rule.condition
        # A judge costs more to ask than a clock, so there the condition is first.
        if condition is not None and rule.is_judged and not case.allows(condition):
            return
        for count, match in enumerate(rule.find(subject)):
            if count == MOST_PLACES:
                return
            if regions is not None and not _touches(match, regions):
                continue
            if condition is not None:
                if not case.allows(condition):
                    return
                condition = None
            found.append(rule.finding(match, subject))

    def _rule(self, number: int) -> LiveRule:
        rule = self._live.get(number)
        if rule is None:
            values = self._program.rule(number)
            when = values["when"]
            condition = Condition(when) if when else None
            # Two threads may both make it; they make the same.
            rule = self._live[number] = LiveRule(values, condition, self._language)
        return rule


def _sights(wanted: Sequence[str]) -> Sights | None:
    """Return what shows rules the parts of pictures that they want, if any do."""
    if not wanted:
        return None
    from durf.check.sights import Sights

    return Sights(wanted)


def _fields(post: Post) -> Iterator[tuple[str, str]]:
    """Yield the texts of a post beside its own, each with its name."""
    for number, medium in enumerate(post.media):
        if medium.alt:
            yield f"media[{number}].alt", medium.alt
    for number, link in enumerate(post.links):
        if link:
            yield f"links[{number}]", link


def _touches(match: Match, regions: Regions) -> bool:
    """Tell whether a match could not be there in the field as it stands."""
    at = bisect_left(regions, match.end, key=lambda region: region[0])
    return at > 0 and match.start < regions[at - 1][1]
