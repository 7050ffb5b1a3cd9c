"""Webhook: signed JSON to any program; no limits."""

from __future__ import annotations

from durf.networks.network import Limits, Network, Unit
from durf.networks.plain import pieces
from durf.networks.signs import by_cluster

NETWORK = Network(
    name="webhook",
    title="Webhook",
    unit=Unit.CHARACTERS,
    limits=Limits(has_threads=True),
    pieces=pieces,
    weights=by_cluster,
)
