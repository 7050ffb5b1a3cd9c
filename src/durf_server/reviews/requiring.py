"""What must hold before somebody may do something at the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from durf_server.errors import BadInput, Conflict, NotAllowed, NotNow
from durf_server.reviews.machine import Act, Actor, may, state_of

if TYPE_CHECKING:
    from durf_server.drafts.states import State
    from durf_server.people.models import Member
    from durf_server.reviews.case import Case
    from durf_server.reviews.reviewers import Rights

LONGEST_REASON = 5_000


def stood_in_for(rights: Rights, role: str) -> Member | None:
    """Return whom a member stands in for when they decide in a role.

    Raises:
        NotAllowed: they have no such role, for themselves or as a deputy.
    """
    if not rights.actor.reviews or role not in rights.instead_of:
        raise NotAllowed(reason="you do not have this role")
    return rights.instead_of[role]


def require_seal(case: Case, seal: str) -> None:
    """Make sure that they decide on what they saw."""
    if not seal or seal != case.facts.seal:
        raise Conflict(newest=case.draft.version)


def require_state(case: Case, state: State) -> None:
    """Make sure that the draft is where this can be done."""
    if state_of(case.facts) is not state:
        raise NotNow(reason="the draft is in another state", mend="look at it again")


def require_act(case: Case, actor: Actor, act: Act) -> None:
    """Make sure that this person may do this with this draft."""
    if act not in may(case.facts, actor):
        raise NotAllowed(reason="this draft is not yours")


def require_second(case: Case, member: Member, instead_of: Member | None) -> None:
    """Make sure that they did not write it, if the workspace asks for that."""
    people = {str(member.pk)} | ({str(instead_of.pk)} if instead_of else set())
    if people & case.facts.authors and not case.facts.own_approval:
        raise NotAllowed(reason="who wrote a draft does not approve it")


def require_reason(reason: str) -> None:
    """Make sure that words were given, and not a book."""
    if not reason.strip():
        raise BadInput(field="reason", reason="say why")
    if len(reason) > LONGEST_REASON:
        raise BadInput(field="reason", reason="it is too long")
