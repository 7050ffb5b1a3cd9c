"""What becomes of a post: the four actions, from lax to strict."""

from __future__ import annotations

from enum import StrEnum


class Action(StrEnum):
    """The outcome for a post or the bite of one rule."""

    ALLOW = "allow"
    WARN = "warn"
    REVIEW = "review"
    BLOCK = "block"

    @property
    def strictness(self) -> int:
        """0 for allow up to 3 for block."""
        return STRICTNESS[self]


STRICTNESS = {action: rank for rank, action in enumerate(Action)}
