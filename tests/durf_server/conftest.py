"""A fixed cast, as each test of the server finds it.

Anna writes, Bram reviews and is of legal, Carla administers and owns the policy,
Daan audits.  Sem is a member of another workspace, and may see none of this.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from durf.policy.model import Policy
from durf_server.people.models import Member, Person, Workspace
from durf_server.people.roles import Role
from durf_server.policies.in_force import forget
from durf_server.policies.models import PolicyVersion
from tests.durf_server.apart import apart

if TYPE_CHECKING:
    from django.test import Client

__all__ = ["apart"]
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
POLICY = """---
policy: Bakery Bloom
version: "1"
language: en
---

# How we post

We dare to speak.

## Recipes

Our recipes are what we live from.

```rule recipes
action: block
terms: [sourdough recipe]
because: Recipes are trade secrets.
instead: Show the bread, not the recipe.
fails:
  - "Here is our sourdough recipe!"
passes:
  - "Our sourdough is back on Friday."
```

## Figures

Figures go past legal first.

```rule figures
action: review
by: legal
terms: [turnover]
because: Figures may be wrong.
instead: Point at the annual report.
fails:
  - "Our turnover is up."
passes:
  - "Read our annual report."
```

## Shouting

```rule shouting
action: warn
terms: [HURRAH]
because: Calm reads better.
fails:
  - "HURRAH, new buns"
passes:
  - "New buns"
```
"""


@dataclass(frozen=True, slots=True)
class Cast:
    """Who and what is there."""

    workspace: Workspace
    anna: Member
    bram: Member
    carla: Member
    daan: Member
    elsewhere: Workspace
    sem: Member


def put_in_force(
    workspace: Workspace, text: str = POLICY, number: int = 1, at: datetime = NOON
) -> PolicyVersion:
    """Put a policy in force, with no word to anybody."""
    forget(workspace.pk)
    workspace.policy_versions.filter(state=PolicyVersion.State.IN_FORCE).update(
        state=PolicyVersion.State.RETIRED, retired_at=at
    )
    return PolicyVersion.objects.create(
        workspace=workspace,
        number=number,
        state=PolicyVersion.State.IN_FORCE,
        text=text,
        version=Policy.parse(text).version,
        digest=hashlib.sha256(text.encode()).hexdigest(),
        made_at=at,
        in_force_from=at,
    )


def join(
    workspace: Workspace, name: str, *roles: Role, titles: tuple[str, ...] = ()
) -> Member:
    """Let a new person into a workspace."""
    person = Person.objects.create_user(f"{name.lower()}@example.org", "Zeer geheim 1!")
    person.name = name
    person.save()
    return Member.objects.create(
        workspace=workspace, person=person, roles=list(roles), titles=list(titles)
    )


@pytest.fixture
def cast(db: None) -> Cast:
    """Both workspaces, each with its people and a policy in force."""
    bloom = Workspace.objects.create(name="Bakery Bloom", slug="bloom")
    other = Workspace.objects.create(name="Elsewhere", slug="elsewhere")
    put_in_force(bloom)
    put_in_force(other)
    every = [role for role in Role if role is not Role.AUDITOR]
    return Cast(
        workspace=bloom,
        anna=join(bloom, "Anna", Role.AUTHOR),
        bram=join(bloom, "Bram", Role.AUTHOR, Role.REVIEWER, titles=("legal",)),
        carla=join(bloom, "Carla", Role.ADMINISTRATOR, Role.POLICY_OWNER),
        daan=join(bloom, "Daan", Role.AUDITOR),
        elsewhere=other,
        sem=join(other, "Sem", *every, titles=("legal",)),
    )


@pytest.fixture
def as_member(client: Client):
    """Sign a member in, and return the client."""

    def sign_in(member: Member) -> Client:
        client.force_login(
            member.person,
            backend="allauth.account.auth_backends.AuthenticationBackend",
        )
        return client

    return sign_in
