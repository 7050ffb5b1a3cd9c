"""Hand-over: for places without an interface for programs; no limits."""

from __future__ import annotations

from durf.networks.network import Limits, Network, Unit
from durf.networks.plain import pieces
from durf.networks.signs import by_cluster

NETWORK = Network(
    name="handover",
    title="Hand-over",
    unit=Unit.CHARACTERS,
    limits=Limits(has_threads=True),
    pieces=pieces,
    weights=by_cluster,
)
