"""What changed in who approves what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from durf.policy.difference_look import CHANGED, LOOSER, STRICTER
from durf.policy.review_sentences import class_words, length_words, step_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import timedelta

    from durf.policy.reviews import Earned, Reviews

    # What it is about, its sense, an English template, and its arguments.
    Told = tuple[str, str, str, tuple[str, ...]]


def review_changes(
    old: Reviews, new: Reviews, say: Callable[[str], str]
) -> Iterator[Told]:
    """Yield what changed: the key or class, its sense, a template, its arguments."""
    yield from _Changes(old, new, say).all()


@dataclass(frozen=True)
class _Changes:
    old: Reviews
    new: Reviews
    say: Callable[[str], str]

    def all(self) -> Iterator[Told]:
        old, new = self.old, self.new
        if old.approvers != new.approvers:
            sense = STRICTER if new.approvers > old.approvers else LOOSER
            told = (str(old.approvers), str(new.approvers))
            template = "the approvals that every post needs go from {0} to {1}"
            yield "approvers", sense, template, told
        if old.remind != new.remind:
            told = (self._length(old.remind), self._length(new.remind))
            yield "remind", CHANGED, "from {0} to {1}", told
        if old.escalate != new.escalate:
            told = (self._length(old.escalate), self._length(new.escalate))
            yield "escalate", CHANGED, "from {0} to {1}", told
        if old.escalate_to != new.escalate_to:
            told = (old.escalate_to or "-", new.escalate_to or "-")
            yield "escalate-to", CHANGED, "from {0} to {1}", told
        yield from self._exceptions()
        yield from self._classes()

    def _length(self, time: timedelta | None) -> str:
        return length_words(time, self.say) if time else "-"

    def _exceptions(self) -> Iterator[Told]:
        before, after = set(self.old.exceptions), set(self.new.exceptions)
        if more := sorted(after - before):
            template = "{0} may now let out what a rule stops"
            yield "exceptions", LOOSER, template, (", ".join(more),)
        if less := sorted(before - after):
            template = "{0} may no longer let out what a rule stops"
            yield "exceptions", STRICTER, template, (", ".join(less),)

    def _classes(self) -> Iterator[Told]:
        before, after = _by_name(self.old.earned), _by_name(self.new.earned)
        for name, steps in after.items():
            told = (class_words(steps[0], self.say), step_words(steps, self.say))
            if name not in before:
                template = "new: posts {0} earn trust: {1}"
                yield name, LOOSER, template, told
            elif before[name] != steps:
                yield from self._class(name, before[name], steps)
        for name, steps in before.items():
            if name not in after:
                gone = (class_words(steps[0], self.say),)
                template = "gone: posts {0} no longer earn trust"
                yield name, STRICTER, template, gone

    def _class(
        self, name: str, old: Sequence[Earned], new: Sequence[Earned]
    ) -> Iterator[Told]:
        if old[0].selects != new[0].selects:
            told = (class_words(old[0], self.say), class_words(new[0], self.say))
            template = "is no longer of posts {0}, but {1}"
            yield name, _narrowed(old[0], new[0]), template, told
        earned, earns = _steps(old), _steps(new)
        if earned != earns:
            told = (step_words(old, self.say), step_words(new, self.say))
            template = "the trust that it earns was: {0}; now: {1}"
            yield name, _sense(earned, earns), template, told


def _by_name(earned: Sequence[Earned]) -> dict[str, list[Earned]]:
    found: dict[str, list[Earned]] = {}
    for one in earned:
        found.setdefault(one.name, []).append(one)
    return found


def _narrowed(old: Earned, new: Earned) -> str:
    """Tell whether fewer posts are of a class: each thing it names leaves some out."""
    pairs = [(a, b) for a, b in zip(old.selects, new.selects, strict=True) if a != b]
    if all(not before for before, _ in pairs):
        return STRICTER
    return LOOSER if all(not after for _, after in pairs) else CHANGED


def _steps(earned: Sequence[Earned]) -> dict[int, int]:
    return {one.clean: one.approvers for one in earned}


def _sense(old: dict[int, int], new: dict[int, int]) -> str:
    """Tell whether a class needs more approvers than it did, whatever its record."""
    pairs = [(_enough(old, clean), _enough(new, clean)) for clean in {*old, *new}]
    if all(after >= before for before, after in pairs):
        return STRICTER
    return LOOSER if all(after <= before for before, after in pairs) else CHANGED


def _enough(steps: dict[int, int], clean: int) -> float:
    reached = (approvers for at, approvers in steps.items() if at <= clean)
    return min(reached, default=float("inf"))
