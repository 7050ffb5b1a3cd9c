"""Mail: a message to a list or a colleague; no limits."""

from __future__ import annotations

from durf.networks.network import Limits, Network, Unit
from durf.networks.plain import pieces
from durf.networks.signs import by_cluster

NETWORK = Network(
    name="mail",
    title="Mail",
    unit=Unit.CHARACTERS,
    limits=Limits(has_threads=False),
    pieces=pieces,
    weights=by_cluster,
)
