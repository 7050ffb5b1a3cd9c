"""The outcome for a post."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from durf.action import Action


@dataclass(frozen=True, slots=True)
class Finding:
    """One place where a rule bites.

    Attributes:
        rule: its name, such as ``"personal-data/nl#iban"``.
        clause: the heading that the rule stands under.
        kind: of the rule.
        entity: what was found, for personal data and secrets.
        field: ``"text"``, ``"media[0].alt"`` or ``"links[0]"``.
        start: where it begins, in code points of that field.
        end: where it ends.
        action: what this rule wants done.
        message: why, and what was seen in this place.
        instead: what to do instead.
        by: the role that must review, for ``review``.
        masked: the place's text as it may be shown and kept.
        replacement: what mends the place when put there; None where nothing can.
        reason: why the rule is there, whatever the place.
        detail: for programs: names and numbers that tell more of this place.
    """

    rule: str
    clause: str
    kind: str
    field: str
    start: int
    end: int
    action: Action
    message: str = ""
    instead: str = ""
    entity: str = ""
    by: str = ""
    masked: str = ""
    replacement: str | None = None
    reason: str = ""
    detail: tuple[tuple[str, Any], ...] = ()

    @property
    def span(self) -> tuple[int, int]:
        """The place, in code points of the original field."""
        return self.start, self.end

    def to_json(self) -> dict[str, Any]:
        """Return the finding as JSON values; what is empty is left out."""
        values: dict[str, Any] = {
            "rule": self.rule,
            "clause": self.clause,
            "kind": self.kind,
        }
        if self.entity:
            values["entity"] = self.entity
        values |= {
            "field": self.field,
            "start": self.start,
            "end": self.end,
            "action": self.action.value,
            "message": self.message,
            "instead": self.instead,
        }
        if self.by:
            values["by"] = self.by
        if self.masked:
            values["masked"] = self.masked
        if self.replacement is not None:
            values["replacement"] = self.replacement
        if self.detail:
            values["detail"] = dict(self.detail)
        return values


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome for a post, with its findings by place.

    Attributes:
        action: the strictest action of the findings, ``allow`` without any.
        findings: in the order of field and place.
        policy: the version of the policy that judged.
        id: of the post, as it was given.
    """

    action: Action
    findings: tuple[Finding, ...]
    policy: str
    id: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the verdict as JSON values , one output line."""
        values: dict[str, Any] = {} if self.id is None else {"id": self.id}
        return values | {
            "action": self.action.value,
            "policy": self.policy,
            "findings": [finding.to_json() for finding in self.findings],
        }
