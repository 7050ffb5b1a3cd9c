"""The stages of a delivery, and which may follow on which."""

from __future__ import annotations

from enum import StrEnum


class Stage(StrEnum):
    """Where a delivery is on its way."""

    PLANNED = "planned"
    """It waits for its time, or to be tried again; nothing of it is out."""
    CLAIMED = "claimed"
    """A worker gets it ready; nothing of it is out."""
    SENDING = "sending"
    """The request may be under way: it is not made again before it was looked up."""
    UNKNOWN = "unknown"
    """Its answer was lost: it waits out the quarantine, then is looked up."""
    SENT = "sent"
    """It is out."""
    REFUSED = "refused"
    """The network will not have it; nothing of it is out."""
    HELD = "held"
    """A person has to do something first; nothing of it is out."""
    WITHDRAWN = "withdrawn"
    """It is not to go out any more; nothing of it is out."""


NEXT: dict[Stage, frozenset[Stage]] = {
    Stage.PLANNED: frozenset({Stage.CLAIMED, Stage.HELD, Stage.WITHDRAWN}),
    Stage.CLAIMED: frozenset(
        {Stage.SENDING, Stage.PLANNED, Stage.REFUSED, Stage.HELD, Stage.WITHDRAWN}
    ),
    # Planned again or held only when the network said that it did nothing.
    Stage.SENDING: frozenset(
        {Stage.SENT, Stage.UNKNOWN, Stage.PLANNED, Stage.REFUSED, Stage.HELD}
    ),
    # Planned again or held only when it surely is not there.
    Stage.UNKNOWN: frozenset({Stage.SENT, Stage.PLANNED, Stage.REFUSED, Stage.HELD}),
    Stage.HELD: frozenset({Stage.PLANNED, Stage.WITHDRAWN}),
    Stage.SENT: frozenset(),
    Stage.REFUSED: frozenset({Stage.PLANNED, Stage.WITHDRAWN}),
    # The draft may be cleared again as it is.
    Stage.WITHDRAWN: frozenset({Stage.PLANNED}),
}
# In these, something may be out or become so.
MAY_BE_OUT = frozenset({Stage.SENDING, Stage.UNKNOWN, Stage.SENT})
