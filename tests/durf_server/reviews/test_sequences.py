"""Hypothesis looks for an order of acts that clears a draft wrongly, and shrinks it."""

from __future__ import annotations

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)

from tests.durf_server.reviews.house import House
from tests.durf_server.reviews.walker import WEIGHTS, Walker


class Desk(RuleBasedStateMachine):
    """The desk and its oracle; what a walk leaves to chance, Hypothesis decides."""

    def __init__(self) -> None:
        super().__init__()
        self.held = transaction.atomic()
        self.held.__enter__()
        self.walker = Walker(House.build("sequence"), seed=0)

    @initialize(chance=st.randoms(use_true_random=False))
    def drafts_are_begun(self, chance) -> None:
        self.walker.chance = chance
        for _ in range(3):
            self.walker.take("begin")

    @rule(
        act=st.sampled_from(sorted(set(WEIGHTS) - {"begin"})),
        chance=st.randoms(use_true_random=False),
    )
    def somebody_acts(self, act, chance) -> None:
        self.walker.chance = chance
        self.walker.take(act)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.held.__exit__(None, None, None)


@pytest.mark.django_db
def test_no_sequence_clears_a_draft_without_what_the_policy_demands() -> None:
    run_state_machine_as_test(
        Desk, settings=settings(max_examples=25, stateful_step_count=40, deadline=None)
    )
