"""What the conditions of one judgement look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from durf.policy.conditions import Surroundings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from durf.kinds.look import Subject
    from durf.policy.conditions import Condition
    from durf.policy.model import Days


class Case:
    """What the conditions of one judgement look at, made if one asks."""

    __slots__ = ("_calendar", "_subject", "_surroundings", "_timezone")

    def __init__(
        self, subject: Subject, calendar: Mapping[str, Days], timezone: str
    ) -> None:
        self._subject = subject
        self._calendar = calendar
        self._timezone = timezone
        self._surroundings: Surroundings | None = None

    def allows(self, condition: Condition) -> bool:
        """Tell whether a rule with this condition applies."""
        if self._surroundings is None:
            subject = self._subject
            self._surroundings = Surroundings(
                subject.post,
                subject.now,
                subject.language,
                self._calendar,
                self._timezone,
            )
        return condition.holds(self._surroundings)
