"""More people, and a policy with reviews, exceptions and a class that can earn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from durf_server.drafts.content import Content
from durf_server.drafts.models import Draft
from durf_server.drafts.saving import start
from durf_server.people.roles import Role
from durf_server.reviews.case import open_case
from durf_server.reviews.desk import submit
from tests.durf_server.conftest import NOON, POLICY, Cast, join, put_in_force

if TYPE_CHECKING:
    from durf_server.people.models import Member

REVIEWED = POLICY.replace(
    "language: en\n",
    """language: en
reviews:
  approvers: 1
  remind: 4h
  escalate: 1d
  escalate-to: management
  exceptions: [management]
""",
    1,
)
LATER = NOON + timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Desk:
    """The cast, with more reviewers: Els of legal, Faas of management, Gijs of none."""

    cast: Cast
    els: Member
    faas: Member
    gijs: Member

    def draft(self, text: str, member: Member | None = None, **more) -> Draft:
        """Begin a draft; Anna's unless somebody else writes it."""
        return start(member or self.cast.anna, Content(text, **more), at=NOON)

    def submitted(self, text: str, member: Member | None = None, **more) -> Draft:
        """Begin a draft and send it to review."""
        draft = self.draft(text, member, **more)
        submit(draft, member or self.cast.anna, base=1, at=NOON)
        draft.refresh_from_db()
        return draft


@pytest.fixture
def desk(cast) -> Desk:
    put_in_force(cast.workspace, REVIEWED, number=2)
    return Desk(
        cast,
        join(cast.workspace, "Els", Role.REVIEWER, titles=("legal",)),
        join(cast.workspace, "Faas", Role.REVIEWER, titles=("management",)),
        join(cast.workspace, "Gijs", Role.REVIEWER),
    )


def seal_of(draft: Draft) -> str:
    """Return the seal that somebody who looks now sees."""
    return open_case(draft.pk, lock=False).facts.seal


def state_of(draft: Draft) -> str:
    """Return the state as it is kept."""
    return Draft.objects.get(pk=draft.pk).state
