"""Somebody who asks the API, with a token of their own."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from durf_server.people.tokens import SCOPES, issue
from tests.durf_server.conftest import NOON


@dataclass
class Caller:
    """A client that sends a token and JSON."""

    secret: str

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """Send a request; ``status`` and ``json()`` are in the answer."""
        return Client().generic(
            method,
            f"/api/v1/{path}",
            b"" if body is None else json.dumps(body).encode(),
            content_type="application/json",
            headers={"Authorization": f"Bearer {self.secret}", **headers},
        )

    def get(self, path: str, **headers: str) -> Any:
        return self.ask("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.ask("POST", path, body, **headers)


@pytest.fixture
def caller(cast):
    """Make somebody who calls as a member, with all scopes or some."""

    def make(member, *scopes: str) -> Caller:
        return Caller(issue(member, "test", scopes or set(SCOPES), at=NOON)[1])

    return make
