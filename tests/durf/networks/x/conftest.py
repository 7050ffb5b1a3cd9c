"""X, anew for each test, in its newer words and in its older ones."""

from __future__ import annotations

import pytest

from tests.durf.networks.x.fake import FakeX


@pytest.fixture(params=[True, False], ids=["newer words", "older words"])
def x(request) -> FakeX:
    return FakeX(newer=request.param)
