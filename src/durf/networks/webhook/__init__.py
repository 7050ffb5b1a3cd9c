"""A webhook sends signed JSON to any program, and sets no limits."""

from __future__ import annotations

from durf.networks.network import Limits, Network
from durf.networks.plain import COUNT, pieces

NETWORK = Network(
    name="webhook",
    title="Webhook",
    limits=Limits(has_threads=True),
    count=COUNT,
    pieces=pieces,
)
