"""A million random steps at the desk: none clears what the policy does not let out.

It takes an hour, so it runs when it is asked for; ``test_walk`` is its short form.

    DESK_STEPS=1000000 pytest tests/durf_server/reviews/test_million_steps.py
"""

from __future__ import annotations

import os

import pytest

from tests.durf_server.reviews.house import House
from tests.durf_server.reviews.walker import Walker

# Of one walk; each begins in a new workspace.
STEPS = 50_000
WALKS = int(os.environ.get("DESK_STEPS", "0")) // STEPS


@pytest.mark.long
@pytest.mark.skipif(not WALKS, reason="an hour: set DESK_STEPS=1000000 for it")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", range(WALKS or 1))
def test_no_walk_of_fifty_thousand_steps_clears_one_too_many(seed) -> None:
    walker = Walker(House.build(f"walk-{seed}"), seed=seed)
    walker.walk(STEPS)
    assert walker.step == STEPS
    print(f"seed {seed}: {STEPS} steps, {dict(walker.counts)}")
