"""A rule of a program, made ready to judge when its sign is first seen."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from durf.action import Action
from durf.check.verdict import Finding
from durf.kinds.look import Match
from durf.kinds.registry import kind
from durf.locale import translator
from durf.text.mask import mask

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from durf.kinds.look import Subject
    from durf.policy.conditions import Condition


@dataclass(frozen=True)
class LiveRule:
    """One rule that judges.

    Args:
        values: the rule as the program has it.
        condition: when it applies, or None for always.
        language: in which its findings speak.
    """

    values: dict[str, Any]
    condition: Condition | None
    language: str

    @cached_property
    def action(self) -> Action:
        """What the rule wants done."""
        return Action(self.values["action"])

    @cached_property
    def is_judged(self) -> bool:
        """Whether somebody must be asked, which takes its time."""
        return bool(self.values["kind"] == "judge")

    @cached_property
    def find(self) -> Callable[[Subject], Iterable[Match]]:
        """The finder of its look; a rule that is only a condition finds the post."""
        look = self.values["look"]
        if look is None:
            return _find_everything
        return kind(self.values["kind"]).from_json(look).finder()

    @cached_property
    def message(self) -> str:
        """Why the rule is there; its own words where the policy has none."""
        if self.values["because"]:
            return str(self.values["because"])
        translate = translator(self.language)
        return translate("The policy has a rule for this: {0}").format(
            self.values["name"]
        )

    def finding(self, match: Match, subject: Subject) -> Finding:
        """Make the finding of a match."""
        values = self.values
        action = match.action or self.action
        if match.at_most and action.strictness > match.at_most.strictness:
            action = match.at_most
        at = match.field or subject.field
        return Finding(
            rule=values["name"],
            clause=values["clause"],
            kind=values["kind"],
            field=at,
            start=match.start,
            end=match.end,
            action=action,
            message=self._message(match),
            instead=values["instead"],
            entity=match.entity,
            by=values["by"] if action is Action.REVIEW else "",
            masked=_masked(match, subject) if match.is_secret else "",
            replacement=match.replacement,
            reason=self.message,
            detail=match.detail,
        )

    def _message(self, match: Match) -> str:
        if not match.note:
            return self.message
        template, *arguments = match.note
        note = translator(self.language)(template).format(*arguments)
        return f"{self.message} ({note})"


def _masked(match: Match, subject: Subject) -> str:
    text = subject.post.text if subject.field == "text" else subject.view.text
    return mask(text[match.start : match.end])


def _find_everything(subject: Subject) -> Iterable[Match]:
    yield Match(0, len(subject.post.text))
