"""Try a text before it is proposed: what is wrong with it, and what changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from durf.check.checker import Checker
from durf.check.examples import Outcome, run_examples
from durf.errors import DurfError, PolicyFaults
from durf.policy.difference import Change, difference
from durf.policy.model import Policy

if TYPE_CHECKING:
    from collections.abc import Callable

    from durf.source.faults import Fault


@dataclass(frozen=True, slots=True)
class Trial:
    """What a text is worth as a policy.

    Attributes:
        policy: as it was read; None with faults.
        faults: all of them, by place.
        trouble: why it cannot be compiled, if that is not a fault of a line.
        outcomes: how each of its examples went.
    """

    policy: Policy | None
    faults: tuple[Fault, ...] = ()
    trouble: DurfError | None = None
    outcomes: tuple[Outcome, ...] = ()

    @property
    def failed(self) -> tuple[Outcome, ...]:
        """The examples that do not hold."""
        return tuple(outcome for outcome in self.outcomes if not outcome.holds)

    @property
    def holds(self) -> bool:
        """Whether it may be proposed."""
        return self.policy is not None and self.trouble is None and not self.failed


def trial_of(text: str) -> Trial:
    """Read a text, compile it and run all of its examples."""
    try:
        policy = Policy.parse(text)
    except PolicyFaults as found:
        return Trial(None, faults=found.faults)
    try:
        outcomes = tuple(run_examples(policy, Checker.unproven(policy)))
    except DurfError as error:
        return Trial(policy, trouble=error)
    return Trial(policy, outcomes=outcomes)


def changes_between(
    old: str, new: str, translate: Callable[[str], str]
) -> tuple[Change, ...] | None:
    """Return in words what changed; None while one of the texts is no policy."""
    try:
        return difference(Policy.parse(old), Policy.parse(new), translate)
    except PolicyFaults:
        return None
