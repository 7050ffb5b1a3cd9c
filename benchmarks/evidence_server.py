"""How fast facts are appended to the log in a real database file, and proved.

Each fact has one personal part: encrypted, salted, hashed, and its checkpoint
signed, in a transaction that is on the disk when it returns.  Run it with
``python -m benchmarks.evidence_server [ENTRIES]``.
"""

from __future__ import annotations

import os
import platform
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import TYPE_CHECKING
from uuid import uuid4

if TYPE_CHECKING:
    from collections.abc import Iterator

    from durf_server.people.models import Workspace
    from durf_server.records.append import Fact

AT = datetime(2026, 12, 1, 9, tzinfo=UTC)
SINGLES = 3_000
BATCH = 1_000


def main(entries: int) -> None:
    """Measure in a new folder, and print."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_DIR")) as folder:
        _set_up(Path(folder))
        from durf_server.people.models import Person, Workspace

        workspace = Workspace.objects.create(name="Bench", slug="bench")
        people = [Person.objects.create_user(f"p{n}@example.org") for n in range(20)]
        person_ids = [person.pk for person in people]
        print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores")
        print(f"a bare commit: {_bare_commits(folder):,.0f}/s")
        facts = _facts(person_ids)
        print(f"appended singly: {_singles(workspace, facts)}")
        print(f"in batches of 50: {_appended(workspace, facts, 50, 5_000)}")
        rate = _appended(workspace, facts, BATCH, entries)
        print(f"in batches of {BATCH}: {rate}")
        print(f"singly at that size: {_singles(workspace, facts)}")
        _prove(workspace)
        _find(workspace, people[0].pk)
        _verify(workspace)
        size = Path(folder, "durf.sqlite3").stat().st_size
        print(f"the database: {size / 1e6:,.0f} MB")


def _set_up(folder: Path) -> None:
    os.environ["DURF_DATA_DIR"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "durf_server.settings"
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def _facts(people: list[object]) -> Iterator[Fact]:
    from durf_server.records.append import Fact

    number = 0
    while True:
        number += 1
        yield Fact(
            kind="draft.saved",
            subject=f"draft/{uuid4()}",
            at=AT + timedelta(seconds=number),
            act={"version": number, "digest": f"{number:064x}", "by": str(uuid4())},
            personal={people[number % len(people)]: {"name": "Somebody of the desk"}},
        )


def _bare_commits(folder: str) -> float:
    """What the disk allows: one row, one commit."""
    import sqlite3

    with sqlite3.connect(Path(folder, "bare.sqlite3"), isolation_level=None) as bare:
        bare.execute("PRAGMA journal_mode=WAL")
        bare.execute("PRAGMA synchronous=FULL")
        bare.execute("CREATE TABLE row (content)")
        began = perf_counter()
        for number in range(1_000):
            bare.execute("INSERT INTO row VALUES (?)", (number,))
        return 1_000 / (perf_counter() - began)


def _singles(workspace: Workspace, facts: Iterator[Fact]) -> str:
    return _appended(workspace, facts, 1, SINGLES)


def _appended(
    workspace: Workspace, facts: Iterator[Fact], width: int, entries: int
) -> str:
    """Append batches, and say how fast that went by the clock and by the processor."""
    from django.db import transaction

    from durf_server.records.append import append

    spent = worked = 0.0
    for _ in range(entries // width):
        batch = [next(facts) for _ in range(width)]
        began, busy = perf_counter(), process_time()
        with transaction.atomic():
            append(workspace, *batch)
        spent += perf_counter() - began
        worked += process_time() - busy
    count = entries // width * width
    return (
        f"{count / spent:,.0f} entries/s ({worked / count * 1e6:.0f} µs of processor)"
    )


def _prove(workspace: Workspace) -> None:
    from durf_server.records.proving import prove

    log = workspace.log
    log.refresh_from_db()
    times = []
    for number in range(500):
        index = number * 7919 % log.size
        began = perf_counter()
        prove(log, index)
        times.append((perf_counter() - began) * 1e3)
    times.sort()
    print(
        f"a proof among {log.size:,}: median {median(times):.2f} ms, "
        f"p95 {times[474]:.2f} ms"
    )


def _find(workspace: Workspace, person: object) -> None:
    """Measure the first page of each way to look for entries."""
    from durf_server.records.models import Entry
    from durf_server.records.reading import Wanted, after, find

    rows = Entry.objects.filter(log__workspace=workspace)
    middle = rows.get(index=workspace.log.size // 2)
    ways = {
        "newest": Wanted(),
        "kind": Wanted(kind="draft.saved"),
        "beginning of a kind": Wanted(kind="draft."),
        "a kind that is rare": Wanted(kind="policy.approved"),
        "subject": Wanted(subject=middle.subject),
        "person": Wanted(person=person),
        "period": Wanted(since=AT, until=AT + timedelta(days=1)),
    }
    for name, wanted in ways.items():
        began = perf_counter()
        found = len(after(find(rows, wanted), (middle.at, middle.pk), 51))
        print(f"found by {name}: {found}, {(perf_counter() - began) * 1e3:.1f} ms")


def _verify(workspace: Workspace) -> None:
    from durf_server.records.verifying import verify_log

    began = perf_counter()
    checked = verify_log(workspace)
    rate = checked.size / (perf_counter() - began)
    print(f"the whole log verified: {checked.is_whole}, {rate:,.0f} entries/s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 1_000_000)
