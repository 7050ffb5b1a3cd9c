"""A PDS, where npm can bring one; and posts to send."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

import httpx
import pytest

from durf.networks.speaking import Outgoing
from tests.durf.networks.driving import over_http
from tests.servers.pds.running import serve


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    with serve(tmp_path_factory.mktemp("pds")) as running:
        yield running


@pytest.fixture
def answering():
    with httpx.Client(timeout=60) as client:
        yield over_http(client)


@pytest.fixture
def post():
    def make(text: str = "Een bericht", **fields) -> Outgoing:
        return Outgoing(str(uuid.uuid4()), datetime.now(UTC), text, **fields)

    return make
