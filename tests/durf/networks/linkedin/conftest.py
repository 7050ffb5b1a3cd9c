"""LinkedIn, anew for each test."""

from __future__ import annotations

import pytest

from tests.durf.networks.linkedin.fake import FakeLinkedIn


@pytest.fixture
def linkedin() -> FakeLinkedIn:
    return FakeLinkedIn()
