"""How a backtest is written down, in constant memory."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from durf.action import Action
from durf.cli.cells import calm
from durf.cli.output import write_out

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from durf.check.backtest import Record, Shift
    from durf.cli.policy_page import Page
    from durf.policy.model import Policy

_MOST_SHIFTS = 10
_MOST_NAMES = 20
_STRICTEST_FIRST = tuple(sorted(Action, key=lambda action: -action.strictness))


class Report(Protocol):
    """A way to write a backtest down."""

    def open(self) -> None:
        """Begin."""
        ...

    def shift(self, shift: Shift) -> None:
        """Take a post whose verdict changes."""
        ...

    def close(self, records: Sequence[Record], faults: int) -> None:
        """Write what was counted."""
        ...


@dataclass(slots=True)
class JsonReport:
    """One JSON document; the posts that change are written as they come."""

    policies: Sequence[Policy]
    has_shifts: bool = False

    def open(self) -> None:
        """Open the document."""
        write_out('{"changed": [')

    def shift(self, shift: Shift) -> None:
        """Write a post whose verdict changes."""
        values = {
            "id": shift.post,
            "before": shift.before.value,
            "after": shift.after.value,
            "rules": list(shift.rules),
            "excerpt": shift.excerpt,
        }
        between = "," if self.has_shifts else ""
        write_out(f"{between}\n  {json.dumps(values)}")
        self.has_shifts = True

    def close(self, records: Sequence[Record], faults: int) -> None:
        """Write the counts of each policy, and close the document."""
        policies = [
            _to_json(policy, record)
            for policy, record in zip(self.policies, records, strict=True)
        ]
        ending = json.dumps({"unreadable": faults, "policies": policies}, indent=2)
        write_out(f"],\n{ending.removeprefix('{').lstrip()}\n")


def _to_json(policy: Policy, record: Record) -> dict[str, Any]:
    return {
        "policy": policy.version,
        "path": policy.path,
        "posts": record.posts,
        "actions": {action.value: record.actions[action] for action in Action},
        "held": record.held,
        "held_share": record.held_share,
        "rules": [
            {
                "rule": rule,
                "posts": count,
                "share": count / record.posts,
                "examples": [
                    {"id": sample.post, "excerpt": sample.excerpt}
                    for sample in record.samples[rule]
                ],
            }
            for rule, count in record.fired.most_common()
        ],
        "silent": _silent(policy, record),
    }


def _silent(policy: Policy, record: Record) -> list[str]:
    return [name for name, _ in policy.every_rule() if name not in record.fired]


@dataclass(slots=True)
class TextReport:
    """A summary for whoever reads it at the screen."""

    policies: Sequence[Policy]
    sheet: Page
    counts: Counter[tuple[Action, Action]] = field(default_factory=Counter)
    shifts: dict[tuple[Action, Action], list[Shift]] = field(default_factory=dict)

    def open(self) -> None:
        """Write nothing yet."""

    def shift(self, shift: Shift) -> None:
        """Count a post whose verdict changes, and keep the first few."""
        key = shift.before, shift.after
        self.counts[key] += 1
        kept = self.shifts.setdefault(key, [])
        if len(kept) < _MOST_SHIFTS:
            kept.append(shift)

    def close(self, records: Sequence[Record], faults: int) -> None:
        """Write the summary."""
        self.sheet.write(self._lines(records, faults))

    def _lines(self, records: Sequence[Record], faults: int) -> Iterator[str]:
        for policy, record in zip(self.policies, records, strict=True):
            yield from self._policy(policy, record)
            yield ""
        if len(records) == 2:
            yield from self._changed(records[0].posts)
        say = self.sheet.say
        said = say("{0} posts judged").format(f"{records[0].posts:,}")
        if faults:
            said += say("; {0} could not be read").format(faults)
        yield said

    def _policy(self, policy: Policy, record: Record) -> Iterator[str]:
        say = self.sheet.say
        version = policy.version.partition("+")[0]
        yield self.sheet.bold(f"{policy.path} · {policy.name} {version}")
        held = say("held: {0} of {1} posts ({2})").format(
            f"{record.held:,}", f"{record.posts:,}", f"{record.held_share:.2%}"
        )
        counts = ", ".join(
            f"{record.actions[action]:,} {say(action.value)}"
            for action in _STRICTEST_FIRST
            if record.actions[action]
        )
        yield f"  {held}"
        if counts:
            yield f"  {counts}"
        for rule, count in record.fired.most_common():
            share = f"{count / record.posts:.2%}"
            yield f"  {count:>8,}  {share:>7}  {calm(rule)}"
            for sample in record.samples[rule]:
                yield from self._sample(sample.post, sample.excerpt, 21)
        yield from self._never(policy, record)

    def _never(self, policy: Policy, record: Record) -> Iterator[str]:
        say = self.sheet.say
        silent = _silent(policy, record)
        own = [name for name in silent if "#" not in name]
        if own:
            names = ", ".join(own[:_MOST_NAMES])
            names += " …" if len(own) > _MOST_NAMES else ""
            yield from self.sheet.paragraph(say("never: {0}").format(names), indent=2)
        if len(silent) > len(own):
            rest = len(silent) - len(own)
            yield f"  {say('never: {0} rules of packs').format(rest)}"

    def _sample(self, post: str, excerpt: str, indent: int) -> Iterator[str]:
        shown = f"{post[:40]}: {excerpt}" if post else excerpt
        yield from self.sheet.paragraph(shown, indent=indent, dim=True)

    def _changed(self, posts: int) -> Iterator[str]:
        say = self.sheet.say
        total = self.counts.total()
        share = total / posts if posts else 0.0
        said = say("{0} posts ({1}) change verdict")
        if total == 1:
            said = say("{0} post ({1}) changes verdict")
        yield self.sheet.bold(said.format(f"{total:,}", f"{share:.2%}"))
        for (before, after), count in self.counts.most_common():
            yield f"  {count:>8,}  {say(before.value)} → {say(after.value)}"
            for shift in self.shifts[before, after]:
                rules = ", ".join(shift.rules)
                shown = f"{shift.excerpt} ({rules})" if rules else shift.excerpt
                yield from self._sample(shift.post, shown, 12)
        yield ""
