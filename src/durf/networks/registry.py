"""All networks, by name.  A new one is a folder, and a line here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from durf.errors import BadUse
from durf.networks import bluesky, handover, linkedin, mail, mastodon, webhook, x

if TYPE_CHECKING:
    from durf.networks.network import Network

NETWORKS: dict[str, Network] = {
    one.NETWORK.name: one.NETWORK
    for one in (bluesky, mastodon, x, linkedin, webhook, mail, handover)
}


def network(name: str) -> Network:
    """Return a network by its name.

    Raises:
        BadUse: there is none with this name.
    """
    try:
        return NETWORKS[name]
    except KeyError:
        known = ", ".join(NETWORKS)
        raise BadUse(
            what="there is no network {name}",
            mend="name one of {known}",
            name=name[:40],
            known=known,
        ) from None
