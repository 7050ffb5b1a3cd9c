"""LinkedIn does not say what it counts as a character.

Counted are the code units of UTF-16, of which a text never has fewer than signs.
A text that is too long is cut without a word, and so is one with reserved signs.
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
        picture_pixels=36_152_319,
        alt=4_085,
        has_edits=True,
    ),
    count=Count(Unit.CHARACTERS, count_units),
    pieces=pieces,
    sources={
        "count": "https://www.linkedin.com/help/linkedin/answer/a528176",
        "text": "https://www.linkedin.com/help/linkedin/answer/a528176",
        "pictures": f"{_DOCS}multiimage-post-api",
        "picture_pixels": f"{_DOCS}images-api",
        "alt": f"{_DOCS}posts-api",
        "has_edits": f"{_DOCS}posts-api",
    },
)
