"""Two ways to deliver that are often seen, and double posts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from durf_server.deliveries.delivering import Deliverer

if TYPE_CHECKING:
    from durf.errors import DurfError
    from durf_server.deliveries.ports import Claim, Ready


@dataclass(frozen=True, slots=True)
class Retrying(Deliverer):
    """A queue that tries again whatever fails."""

    def _lost(self, claim: Claim, ready: Ready, error: DurfError) -> None:
        self.outbox.plan_again(claim, error.code, due_at=self.now())


@dataclass(frozen=True, slots=True)
class Hasty(Deliverer):
    """Reads back at once, before a late request or a lagging reading can tell."""

    def _lost(self, claim: Claim, ready: Ready, error: DurfError) -> None:
        at = self.now()
        soon = at + timedelta(seconds=1)
        self.outbox.note_unknown(claim, error.code, settle_at=soon, at=at)
