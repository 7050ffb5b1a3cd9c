"""A server of Mastodon's API, where there is one; and posts to send."""

from __future__ import annotations

import itertools
import uuid
from datetime import UTC, datetime

import httpx
import pytest

from durf.networks.speaking import Outgoing
from tests.durf.networks.driving import over_http
from tests.durf.networks.mastodon.serving import serve


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    pytest.importorskip(
        "mastodon_mock", reason="no server: 'pip install mastodon-mock' brings one"
    )
    with serve(tmp_path_factory.mktemp("mastodon")) as running:
        yield running


@pytest.fixture
def answering():
    with httpx.Client(timeout=30) as client:
        yield over_http(client)


@pytest.fixture
def post():
    numbers = itertools.count(1)

    def make(text: str = "", **fields) -> Outgoing:
        text = text or f"Bericht {next(numbers)} van {uuid.uuid4()}"
        return Outgoing(str(uuid.uuid4()), datetime.now(UTC), text, **fields)

    return make
