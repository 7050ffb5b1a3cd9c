"""A hand-over is for places without an interface for programs.

A person gets the text ready to paste; no limits are known.
"""

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
