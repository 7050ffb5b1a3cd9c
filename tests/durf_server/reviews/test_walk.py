"""No order of acts clears a draft without what the policy demands: a short walk."""

from __future__ import annotations

import pytest

from tests.durf_server.reviews.house import House
from tests.durf_server.reviews.walker import WEIGHTS, Walker


@pytest.mark.django_db(transaction=True)
def test_a_walk_clears_drafts_and_never_one_too_many() -> None:
    walker = Walker(House.build("walk"), seed=1)
    walker.walk(2_000)
    # A walk that never gets anywhere would show nothing.
    assert walker.counts["cleared"] > 300
    for name in WEIGHTS:
        assert walker.counts[name] > 0, name
