"""Where a draft is, and what that lets whom do: facts in, state out.

This is the whole of it: who wants to know whether a draft is cleared reads this
file.  Nothing here asks a database, a clock or a setting.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from durf_server.drafts.states import State
from durf_server.reviews.decisions import Decision


class Act(StrEnum):
    """What can be done with a draft at the desk."""

    SUBMIT = "submit"
    APPROVE = "approve"
    ASK = "ask"
    REFUSE = "refuse"
    EXEMPT = "exempt"
    RELEASE = "release"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True)
class Demand:
    """What must be there before a draft may go out.

    Attributes:
        roles: of the policy, that must each have approved.
        approvers: how many people must have approved, whatever their roles.
        blocked: the rules that forbid the draft, each to be exempted.
        exceptions: the roles that may exempt; without one, nobody may.
    """

    roles: frozenset[str] = frozenset()
    approvers: int = 0
    blocked: frozenset[str] = frozenset()
    exceptions: frozenset[str] = frozenset()

    @property
    def is_hopeless(self) -> bool:
        """Whether nobody could ever clear it."""
        return bool(self.blocked) and not self.exceptions


@dataclass(frozen=True, slots=True)
class Given:
    """A decision as it was given: by whom, in which role, on what.

    Attributes:
        members: who decided, and whom they stood in for.
        version: the number of the version that was decided on.
        stands_for: the seal that an approval counts for.
    """

    members: tuple[str, ...]
    role: str
    decision: Decision
    version: int
    stands_for: str = ""


@dataclass(frozen=True, slots=True)
class Exempted:
    """A rule that somebody set aside for this once."""

    members: tuple[str, ...]
    rule: str
    role: str
    stands_for: str


@dataclass(frozen=True, slots=True)
class Facts:
    """All that decides about the state of a draft.

    Attributes:
        version: the number of the newest version.
        submitted: the number of the version that was sent to review, if one was.
        authors: everybody who wrote a version up to the newest.
        own_approval: whether people may approve what they wrote.
        withdrawn: whether it was taken back.
        held: whether a new policy or vault holds it until somebody has looked.
        seal: of what is to go out now, as it is judged now.
        demand: of the policy, for what is to go out now.
        given: the decisions, oldest first.
        exempted: the rules that were set aside.
    """

    version: int
    submitted: int | None = None
    authors: frozenset[str] = frozenset()
    own_approval: bool = False
    withdrawn: bool = False
    held: bool = False
    seal: str = ""
    demand: Demand = Demand()
    given: tuple[Given, ...] = ()
    exempted: tuple[Exempted, ...] = ()


@dataclass(frozen=True, slots=True)
class Missing:
    """What stands between a draft and going out.

    Attributes:
        roles: that have not approved.
        approvers: how many more people must approve.
        blocked: the rules that nobody exempted.
    """

    roles: frozenset[str]
    approvers: int
    blocked: frozenset[str]

    def __bool__(self) -> bool:
        return bool(self.roles or self.approvers or self.blocked)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who would like to do something.

    Attributes:
        writes: whether they may write in the workspace.
        reviews: whether they may review, for themselves or as a deputy.
        titles: the roles of the policy that they may decide in.
        rules: whether they may take drafts of others back.
    """

    member: str
    writes: bool = False
    reviews: bool = False
    titles: frozenset[str] = frozenset()
    rules: bool = False


def missing(facts: Facts) -> Missing:
    """Return what the draft still lacks under its seal."""
    approvals = [one for one in facts.given if _counts(one, facts)]
    roles = {one.role for one in approvals}
    people = {one.members[0] for one in approvals}
    exempted = {one.rule for one in facts.exempted if _exempts(one, facts)}
    return Missing(
        roles=facts.demand.roles - roles,
        approvers=max(0, facts.demand.approvers - len(people)),
        blocked=facts.demand.blocked - exempted,
    )


def state_of(facts: Facts) -> State:
    """Return where the draft is."""
    if facts.withdrawn:
        return State.WITHDRAWN
    if facts.submitted is None or facts.submitted != facts.version:
        return State.WRITING
    said = {one.decision for one in facts.given if one.version == facts.version}
    if Decision.REFUSE in said:
        return State.REFUSED
    if Decision.ASK in said:
        return State.CHANGES_ASKED
    if facts.held:
        return State.HELD
    return State.IN_REVIEW if missing(facts) else State.CLEARED


def may(facts: Facts, actor: Actor) -> frozenset[Act]:
    """Return what somebody may do with the draft as it is."""
    state = state_of(facts)
    acts = set()
    if state is State.WRITING and actor.writes and not facts.demand.is_hopeless:
        acts.add(Act.SUBMIT)
    if state in _ALIVE and (actor.rules or _wrote(facts, actor.member)):
        acts.add(Act.WITHDRAW)
    if state is State.HELD and (actor.reviews or _wrote(facts, actor.member)):
        acts.add(Act.RELEASE)
    if actor.reviews and state in _DECIDED_ON:
        acts |= {Act.ASK, Act.REFUSE}
    if actor.reviews and state is State.IN_REVIEW and _is_second(facts, actor.member):
        acts |= _missed_acts(facts, actor)
    return frozenset(acts)


def is_wanted(facts: Facts, member: str, role: str) -> bool:
    """Tell whether a yes of somebody in a role brings anything that is missing."""
    lacks = missing(facts)
    if role:
        return role in lacks.roles
    return bool(lacks.approvers) and not has_said_yes(facts, member)


def has_said_yes(facts: Facts, member: str, role: str | None = None) -> bool:
    """Tell whether somebody's yes counts now: in this role, or in any."""
    return any(
        one.members[0] == member and role in {None, one.role} and _counts(one, facts)
        for one in facts.given
    )


def _missed_acts(facts: Facts, actor: Actor) -> set[Act]:
    """Return by which acts this reviewer can bring what is missing."""
    lacks, acts = missing(facts), set()
    if lacks.blocked and facts.demand.exceptions & actor.titles:
        acts.add(Act.EXEMPT)
    if any(is_wanted(facts, actor.member, role) for role in ("", *actor.titles)):
        acts.add(Act.APPROVE)
    return acts


_ALIVE = frozenset(State) - {State.WITHDRAWN, State.REFUSED}
# A reviewer may also stop what was cleared or is held.
_DECIDED_ON = frozenset({State.IN_REVIEW, State.HELD, State.CLEARED})


def _counts(given: Given, facts: Facts) -> bool:
    return (
        given.decision == Decision.APPROVE
        and given.version == facts.submitted
        and bool(facts.seal)
        and given.stands_for == facts.seal
        and all(_is_second(facts, member) for member in given.members)
    )


def _exempts(one: Exempted, facts: Facts) -> bool:
    return (
        bool(facts.seal)
        and one.stands_for == facts.seal
        and one.role in facts.demand.exceptions
        and all(_is_second(facts, member) for member in one.members)
    )


def _is_second(facts: Facts, member: str) -> bool:
    """Tell whether somebody may say yes to the draft as far as they wrote it."""
    return facts.own_approval or member not in facts.authors


def _wrote(facts: Facts, member: str) -> bool:
    return member in facts.authors
