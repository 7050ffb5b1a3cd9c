"""LinkedIn: 3,000 characters.

The documentation does not say what a character is: counted are the code units of
UTF-16, of which there are never fewer than of anything else it could mean.
"""

from __future__ import annotations

from durf.networks.counting import Count, Unit, count_units
from durf.networks.network import Limits, Network
from durf.networks.plain import pieces

_DOCS = "https://learn.microsoft.com/linkedin/marketing/community-management/shares/"

NETWORK = Network(
    name="linkedin",
    title="LinkedIn",
    limits=Limits(
        text=3_000,
        pictures=20,
        picture_bytes=5_000_000,
        picture_pixels=36_152_319,
        alt=4_085,
        videos=1,
        video_bytes=500_000_000,
        video_seconds=1_800,
        has_edits=True,
    ),
    count=Count(Unit.CHARACTERS, count_units),
    pieces=pieces,
    sources={
        "count": "https://www.linkedin.com/help/linkedin/answer/a528176",
        "text": "https://www.linkedin.com/help/linkedin/answer/a528176",
        "pictures": f"{_DOCS}multiimage-post-api",
        "picture_bytes": "https://www.linkedin.com/help/linkedin/answer/a527229",
        "picture_pixels": f"{_DOCS}images-api",
        "alt": f"{_DOCS}posts-api",
        "videos": f"{_DOCS}videos-api",
        "video_bytes": f"{_DOCS}videos-api",
        "video_seconds": f"{_DOCS}videos-api",
        "has_edits": f"{_DOCS}posts-api",
    },
)
