"""What networks without rules of their own share: anything goes, links are links."""

from __future__ import annotations

from durf.networks.counting import Count, Unit, count_clusters
from durf.networks.network import Part
from durf.networks.parts import HASHTAGS, Kind, finder, plain_links

LINKS = Kind(Part.LINK, ":", plain_links)
COUNT = Count(Unit.CHARACTERS, count_clusters)

pieces = finder(LINKS, HASHTAGS)
