"""A worker whose waits are seconds instead of minutes, to be killed at any moment.

The proxy before the server lets no request be under way for longer than its ``LATE``,
and the server's readings do not lag: so much shorter may the quarantine be.
"""

from __future__ import annotations

import os
import random
import time
from dataclasses import replace
from datetime import timedelta

os.environ["DJANGO_SETTINGS_MODULE"] = "durf_server.settings"
import django

django.setup()

import httpx  # noqa: E402 it needs the settings
from django.utils.timezone import now  # noqa: E402 it needs the settings

from durf.networks.mastodon.speaker import Mastodon  # noqa: E402 it needs the settings
from durf_server import outward  # noqa: E402 it needs the settings
from durf_server.deliveries import delivering  # noqa: E402 it needs the settings
from durf_server.deliveries.gate import DeskGate  # noqa: E402 it needs the settings
from durf_server.deliveries.outbox import DatabaseOutbox  # noqa: E402 it needs the settings
from durf_server.deliveries.reaching import ask  # noqa: E402 it needs the settings
from durf_server.deliveries.working import Senders  # noqa: E402 it needs the settings

LEASE = timedelta(seconds=10)


class Quick(Mastodon):
    """Mastodon, where everything is quick."""

    abilities = replace(Mastodon.abilities, lives=5, lags=1)


def hurry() -> None:
    """Shorten what is waited for."""
    outward.TIMEOUT = httpx.Timeout(3.0)
    outward.LONGEST_ANSWER = 2.0
    delivering.GRACE = timedelta(seconds=2)
    delivering.REQUEST = timedelta(seconds=8)
    delivering._FIRST_WAIT = timedelta(seconds=0.3)
    delivering._LONGEST_WAIT = timedelta(seconds=2)
    # So many faults come that eight in a row do happen.
    delivering.MOST_ATTEMPTS = delivering.MOST_LOOKS = 100


def make() -> delivering.Deliverer:
    """Return what delivers."""
    gate = DeskGate({"mastodon": Quick()})
    return delivering.Deliverer(
        DatabaseOutbox(lease=LEASE), gate, ask, now, random.random
    )


def main() -> None:
    """Work until somebody kills it."""
    hurry()
    Senders(make=make, count=4).start()
    print("ready", flush=True)
    while True:
        time.sleep(60)


if __name__ == "__main__":
    main()
