"""What networks without rules of their own share: anything goes, links are links."""

from __future__ import annotations

from durf.networks.network import Part
from durf.networks.parts import HASHTAG, LINK, finder

pieces = finder((Part.LINK, LINK), (Part.HASHTAG, HASHTAG))
