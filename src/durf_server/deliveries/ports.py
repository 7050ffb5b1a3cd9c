"""What delivering needs from the world: passed in, so that a test can break it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Set
    from datetime import datetime
    from uuid import UUID

    from durf.networks.speaking import Account, Outgoing, Sent, Speaker
    from durf_server.deliveries.stages import Stage


@dataclass(frozen=True, slots=True)
class Claim:
    """A delivery that this worker holds, for as long as its token is the row's.

    Attributes:
        number: of the delivery; what makes a repeated request harmless is made of it.
        token: of this claim alone.
        stage: ``CLAIMED``, to be sent, or ``UNKNOWN``, to be looked up.
        attempts: how often it was claimed to be sent.
        looks: how often it was looked up since it was last sent.
        trouble: the code of what went wrong last.
    """

    number: UUID
    token: UUID
    stage: Stage
    attempts: int
    looks: int = 0
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Ready:
    """All that is needed to send a post, or to look for it."""

    speaker: Speaker
    account: Account
    post: Outgoing


class Outbox(Protocol):
    """The rows of deliveries.  What returns a bool says: the claim still held.

    Each method is one transaction, on the disk when it returns.
    """

    def claim(self, *, at: datetime) -> Claim | None:
        """Take what is due: to be sent, or to be looked up."""

    def intend(self, claim: Claim, *, at: datetime, settle_at: datetime) -> bool:
        """Write down that the request is now made; False where it must not be."""

    def note_sent(self, claim: Claim, sent: Sent, *, at: datetime) -> bool:
        """It is out; also true where the claim was lost meanwhile."""

    def note_unknown(
        self, claim: Claim, trouble: str, *, settle_at: datetime, at: datetime
    ) -> bool:
        """The answer was lost, or looking it up failed: look at ``settle_at``."""

    def plan_again(self, claim: Claim, trouble: str, *, due_at: datetime) -> bool:
        """Nothing is out: try it again."""

    def refuse(self, claim: Claim, trouble: str, *, at: datetime) -> bool:
        """Nothing is out, and the network will not have it."""

    def hold(self, claim: Claim, trouble: str, *, at: datetime) -> bool:
        """Nothing is out; a person has to do something."""

    def ask_person(self, claim: Claim, trouble: str, *, at: datetime) -> bool:
        """A person has to say whether it is out."""


class Gate(Protocol):
    """Everything that is consulted just before sending."""

    def open(self, claim: Claim, *, at: datetime) -> Ready:
        """Judge the draft again and return what is to be sent.

        Raises:
            NotYet: it must wait, until ``until``.
            MustHold: a person is needed.
        """

    def recall(self, claim: Claim) -> Ready:
        """Return what was sent, to look for it."""

    def keep(self, claim: Claim, ready: Ready, secrets: Mapping[str, str]) -> Ready:
        """Store an account's new secrets."""

    def known(self, claim: Claim) -> Set[str]:
        """Return the numbers of what the account's other deliveries made."""
