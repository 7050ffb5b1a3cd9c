"""A policy's own examples, run as its tests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from durf.errors import ExamplesFailed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from durf.check.checker import Checker
    from durf.check.verdict import Finding
    from durf.policy.model import Example, Policy, Rule


# What they look for stands in no policy: only the endpoint that an organisation runs,
# its vault and its pictures can answer these.
_ELSEWHERE = frozenset({"judge", "leak", "records", "pictures"})


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one example went.

    Attributes:
        rule: the name of the rule that it belongs to.
        example: the post and where it stands.
        must_fire: whether the rule must catch it (``fails``) or not (``passes``).
        findings: what that rule found in it.
    """

    rule: str
    example: Example
    must_fire: bool
    findings: tuple[Finding, ...]

    @property
    def holds(self) -> bool:
        """Whether the rule did what the example says."""
        return bool(self.findings) == self.must_fire


def run_examples(policy: Policy, checker: Checker) -> Iterator[Outcome]:
    """Run all examples of a policy and its packs."""
    return _run(policy.every_rule(), checker)


def run_own_examples(policy: Policy, checker: Checker) -> Iterator[Outcome]:
    """Run the examples of a policy without those of its packs."""
    return _run(((rule.id, rule) for rule in policy.rules), checker)


def require_own(policy: Policy, checker: Checker) -> None:
    """Make sure that the policy's own examples hold.

    Raises:
        ExamplesFailed: some do not.
    """
    failed = sum(not outcome.holds for outcome in run_own_examples(policy, checker))
    if failed:
        raise ExamplesFailed(count=failed, path=policy.path)


def _run(rules: Iterable[tuple[str, Rule]], checker: Checker) -> Iterator[Outcome]:
    for name, rule in rules:
        if rule.kind in _ELSEWHERE:
            continue
        for examples, must_fire in ((rule.fails, True), (rule.passes, False)):
            for example in examples:
                found = checker.every_finding(example.post)
                own = tuple(finding for finding in found if finding.rule == name)
                yield Outcome(name, example, must_fire, own)
