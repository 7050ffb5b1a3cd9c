"""Exactly once on a real server: workers killed at random, and a proxy that breaks.

    pytest -s -m long tests/durf_server/deliveries/test_kills.py
    DURF_TEST_DATABASE=postgresql://… pytest -s -m long …     three workers there

Two thousand deliveries on the Mastodon-API server from PyPI, once with its keys and
once with a proxy that takes them away; what is there is counted by reading it.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import httpx
import pytest

pytest.importorskip("mastodon_mock")

from django.db import connection

from tests.durf.networks.mastodon.serving import Server, serve
from tests.durf_server.apart import ROOT, Apart

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from durf.networks.speaking import Account

pytestmark = [pytest.mark.long, pytest.mark.django_db]
DELIVERIES = int(os.environ.get("DELIVERIES", "2000"))
CHANNELS = 20
PATIENCE = 1_500
FILL = """
import json
from django.utils.timezone import now
from durf.networks.speaking import Account
from durf_server.channels.connecting import connect
from durf_server.channels.managing import open_channel
from durf_server.deliveries.planning import plan
from durf_server.drafts.content import Content
from durf_server.drafts.saving import start
from durf_server.people.models import Workspace
from durf_server.people.roles import Role
from durf_server.reviews.desk import submit
from tests.durf_server.conftest import join, put_in_force
url, accounts, drafts = sys.argv[1], json.loads(sys.argv[2]), int(sys.argv[3])
workspace = Workspace.objects.create(name="Bloom", slug="bloom")
put_in_force(workspace)
anna = join(workspace, "Anna", *Role)
channels = []
for number, (handle, account, token) in enumerate(accounts):
    channel = open_channel(anna, "mastodon", f"Bloom {number}", at=now())
    connect(channel, anna, Account(url, handle, account, {"token": token}), at=now())
    channels.append(str(channel.pk))
for number in range(drafts):
    content = Content(f"Buns number {number} are out.", channels=tuple(channels))
    draft = start(anna, content, at=now())
    submit(draft, anna, base=1, at=now())
    plan(draft.pk, {"mastodon"}, at=now())
"""
LOOK = """
import json
from collections import Counter
from durf_server.deliveries.models import Delivery
rows = Delivery.objects.values_list("stage", "asked_at", "next_at")
told = Counter("asked" if asked else stage for stage, asked, _ in rows)
waiting = sum(next_at is not None for _, _, next_at in rows)
print(json.dumps({"waiting": waiting, **told}).replace(" ", ""))
"""


@pytest.mark.parametrize("strip", ["", "idempotency-key"], ids=["keys", "no-keys"])
def test_no_kill_and_no_fault_doubles_or_loses_a_post(
    apart: Apart, tmp_path: Path, strip: str
) -> None:
    chance = random.Random(7)
    with serve(tmp_path) as server, faulty(server, strip) as url:
        accounts = [server.newcomer() for _ in range(CHANNELS)]
        fill(apart, url, accounts)
        kills, told = worked(apart, chance)
        there = {one.number: published(server, one) for one in accounts}
    report(strip, kills, told)
    each = Counter(
        count for texts in there.values() for count in Counter(texts).values()
    )
    assert set(each) <= {1}, "doubled"
    out = each[1]
    drafts = DELIVERIES // CHANNELS
    assert told.get("sent", 0) <= out
    # Whatever durf does not call sent it shows to a person, and none it calls so lacks.
    assert told.get("sent", 0) + told.get("asked", 0) == drafts * CHANNELS
    assert out >= drafts * CHANNELS - told.get("asked", 0)
    assert kills > 10


@contextmanager
def faulty(server: Server, strip: str) -> Iterator[str]:
    """Put the breaking proxy before the server."""
    command = [sys.executable, "-m", "tests.servers.faulty_proxy", "--rate", "0.25"]
    command += ["--upstream", server.url.removeprefix("http://"), "--seed", "3"]
    command += ["--strip", strip] if strip else []
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert process.stdout is not None
    try:
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"
    finally:
        process.terminate()
        print("\nfaults:", process.stdout.read().strip())
        process.wait(20)
        process.stdout.close()


def fill(apart: Apart, url: str, accounts: list[Account]) -> None:
    told = [(one.handle, one.number, one.secrets["token"]) for one in accounts]
    drafts = str(DELIVERIES // CHANNELS)
    apart.run(f"import sys\n{FILL}", url, json.dumps(told), drafts)


def worked(apart: Apart, chance: random.Random) -> tuple[int, dict[str, int]]:
    """Let workers work, and kill them, until nothing is left to do."""
    environment = apart.environment | {"DURF_REACH_INSIDE": "yes"}
    count = 3 if connection.vendor == "postgresql" else 1
    workers = [started(environment) for _ in range(count)]
    kills, end = 0, time.monotonic() + PATIENCE
    looked = time.monotonic()
    told: dict[str, int] = {}
    try:
        while time.monotonic() < end:
            time.sleep(chance.uniform(0.5, 4.0) / count)
            victim = chance.randrange(count)
            workers[victim].send_signal(signal.SIGKILL)
            workers[victim].wait()
            kills += 1
            workers[victim] = started(environment)
            if time.monotonic() - looked > 10:
                looked = time.monotonic()
                told = json.loads(apart.run(LOOK)[0])
                if told.pop("waiting") == 0:
                    return kills, told
    finally:
        for worker in workers:
            worker.kill()
            worker.wait()
    raise AssertionError(f"it is not done in time: {told}")


def started(environment: dict[str, str]) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.durf_server.deliveries.quick_worker"]
    worker = subprocess.Popen(
        command, env=environment, cwd=ROOT, stdout=subprocess.PIPE
    )
    assert worker.stdout is not None
    # It is killed while it works, not while it begins.
    worker.stdout.readline()
    worker.stdout.close()
    return worker


def published(server: Server, account: Account) -> list[str]:
    """Read everything that an account ever said."""
    found: list[str] = []
    headers = {"authorization": f"Bearer {account.secrets['token']}"}
    older = ""
    while True:
        path = f"/api/v1/accounts/{account.number}/statuses?limit=40{older}"
        page: list[Any] = httpx.get(server.url + path, headers=headers).json()
        if not page:
            return found
        found += [one["content"] for one in page]
        older = f"&max_id={page[-1]['id']}"


def report(strip: str, kills: int, told: dict[str, int]) -> None:
    print(f"{connection.vendor}, without {strip or 'nothing'}: {kills} kills, {told}")
