"""A mail goes to a list or a colleague, and has no limits."""

from __future__ import annotations

from durf.networks.network import Limits, Network
from durf.networks.plain import COUNT, pieces

NETWORK = Network(
    name="mail",
    title="Mail",
    limits=Limits(has_threads=False),
    count=COUNT,
    pieces=pieces,
)
