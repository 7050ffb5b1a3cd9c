"""LinkedIn: 3,000 characters.

The documentation does not say what a character is: counted are the code units of
UTF-16, of which there are never fewer than of anything else it could mean.
"""

from __future__ import annotations

from durf.networks.network import Limits, Network, Unit
from durf.networks.plain import pieces
from durf.networks.signs import by_utf16

NETWORK = Network(
    name="linkedin",
    title="LinkedIn",
    unit=Unit.CHARACTERS,
    limits=Limits(
        text=3_000,
        pictures=20,
        picture_bytes=5_000_000,
        alt=4_086,
        source="https://learn.microsoft.com/linkedin/marketing/community-management/shares/posts-api",
    ),
    pieces=pieces,
    weights=by_utf16,
)
