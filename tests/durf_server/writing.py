"""People at work without a pause, and what must be there of it afterwards.

Run in processes of a server apart.  A writer says what was done to a file outside, as
soon as durf told it that it is done.
"""

from __future__ import annotations

import json
import os
import random
import signal
import struct
import time
import zlib
from collections import Counter
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import connections, transaction
from django.utils.timezone import now

from durf_server.drafts.content import Attached, Content
from durf_server.drafts.media import add
from durf_server.drafts.models import Draft, DraftVersion, Medium
from durf_server.drafts.saving import save, start
from durf_server.drafts.store import read
from durf_server.people.models import Member, Workspace
from durf_server.people.roles import Role
from durf_server.records.models import Entry
from durf_server.records.reading import open_entries
from durf_server.records.verifying import verify_log
from durf_server.reviews.case import open_case
from durf_server.reviews.desk import approve, submit
from durf_server.reviews.machine import state_of
from durf_server.reviews.models import Review
from durf_server.work.asking import ask
from durf_server.work.models import Job
from tests.durf_server.conftest import join, put_in_force

if TYPE_CHECKING:
    from collections.abc import Iterator


def prepare() -> None:
    """Make the workspace that writers write in."""
    workspace = Workspace.objects.create(name="Bloom", slug="bloom")
    put_in_force(workspace)
    join(workspace, "Anna", Role.AUTHOR)
    join(workspace, "Bram", Role.REVIEWER, titles=("legal",))


def write(place: str, name: str) -> None:
    """Write, send and approve for ever; each thing done becomes a line of a file."""
    handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for said in _done(name):
        os.write(handle, json.dumps(said).encode() + b"\n")


def killed(folder: str, times: int) -> None:
    """Kill two writers that many times, at moments that nobody chose."""
    for number in range(times):
        files = [Path(folder, f"said-{number}-{one}") for one in "ab"]
        # No connection may be shared with those that are killed.
        connections.close_all()
        writers = [_writer(file) for file in files]
        while not all(file.exists() and file.stat().st_size for file in files):
            time.sleep(0.005)
        time.sleep(random.random() * 0.4)
        for writer in writers:
            os.kill(writer, signal.SIGKILL)
        # A writer that ended by itself did not write without a pause.
        ends = [os.waitpid(writer, 0)[1] for writer in writers]
        assert ends == [signal.SIGKILL] * 2


def _writer(file: Path) -> int:
    number = os.fork()
    if number:
        return number
    try:
        write(str(file), file.name)
    finally:
        os._exit(1)


def write_some(name: str, most: int) -> None:
    """Write so many things."""
    for _ in zip(range(most), _done(name), strict=False):
        pass


def _done(name: str) -> Iterator[list[object]]:
    anna = Member.objects.get(person__name="Anna")
    bram = Member.objects.get(person__name="Bram")
    for number in count():
        medium = add(anna, picture(f"{name} {number}"), at=now())
        yield ["medium", medium.digest]
        shown = Attached(medium.digest, medium.kind, "Buns")
        text = f"Our turnover is up, {name} {number}"
        draft = start(anna, Content(text, media=(shown,)), at=now())
        yield ["version", str(draft.pk), 1]
        version = save(draft, anna, Content(f"{text}!"), base=1, at=now())
        yield ["version", str(draft.pk), version.number]
        submit(draft, anna, base=2, at=now())
        yield ["submitted", str(draft.pk)]
        review = approve(draft, bram, "legal", seal=_seal(draft), at=now())
        yield ["review", str(review.pk)]
        job = ask("nothing", {}, key=f"{name} {number}", at=now())
        yield ["job", str(job.pk)]


@transaction.atomic
def _seal(draft: Draft) -> str:
    return open_case(draft.pk).facts.seal


def picture(words: str) -> bytes:
    """Return a small PNG that no other words give."""
    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    pixel = zlib.compress(b"\0" + zlib.crc32(words.encode()).to_bytes(4)[1:])
    parts = [(b"IHDR", head), (b"IDAT", pixel), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content))
        + kind
        + content
        + struct.pack(">I", zlib.crc32(kind + content))
        for kind, content in parts
    )


def check(*places: str) -> None:
    """Print what is missing of the lines in files, and what is there by half."""
    for trouble in (*_missing(_said(places)), *_by_half()):
        print(trouble.replace(" ", "-"))


def _said(places: tuple[str, ...]) -> list[list[object]]:
    lines = [line for place in places for line in Path(place).read_text().splitlines()]
    return [json.loads(line) for line in lines]


def _missing(said: list[list[object]]) -> Iterator[str]:
    versions = {
        (str(d), n) for d, n in DraftVersion.objects.values_list("draft", "number")
    }
    sent = Draft.objects.filter(submitted_at__isnull=False)
    there = {
        "medium": {
            (digest,) for digest in Medium.objects.values_list("digest", flat=True)
        },
        "version": versions,
        "submitted": {(str(key),) for key in sent.values_list("pk", flat=True)},
        "review": {(str(key),) for key in Review.objects.values_list("pk", flat=True)},
        "job": {(str(key),) for key in Job.objects.values_list("pk", flat=True)},
    }
    for kind, *key in said:
        if tuple(key) not in there[str(kind)]:
            yield f"lost {kind} {key}"


def _by_half() -> Iterator[str]:
    """Yield each row without its entry, entry without its row, and wrong state."""
    workspace = Workspace.objects.get()
    for place, reason in verify_log(workspace).troubles:
        yield f"log {place} {reason}"
    entries = open_entries(list(Entry.objects.select_related("log")))
    acts = [(one.entry, json.loads(one.act.payload)) for one in entries]
    yield from _unlike(
        "version",
        (
            (f"draft/{d}", n)
            for d, n in DraftVersion.objects.values_list("draft", "number")
        ),
        ((e.subject, act["version"]) for e, act in acts if e.kind == "draft.saved"),
    )
    yield from _unlike(
        "review",
        map(str, Review.objects.values_list("pk", flat=True)),
        (act["review"] for e, act in acts if e.kind == "review.approved"),
    )
    yield from _unlike(
        "submitted",
        (f"draft/{one.pk}" for one in Draft.objects.filter(submitted_at__isnull=False)),
        (e.subject for e, _ in acts if e.kind == "review.submitted"),
    )
    for draft in Draft.objects.all():
        with transaction.atomic():
            state = state_of(open_case(draft.pk).facts)
        if state != draft.state:
            yield f"state {draft.pk} {draft.state} {state}"
    for medium in Medium.objects.all():
        read(medium.workspace_id, medium.digest)


def _unlike(
    kind: str, rows: Iterator[object], entries: Iterator[object]
) -> Iterator[str]:
    one, other = Counter(rows), Counter(entries)
    for key in (one - other) + (other - one):
        yield f"half {kind} {key}"
