"""What changed between two versions of a policy, in words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from durf.policy.difference_look import look_changes
from durf.policy.difference_reviews import review_changes
from durf.policy.model import Prose
from durf.policy.sentences import condition_words, days_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from durf.policy.model import Clause, Days, Inclusion, Pack, Policy, Rule


class Effect(StrEnum):
    """What a change does to those who post."""

    STRICTER = "stricter"
    LOOSER = "looser"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changed.

    Attributes:
        part: ``"rule"``, ``"pack"``, ``"calendar"``, ``"front"``, ``"reviews"`` or
            ``"clause"``.
        name: of the rule, pack, entry, key, class or heading.
        template: the English sentence, with {0}, {1} … for the arguments.
    """

    effect: Effect
    part: str
    name: str
    template: str
    arguments: tuple[str, ...] = ()

    def sentence(self, translate: Callable[[str], str] = str) -> str:
        """Return the change as a sentence."""
        return translate(self.template).format(*self.arguments)


def difference(
    old: Policy, new: Policy, translate: Callable[[str], str] = str
) -> tuple[Change, ...]:
    """Return what changed from one policy to another, in the order of the file.

    Args:
        old: the policy as it was.
        new: the policy as it is.
        translate: into the reader's language, for words inside a sentence.
    """
    return _Difference(old, new, translate).all()


@dataclass(frozen=True)
class _Difference:
    old: Policy
    new: Policy
    say: Callable[[str], str]

    def all(self) -> tuple[Change, ...]:
        return (
            *self._front(),
            *self._reviews(),
            *self._rules("", self.old.rules, self.new.rules),
            *self._packs(),
            *self._calendar(),
            *self._clauses(),
        )

    def _front(self) -> Iterator[Change]:
        for key, before, after in (
            ("policy", self.old.name, self.new.name),
            ("version", _version(self.old), _version(self.new)),
            ("language", self.old.language, self.new.language),
            ("effective", str(self.old.effective), str(self.new.effective)),
            ("owner", self.old.owner, self.new.owner),
            ("timezone", self.old.timezone, self.new.timezone),
            ("roles", ", ".join(self.old.roles), ", ".join(self.new.roles)),
        ):
            if before != after:
                shown = (before or "-", after or "-")
                yield Change(Effect.CHANGED, "front", key, "from {0} to {1}", shown)

    def _reviews(self) -> Iterator[Change]:
        changes = review_changes(self.old.reviews, self.new.reviews, self.say)
        for name, sense, template, arguments in changes:
            yield Change(Effect(sense), "reviews", name, template, arguments)

    def _rules(
        self, prefix: str, old: Sequence[Rule], new: Sequence[Rule]
    ) -> Iterator[Change]:
        before = {rule.id: rule for rule in old}
        after = {rule.id: rule for rule in new}
        for name, rule in after.items():
            if name in before:
                yield from self._rule(prefix + name, before[name], rule)
                continue
            told = (self.say(rule.action.value), self._looked_for(rule))
            yield Change(Effect.ADDED, "rule", prefix + name, "new: {0} on {1}", told)
        for name, rule in before.items():
            if name not in after:
                told = (self.say(rule.action.value), self._looked_for(rule))
                template = "gone: {0} on {1}"
                yield Change(Effect.REMOVED, "rule", prefix + name, template, told)

    def _looked_for(self, rule: Rule) -> str:
        if rule.look is None:
            return self.say("every post")
        return rule.look.sentence(self.say)

    def _rule(self, name: str, old: Rule, new: Rule) -> Iterator[Change]:
        for effect, template, arguments in (
            *self._outcome(old, new),
            *self._condition(old, new),
            *self._look(old, new),
            *_words(old, new),
        ):
            yield Change(effect, "rule", name, template, arguments)

    def _outcome(self, old: Rule, new: Rule) -> Iterator[_Told]:
        if old.action is not new.action:
            is_stricter = new.action.strictness > old.action.strictness
            effect = Effect.STRICTER if is_stricter else Effect.LOOSER
            told = (self.say(old.action.value), self.say(new.action.value))
            yield effect, "the action goes from {0} to {1}", told
        if old.by and new.by and old.by != new.by:
            told = (new.by, old.by)
            yield Effect.CHANGED, "{0} reviews instead of {1}", told

    def _condition(self, old: Rule, new: Rule) -> Iterator[_Told]:
        before = old.when.source.strip() if old.when else ""
        after = new.when.source.strip() if new.when else ""
        if before == after:
            return
        told = (self._when(before, self.old), self._when(after, self.new))
        if not before:
            yield Effect.LOOSER, "applies only {0}, no longer always", told[1:]
        elif not after:
            yield Effect.STRICTER, "applies always, no longer only {0}", told[:1]
        else:
            effect = _narrowed(before, after)
            yield effect, "applies no longer {0}, but {1}", told

    def _when(self, source: str, policy: Policy) -> str:
        said = condition_words(source, policy.calendar, self.say)
        return said or self.say("where {0}").format(source)

    def _look(self, old: Rule, new: Rule) -> Iterator[_Told]:
        if old.look is None or new.look is None or old.kind != new.kind:
            if old.kind != new.kind:
                told = (self._looked_for(new), self._looked_for(old))
                yield Effect.CHANGED, "looks for {0}, no longer for {1}", told
            return
        for sense, template, arguments in look_changes(new.kind, old.look, new.look):
            yield Effect(sense), template, arguments

    def _packs(self) -> Iterator[Change]:
        before = {pack.inclusion.name: pack for pack in self.old.packs}
        after = {pack.inclusion.name: pack for pack in self.new.packs}
        for name, pack in after.items():
            if name in before:
                yield from self._pack(before[name], pack)
                continue
            count = (str(len(pack.rules)),)
            yield Change(Effect.ADDED, "pack", name, "new, with {0} rules", count)
        for name, pack in before.items():
            if name not in after:
                count = (str(len(pack.rules)),)
                yield Change(
                    Effect.REMOVED, "pack", name, "gone, with {0} rules", count
                )

    def _pack(self, old: Pack, new: Pack) -> Iterator[Change]:
        name = new.inclusion.name
        for effect, template, arguments in _adjustments(old.inclusion, new.inclusion):
            yield Change(effect, "pack", name, template, arguments)
        if old.policy.version != new.policy.version:
            # The rules as the pack has them: its adjustments were told above.
            yield from self._rules(f"{name}#", old.policy.rules, new.policy.rules)

    def _calendar(self) -> Iterator[Change]:
        old, new = self.old.calendar, self.new.calendar
        for name in new.keys() | old.keys():
            if old.get(name) != new.get(name):
                yield self._entry(name, old, new)

    def _entry(
        self, name: str, old: Mapping[str, Days], new: Mapping[str, Days]
    ) -> Change:
        told = tuple(days_words(d[name], self.say) for d in (old, new) if name in d)
        if name not in old:
            return Change(Effect.ADDED, "calendar", name, "new: {0}", told)
        if name not in new:
            return Change(Effect.REMOVED, "calendar", name, "gone: {0}", told)
        return Change(Effect.CHANGED, "calendar", name, "from {0} to {1}", told)

    def _clauses(self) -> Iterator[Change]:
        before = {clause.anchor: clause for clause in self.old.clauses}
        after = {clause.anchor: clause for clause in self.new.clauses}
        for anchor, clause in after.items():
            if anchor not in before:
                yield Change(Effect.ADDED, "clause", _heading(clause), "new")
            elif _prose(before[anchor]) != _prose(clause):
                template = "the text is changed"
                yield Change(Effect.CHANGED, "clause", _heading(clause), template)
        for anchor, clause in before.items():
            if anchor not in after:
                yield Change(Effect.REMOVED, "clause", _heading(clause), "gone")


