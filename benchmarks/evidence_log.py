"""What evidence costs: appending, proving, and checking a bundle.

The log is kept in SQLite with its write-ahead log and synchronous=FULL, as the server
keeps it, and each append signs a checkpoint.  pymerkle's tree in SQLite stands beside,
as it comes.

Run: ``python -m benchmarks.evidence_log [ENTRIES]``, a million if not said.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.evidence_store import Store
from benchmarks.target import target
from benchmarks.timing import machine, ratio
from durf.evidence.bundle import Bundle, Shown
from durf.evidence.entry import commit, make_leaf
from durf.evidence.merkle import leaf_hash, verify_inclusion
from durf.evidence.note import read_note
from durf.evidence.packing import pack
from durf.evidence.signing import Ed25519Signer
from durf.evidence.tiles import Edge
from durf.evidence.verify import verify

if TYPE_CHECKING:
    from durf.evidence.entry import Part

ENTRIES = 1_000_000
SINGLE = 3_000
PEER = 1_000
BATCH = 1_000
PROOFS = 300
SHOWN = 1_000
SIGNER = Ed25519Signer("bench.example/desk", b"\7" * 32)
START = datetime(2026, 11, 23, tzinfo=UTC)


def part(number: int) -> Part:
    """Return what an entry of the benchmark is about."""
    content = {"by": f"person/{number % 50}", "policy": "2026.1", "number": number}
    return commit("act", content, sha256(b"%d" % number).digest())


def entry(number: int) -> bytes:
    """Return an entry as the desk writes them."""
    at = START + timedelta(seconds=number)
    return make_leaf("review.approved", at, f"draft/{number}", [part(number)])


def singly(folder: Path) -> float:
    """Return how many entries a second are appended one by one."""
    store = Store(folder / "single.db", SIGNER)
    entries = [entry(number) for number in range(SINGLE)]
    began = time.perf_counter()
    for one in entries:
        store.append([one])
    return SINGLE / (time.perf_counter() - began)


def in_batches(store: Store, entries: int) -> float:
    """Return how many entries a second are appended in batches; making them is out."""
    spent = 0.0
    for first in range(0, entries, BATCH):
        batch = [entry(n) for n in range(first, min(first + BATCH, entries))]
        began = time.perf_counter()
        store.append(batch)
        spent += time.perf_counter() - began
    return entries / spent


def proving(store: Store, entries: int) -> list[float]:
    """Return the milliseconds that proofs took, each read anew and then checked."""
    size, hashes = store.database.execute("SELECT size, edge FROM log").fetchone()
    top = Edge(size, hashes).root
    chance, taken = random.Random(4), []
    for _ in range(PROOFS):
        number = chance.randrange(entries)
        began = time.perf_counter()
        proof = store.prove(number)
        taken.append((time.perf_counter() - began) * 1e3)
        leaf = leaf_hash(entry(number))
        assert verify_inclusion(leaf, number, entries, proof, top)
    return sorted(taken)


def checking(store: Store, entries: int) -> tuple[float, int]:
    """Return the seconds that a bundle takes to check, and its size in bytes."""
    (note,) = store.database.execute("SELECT checkpoint FROM log").fetchone()
    numbers = sorted(random.Random(5).sample(range(entries), SHOWN))
    shown = tuple(
        Shown(n, entry(n), tuple(store.prove(n)), (part(n),)) for n in numbers
    )
    key = SIGNER.key
    bundle = Bundle("bench", START, read_note(note), (key,), shown)
    content = pack(bundle, SIGNER)
    taken = []
    for _ in range(5):
        began = time.perf_counter()
        report = verify(content, [key])
        taken.append(time.perf_counter() - began)
        assert len(report.bundle.entries) == SHOWN
    return median(taken), len(content)


def of_the_peer(folder: Path) -> float | None:
    """Return how many entries a second pymerkle appends one by one, if it is there."""
    try:
        from pymerkle import SqliteTree
    except ImportError:
        return None
    tree = SqliteTree(str(folder / "peer.db"), algorithm="sha256")
    entries = [entry(number) for number in range(PEER)]
    began = time.perf_counter()
    for one in entries:
        tree.append_entry(one)
    spent = time.perf_counter() - began
    # Both follow the same standard, so both have the same root.
    assert tree.get_root() == Edge().with_leaves(map(leaf_hash, entries)).root
    return PEER / spent


def main() -> None:
    """Measure, and print."""
    entries = int(sys.argv[1]) if len(sys.argv) > 1 else ENTRIES
    print(machine("cryptography", "pymerkle"))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        single = singly(folder)
        peer = of_the_peer(folder)
        store = Store(folder / "log.db", SIGNER)
        batched = in_batches(store, entries)
        proofs = proving(store, entries)
        seconds, size = checking(store, entries)
        store.database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        kept = (folder / "log.db").stat().st_size / entries
    print(f"one by one, each with a checkpoint: {single:,.0f} entries/s")
    if peer is not None:
        print(
            f"pymerkle, without checkpoints: {peer:,.0f}, {ratio(single, peer)} times"
        )
    print(f"in batches of {BATCH:,}: {batched:,.0f} entries/s, {kept:.0f} bytes each")
    worst = proofs[int(len(proofs) * 0.99)]
    print(f"proof among {entries:,}: {median(proofs):.2f} ms, p99 {worst:.2f} ms")
    print(f"bundle of {SHOWN:,} entries, {size / 1e6:.1f} MB: {seconds:.2f} s")
    one_by_one = "evidence appended one by one, each with a checkpoint"
    target(one_by_one, ">= 1,000/s", f"{single:,.0f}/s", met=single >= 1000)
    batches = "evidence appended in batches"
    target(batches, ">= 20,000/s", f"{batched:,.0f}/s", met=batched >= 20_000)
    proof = f"a proof among {entries:,} entries, p99"
    target(proof, "<= 5 ms", f"{worst:.2f} ms", met=worst <= 5)
    bundle = f"checking a bundle of {SHOWN:,} entries"
    target(bundle, "<= 1 s", f"{seconds:.2f} s", met=seconds <= 1)


if __name__ == "__main__":
    main()
