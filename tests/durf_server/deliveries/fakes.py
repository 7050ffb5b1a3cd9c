"""X and LinkedIn, as far as deliveries meet them: the fakes that speakers are held to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from durf.networks.linkedin.speaker import SPEAKER as LINKEDIN
from durf.networks.speaking import Account
from durf.networks.x.speaker import SPEAKER as X
from tests.durf.networks.linkedin.fake import MEMBER, FakeLinkedIn
from tests.durf.networks.linkedin.fake import SERVER as LINKEDIN_SERVER
from tests.durf.networks.x.fake import SERVER as X_SERVER
from tests.durf.networks.x.fake import FakeX

if TYPE_CHECKING:
    from datetime import datetime

    from durf.networks.speaking import Outgoing, Speaker
    from durf.networks.talking import Answer, Request

# A little less than what their speakers wait for.
X_LAG, LINKEDIN_LAG = timedelta(minutes=14), timedelta(minutes=4)
SECRETS = {
    "token": "access-1",
    "refresh": "refresh-1",
    "refresh_token": "refresh-1",
    "client": "c",
    "client_id": "c",
}


@dataclass(slots=True)
class XModel:
    """X: it refuses the same text again, and readings lag."""

    fake: FakeX = field(default_factory=FakeX)
    speaker: Speaker = X
    account: Account = field(
        default_factory=lambda: Account(X_SERVER, "@anna", "7", SECRETS)
    )
    bears_repeats: bool = False

    def handle(self, request: Request, at: datetime) -> Answer:
        self.fake.now, self.fake.lag = at, X_LAG
        return self.fake(request)

    def published(self, post: Outgoing) -> int:
        return sum(one.typed == post.text for one in self.fake.posts)


@dataclass(slots=True)
class LinkedInModel:
    """LinkedIn: it refuses the same text again with the name of the first."""

    fake: FakeLinkedIn = field(default_factory=FakeLinkedIn)
    speaker: Speaker = LINKEDIN
    account: Account = field(
        default_factory=lambda: Account(LINKEDIN_SERVER, "Anna", MEMBER, SECRETS)
    )
    bears_repeats: bool = False

    def handle(self, request: Request, at: datetime) -> Answer:
        self.fake.now, self.fake.lag = at, LINKEDIN_LAG
        return self.fake(request)

    def published(self, post: Outgoing) -> int:
        return len(self.fake.posts)


def unreadable() -> LinkedInModel:
    """Most apps may publish for members, and not read what they published."""
    return LinkedInModel(fake=FakeLinkedIn(reads=False))