# So many days around an entry of the calendar: more of them is stricter.
_WITHIN_DAYS = re.compile(
    r"(days_(?:until|since)\(['\"][^'\"]*['\"]\)\s*<=?)\s*([0-9]{1,6})"
)
_Told = tuple[Effect, str, tuple[str, ...]]


def _version(policy: Policy) -> str:
    return policy.version.partition("+")[0]


def _narrowed(before: str, after: str) -> Effect:
    """Tell whether a condition has parts more or less than it had."""
    old = {part.strip() for part in before.split("&&")}
    new = {part.strip() for part in after.split("&&")}
    if "||" in before + after:
        return Effect.CHANGED
    if new > old:
        return Effect.LOOSER
    if new < old:
        return Effect.STRICTER
    return _moved(old - new, new - old)


def _moved(gone: set[str], come: set[str]) -> Effect:
    """Tell whether a part that is about days now begins sooner or ends later."""
    if len(gone) != 1 or len(come) != 1:
        return Effect.CHANGED
    before, after = (_WITHIN_DAYS.fullmatch(min(part)) for part in (gone, come))
    if not before or not after or before[1] != after[1]:
        return Effect.CHANGED
    is_wider = int(after[2]) > int(before[2])
    return Effect.STRICTER if is_wider else Effect.LOOSER


def _words(old: Rule, new: Rule) -> Iterator[_Told]:
    if old.because != new.because:
        yield Effect.CHANGED, "the reason is now: {0}", (new.because or "-",)
    if old.instead != new.instead:
        yield Effect.CHANGED, "what to do instead is now: {0}", (new.instead or "-",)
    if _posts(old) != _posts(new):
        yield Effect.CHANGED, "the examples are changed", ()
    if old.clause.title != new.clause.title:
        told = (new.clause.title, old.clause.title)
        yield Effect.CHANGED, "stands under {0}, no longer under {1}", told


def _posts(rule: Rule) -> tuple[object, object]:
    return [e.post for e in rule.fails], [e.post for e in rule.passes]


def _adjustments(old: Inclusion, new: Inclusion) -> Iterator[_Told]:
    if old.action is not new.action:
        told = (str(old.action or "-"), str(new.action or "-"))
        yield _sense(old, new), "the action of all rules goes from {0} to {1}", told
    if old.by != new.by:
        told = (old.by or "-", new.by or "-")
        yield Effect.CHANGED, "the reviewer goes from {0} to {1}", told
    if more := set(new.without) - set(old.without):
        yield Effect.LOOSER, "leaves out {0}", (", ".join(sorted(more)),)
    if less := set(old.without) - set(new.without):
        yield Effect.STRICTER, "no longer leaves out {0}", (", ".join(sorted(less)),)
    if set(old.only) != set(new.only):
        yield _kept(old, new), "keeps only {0}", (", ".join(new.only) or "*",)


def _sense(old: Inclusion, new: Inclusion) -> Effect:
    if old.action is None or new.action is None:
        return Effect.CHANGED
    is_stricter = new.action.strictness > old.action.strictness
    return Effect.STRICTER if is_stricter else Effect.LOOSER


def _kept(old: Inclusion, new: Inclusion) -> Effect:
    if not old.only or (new.only and set(new.only) < set(old.only)):
        return Effect.LOOSER
    if not new.only or set(new.only) > set(old.only):
        return Effect.STRICTER
    return Effect.CHANGED


def _prose(clause: Clause) -> list[str]:
    return [part.markdown for part in clause.parts if isinstance(part, Prose)]


def _heading(clause: Clause) -> str:
    return f"{clause.number} {clause.title}".strip() or "-"
