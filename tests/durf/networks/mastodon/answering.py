"""Answers made up for one test."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from durf.networks.talking import Answer

if TYPE_CHECKING:
    from collections.abc import Mapping


def answer(
    content: object, status: int = 200, headers: Mapping[str, str] | None = None
) -> Answer:
    """An answer that holds JSON."""
    named = {"content-type": "application/json"} | dict(headers or {})
    return Answer(status, named, json.dumps(content).encode())
