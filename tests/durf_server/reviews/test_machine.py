"""What makes a draft cleared, and what does not: facts in, state out."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from durf_server.drafts.states import State
from durf_server.reviews.decisions import Decision
from durf_server.reviews.machine import (
    Act,
    Actor,
    Demand,
    Exempted,
    Facts,
    Given,
    Missing,
    may,
    missing,
    state_of,
)

SUBMITTED = Facts(version=2, submitted=2, authors=frozenset({"anna"}), seal="s")
LEGAL = Demand(roles=frozenset({"legal"}), approvers=1)


def approval(member: str, role: str = "", version: int = 2, seal: str = "s") -> Given:
    return Given((member,), role, Decision.APPROVE, version, seal)


def with_demand(demand: Demand, *given: Given, **more) -> Facts:
    return replace(SUBMITTED, demand=demand, given=given, **more)


def test_a_draft_that_needs_nobody_is_cleared_when_submitted() -> None:
    assert state_of(SUBMITTED) is State.CLEARED
    assert state_of(replace(SUBMITTED, submitted=None)) is State.WRITING


def test_a_draft_that_was_changed_since_is_being_written() -> None:
    assert state_of(replace(SUBMITTED, version=3)) is State.WRITING


@pytest.mark.parametrize(
    "given",
    [
        (),
        (approval("bram"),),
        (approval("bram", "medical"),),
        (approval("bram", "legal", version=1),),
        (approval("bram", "legal", seal="t"),),
        (approval("bram", "legal", seal=""),),
        (approval("anna", "legal"),),
        (Given(("bram", "anna"), "legal", Decision.APPROVE, 2, "s"),),
    ],
)
def test_it_is_not_cleared_without_the_role_that_must_approve(given) -> None:
    assert state_of(with_demand(LEGAL, *given)) is State.IN_REVIEW


def test_it_is_cleared_with_the_role_that_must_approve() -> None:
    assert state_of(with_demand(LEGAL, approval("bram", "legal"))) is State.CLEARED


def test_an_author_may_approve_where_the_workspace_says_so() -> None:
    facts = with_demand(LEGAL, approval("anna", "legal"), own_approval=True)
    assert state_of(facts) is State.CLEARED


def test_an_empty_seal_approves_nothing() -> None:
    facts = with_demand(LEGAL, approval("bram", "legal", seal=""), seal="")
    assert state_of(facts) is State.IN_REVIEW


def test_one_person_in_two_roles_is_one_approver() -> None:
    two = Demand(roles=frozenset({"legal", "medical"}), approvers=2)
    alone = [approval("bram", "legal"), approval("bram", "medical")]
    assert missing(with_demand(two, *alone)) == Missing(frozenset(), 1, frozenset())
    facts = with_demand(two, *alone, approval("carla"))
    assert state_of(facts) is State.CLEARED


@pytest.mark.parametrize(
    ("decision", "state"),
    [(Decision.ASK, State.CHANGES_ASKED), (Decision.REFUSE, State.REFUSED)],
)
def test_a_no_weighs_more_than_any_yes(decision, state) -> None:
    said = Given(("daan",), "", decision, 2)
    facts = with_demand(LEGAL, said, approval("bram", "legal"))
    assert state_of(facts) is state
    old = replace(said, version=1)
    assert state_of(with_demand(Demand(), old)) is State.CLEARED


def test_what_is_held_or_withdrawn_is_not_cleared() -> None:
    assert state_of(replace(SUBMITTED, held=True)) is State.HELD
    assert state_of(replace(SUBMITTED, withdrawn=True)) is State.WITHDRAWN


BLOCKED = Demand(blocked=frozenset({"recipes"}), exceptions=frozenset({"board"}))


@pytest.mark.parametrize(
    ("exempted", "state"),
    [
        ([], State.IN_REVIEW),
        ([Exempted(("bram",), "recipes", "board", "s")], State.CLEARED),
        ([Exempted(("bram",), "figures", "board", "s")], State.IN_REVIEW),
        ([Exempted(("bram",), "recipes", "legal", "s")], State.IN_REVIEW),
        ([Exempted(("bram",), "recipes", "board", "t")], State.IN_REVIEW),
        ([Exempted(("anna",), "recipes", "board", "s")], State.IN_REVIEW),
    ],
)
def test_each_blocked_rule_needs_an_exemption_in_a_role_that_may(
    exempted, state
) -> None:
    assert state_of(with_demand(BLOCKED, exempted=tuple(exempted))) is state


def test_an_author_may_submit_and_withdraw_but_not_approve() -> None:
    anna = Actor("anna", writes=True, reviews=True, titles=frozenset({"legal"}))
    assert may(replace(SUBMITTED, submitted=None), anna) == {Act.SUBMIT, Act.WITHDRAW}
    acts = may(with_demand(LEGAL), anna)
    assert Act.WITHDRAW in acts
    assert Act.APPROVE not in acts
    owning = with_demand(LEGAL, own_approval=True)
    assert Act.APPROVE in may(owning, anna)


def test_a_draft_that_nobody_could_clear_is_not_submitted() -> None:
    anna = Actor("anna", writes=True)
    hopeless = Demand(blocked=frozenset({"recipes"}))
    facts = replace(SUBMITTED, submitted=None, demand=hopeless)
    assert Act.SUBMIT not in may(facts, anna)
    possible = replace(facts, demand=BLOCKED)
    assert Act.SUBMIT in may(possible, anna)


def test_a_reviewer_approves_only_what_they_can_bring() -> None:
    plain = Actor("bram", reviews=True)
    role_only = Demand(roles=frozenset({"legal"}))
    assert Act.APPROVE not in may(with_demand(role_only), plain)
    lawyer = replace(plain, titles=frozenset({"legal"}))
    assert Act.APPROVE in may(with_demand(role_only), lawyer)
    two = Demand(approvers=2)
    assert Act.APPROVE not in may(with_demand(two, approval("bram")), plain)


def test_a_reviewer_can_stop_what_was_cleared() -> None:
    acts = may(SUBMITTED, Actor("bram", reviews=True))
    assert acts == {Act.ASK, Act.REFUSE}


def test_somebody_who_only_looks_can_do_nothing() -> None:
    for facts in (SUBMITTED, with_demand(LEGAL), replace(SUBMITTED, held=True)):
        assert may(facts, Actor("daan", titles=frozenset({"legal"}))) == frozenset()


PEOPLE = st.sampled_from(["anna", "bram", "carla"])
ROLES = st.sampled_from(["", "legal", "medical", "board"])
SEALS = st.sampled_from(["s", "t", ""])
ROLE_SETS = st.frozensets(ROLES.filter(bool))
RULES = st.sampled_from(["recipes", "figures"])


@st.composite
def facts_of_any_kind(draw) -> Facts:
    members = st.lists(PEOPLE, min_size=1, max_size=2, unique=True).map(tuple)
    given = st.builds(
        Given, members, ROLES, st.sampled_from(Decision), st.integers(1, 2), SEALS
    )
    exempted = st.builds(Exempted, members, RULES, ROLES, SEALS)
    demand = st.builds(
        Demand, ROLE_SETS, st.integers(0, 3), st.frozensets(RULES), ROLE_SETS
    )
    return Facts(
        version=2,
        submitted=draw(st.sampled_from([None, 1, 2, 2, 2])),
        authors=draw(st.frozensets(PEOPLE)),
        own_approval=draw(st.booleans()),
        withdrawn=draw(st.booleans()),
        held=draw(st.booleans()),
        seal=draw(SEALS),
        demand=draw(demand),
        given=tuple(draw(st.lists(given, max_size=6))),
        exempted=tuple(draw(st.lists(exempted, max_size=4))),
    )


@given(facts_of_any_kind())
def test_cleared_means_that_nothing_at_all_is_missing(facts) -> None:
    if state_of(facts) is not State.CLEARED:
        return
    assert not facts.withdrawn
    assert not facts.held
    assert facts.submitted == facts.version
    approvers = set()
    roles = set()
    for one in facts.given:
        assert one.version != facts.version or one.decision == Decision.APPROVE
        wrote = facts.authors.intersection(one.members) and not facts.own_approval
        if one.version == 2 and one.stands_for == facts.seal != "" and not wrote:
            approvers.add(one.members[0])
            roles.add(one.role)
    assert roles >= facts.demand.roles
    assert len(approvers) >= facts.demand.approvers
    for rule in facts.demand.blocked:
        assert any(
            one.rule == rule
            and one.role in facts.demand.exceptions
            and one.stands_for == facts.seal != ""
            and (facts.own_approval or not facts.authors.intersection(one.members))
            for one in facts.exempted
        )


@given(facts_of_any_kind(), st.frozensets(PEOPLE))
def test_more_people_wrote_it_never_clears_a_draft(facts, more) -> None:
    fewer_rights = replace(facts, authors=facts.authors | more)
    if state_of(fewer_rights) is State.CLEARED:
        assert state_of(facts) is State.CLEARED


@given(facts_of_any_kind(), PEOPLE, ROLE_SETS)
def test_what_is_offered_changes_something(facts, member, titles) -> None:
    """Whoever may approve can bring a role or a person that is missing."""
    actor = Actor(member, reviews=True, titles=titles)
    if Act.APPROVE not in may(facts, actor):
        return
    roles = [*sorted(missing(facts).roles & titles), ""]
    after = [
        replace(
            facts,
            given=(
                *facts.given,
                Given((member,), role, Decision.APPROVE, 2, facts.seal),
            ),
        )
        for role in roles
    ]
    if facts.seal:
        assert any(missing(one) != missing(facts) for one in after)
