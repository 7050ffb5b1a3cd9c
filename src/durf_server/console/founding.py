"""Found a workspace: a policy in force, an administrator, a first channel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from durf.policy.starters import STARTERS, filled
from durf_server.channels.managing import open_channel
from durf_server.errors import BadInput
from durf_server.people.facts import OPERATOR
from durf_server.people.managing import add_member
from durf_server.people.models import Person
from durf_server.people.own_address import keep_own_address
from durf_server.people.place import Place
from durf_server.people.roles import Role
from durf_server.people.workspaces import Settings, make_workspace
from durf_server.policies.editing import install

if TYPE_CHECKING:
    from datetime import datetime

    from durf_server.people.models import Member, Workspace

# Enough to begin with alone; what needs a second person still does.
FIRST_PLACE = Place(
    (Role.AUTHOR, Role.POLICY_OWNER, Role.CHANNEL_MANAGER, Role.ADMINISTRATOR)
)


@dataclass(frozen=True, slots=True)
class Account:
    """Who somebody is, and what they sign in with; an empty password opens nothing."""

    email: str
    name: str
    language: str
    password: str = ""


@dataclass(frozen=True, slots=True)
class FirstChannel:
    """The account on a network that a workspace begins with."""

    network: str
    name: str
    handle: str = ""


@transaction.atomic
def found(
    settings: Settings,
    account: Account,
    *,
    slug: str = "",
    policy: str = "",
    channel: FirstChannel | None = None,
    at: datetime,
) -> Member:
    """Make a workspace that somebody can begin to work in.

    Args:
        settings: what holds there.
        account: of its first administrator.
        slug: its address, if it is not to be made of its name.
        policy: the text that is to be in force; none without one.
        channel: to open at once.
        at: when.

    Raises:
        DurfError: the policy is none, or a field cannot be taken.
    """
    workspace = make_workspace(settings, OPERATOR, slug=slug, at=at)
    person = person_of(account)
    member = add_member(workspace, person, FIRST_PLACE, OPERATOR, at=at)
    if policy:
        install(workspace, policy, member, at=at)
    if channel is not None:
        open_channel(
            member, channel.network, channel.name, handle=channel.handle, at=at
        )
    return member


def starter_text(starter: str, workspace: Settings, *, owner: str, domain: str) -> str:
    """Return a model policy, filled in for an organisation.

    Raises:
        BadInput: there is no such model.
    """
    if starter not in STARTERS:
        raise BadInput(field="starter", reason="it is none of those there are")
    values = {"organisation": workspace.name, "owner": owner, "domain": domain}
    return filled(starter, workspace.language, values)


def person_of(account: Account) -> Person:
    """Return the person with this address, made if there is none yet."""
    known = Person.objects.filter(email__iexact=account.email).first()
    if known is not None:
        return known
    person = Person.objects.create_user(account.email, account.password or None)
    person.name, person.language = account.name, account.language
    person.save(update_fields=["name", "language"])
    keep_own_address(person)
    return person


def let_in(
    workspace: Workspace, account: Account, place: Place, *, at: datetime
) -> Member:
    """Let somebody into a workspace without an invitation, as the operator may."""
    with transaction.atomic():
        return add_member(workspace, person_of(account), place, OPERATOR, at=at)
