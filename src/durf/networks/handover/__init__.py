"""Hand-over: for places without an interface for programs; no limits."""

from __future__ import annotations

from durf.networks.network import Limits, Network
from durf.networks.plain import COUNT, pieces

NETWORK = Network(
    name="handover",
    title="Hand-over",
    limits=Limits(has_threads=True),
    count=COUNT,
    pieces=pieces,
)
