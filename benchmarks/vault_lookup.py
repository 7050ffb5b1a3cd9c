"""What the vault adds to judging a post, in time, in files and in memory.

Vaults of made-up text are filled to so many fingerprints, once with natural phrases,
of which real posts meet many by chance, and once with words in any order.  Then real
posts, put together to about 280 characters, are judged with and without them.

Run: ``python -m benchmarks.vault_lookup [FINGERPRINTS]``, 10 million if not said;
100 million take a few minutes and 1.5 GB of disk.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import durf
from benchmarks.real_posts import real_posts, require_data
from benchmarks.target import target
from benchmarks.timing import Times, machine, one_core
from benchmarks.vault_filler import FILLERS, fill
from benchmarks.vault_material import COLLECTION, SECRET, bench_documents
from durf.text.view import View
from durf.vault.vault import Vault

if TYPE_CHECKING:
    from collections.abc import Callable

FINGERPRINTS = 10_000_000
POSTS = 10_000
LENGTH = 280
_READER = "--reader"
_OPENINGS = 25
ROUNDS = 3
_PAGE = 4096
POLICY = """---
policy: Leaks
version: "1"
language: en
---
# Rules

```rule word
action: warn
terms: [turnover]
```
"""
LEAK = f"""
```rule leak
action: block
leak: [{COLLECTION}]
```
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked of the time that the vault adds, in microseconds."""

    median: int
    p99: int


ASKED = {10_000_000: Asked(15, 60), 100_000_000: Asked(20, 80)}


def long_posts() -> list[str]:
    """Return posts of about 280 characters: real ones, put together."""
    real = real_posts()
    random.Random(1).shuffle(real)
    made: list[str] = []
    current = ""
    for post in real:
        current = f"{current} {post}".strip()
        if len(current) >= LENGTH - 20:
            made.append(current[: LENGTH + 20])
            current = ""
    return made[:POSTS]


def checkers(vault: Vault) -> tuple[durf.Checker, durf.Checker]:
    """Return a checker without the vault and one with it."""
    without = durf.Checker.unproven(durf.Policy.parse(POLICY))
    leaks = durf.Policy.parse(POLICY + LEAK)
    return without, durf.Checker.unproven(leaks, vault=vault)


def resident() -> float:
    """Return the megabytes of this process that are in memory now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * _PAGE / 1e6


def read(folder: str) -> None:
    """Open a vault in this fresh process and judge posts; print what that took."""
    posts = long_posts()
    began = time.perf_counter()
    import_module("cryptography.hazmat.primitives.ciphers.aead")
    loading = time.perf_counter() - began
    began = time.perf_counter()
    vault = Vault.open(folder, SECRET)
    first = time.perf_counter() - began
    later = []
    for _ in range(_OPENINGS):
        began = time.perf_counter()
        Vault.open(folder, SECRET)
        later.append(time.perf_counter() - began)
    before = resident()
    _, checker = checkers(vault)
    for post in posts:
        checker.check(durf.Post(post))
    figures = {
        "loading": loading * 1e3,
        "first": first * 1e3,
        "later": median(later) * 1e3,
        "before": before,
        "after": resident(),
    }
    print(json.dumps(figures))


def in_fresh_process(folder: Path) -> dict[str, float]:
    """Return what ``read`` prints."""
    command = [sys.executable, "-m", "benchmarks.vault_lookup", _READER, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def times_of(rounds: list[list[int]]) -> Times:
    """Return median, p99 and mean of the middle times of all rounds."""
    taken = sorted(median(times) for times in zip(*rounds, strict=True))
    return Times(
        taken[len(taken) // 2] / 1e3,
        taken[int(len(taken) * 0.99)] / 1e3,
        sum(taken) / len(taken) / 1e3,
    )


def added(vault: Vault, posts: list[str]) -> tuple[Times, Times, Times]:
    """Return how long posts take to look up, to judge without, and what that adds.

    No post is looked up twice in a row: its places in the vault would be in the
    caches the second time.  All posts go round three times, and of each the middle
    time counts, so that what else the machine does is not taken for the vault's.
    """
    without, with_vault = checkers(vault)
    plains = [View(post).plain for post in posts]
    looks = [[_taken(vault.touches, plain) for plain in plains] for _ in range(ROUNDS)]
    alone: list[list[int]] = []
    more: list[list[int]] = []
    for _ in range(ROUNDS):
        alone.append([])
        more.append([])
        for text in posts:
            alone[-1].append(_taken(without.check, durf.Post(text)))
            both = _taken(with_vault.check, durf.Post(text))
            more[-1].append(both - alone[-1][-1])
    return times_of(looks), times_of(alone), times_of(more)


def _taken(call: Callable[[Any], object], item: object) -> int:
    began = time.perf_counter_ns()
    call(item)
    return time.perf_counter_ns() - began


def measure(folder: Path, wanted: int, filler: str, posts: list[str]) -> None:
    """Fill a vault, and print all figures of it."""
    filled = fill(folder, bench_documents(), wanted, filler)
    vault = Vault.open(folder, SECRET)
    stats = vault.stats()
    size = stats.size / stats.fingerprints
    print(
        f"\n{filler}: {stats.fingerprints:,} fingerprints of"
        f" {filled.letters / 1e6:,.0f} MB in {stats.segments} segments; built and"
        f" merged in {filled.seconds:.1f} s"
    )
    looked, alone, more = added(vault, posts)
    hits = sum(vault.touches(View(post).plain) for post in posts)
    fresh = in_fresh_process(folder)
    print(f"  touches(post)        {looked}   ({hits} of {len(posts):,} posts touch)")
    print(f"  check without vault  {alone}")
    print(f"  the vault adds       {more}")
    print(f"  {size:.2f} bytes a fingerprint")
    print(
        f"  opened in a fresh process in {fresh['first']:.1f} ms, later in"
        f" {fresh['later']:.1f} ms; the library of ciphers was loaded in"
        f" {fresh['loading']:.1f} ms before"
    )
    print(
        f"  resident {fresh['after']:.0f} MB after {len(posts):,} posts,"
        f" {fresh['before']:.0f} MB before"
    )
    asked = ASKED.get(wanted, ASKED[FINGERPRINTS])
    name = f"vault of {wanted / 1e6:.0f} million, {filler}"
    for what, limit, value, sign in (
        ("median added to a post", asked.median, more.median, "us"),
        ("p99 added to a post", asked.p99, more.p99, "us"),
        ("size of a fingerprint", 9, size, "bytes"),
        ("opening", 10, fresh["first"], "ms"),
        ("resident memory", 300, fresh["after"], "MB"),
    ):
        shown = f"{value:.2f} {sign}" if limit < 10 else f"{value:.1f} {sign}"
        target(f"{name}: {what}", f"at most {limit} {sign}", shown, met=value <= limit)


def main() -> None:
    """Measure with both fillers."""
    if sys.argv[1:2] == [_READER]:
        read(sys.argv[2])
        return
    require_data("leak-bench", "posts-tweeteval", "posts-corporate")
    one_core()
    wanted = int(sys.argv[1].replace("_", "")) if sys.argv[1:] else FINGERPRINTS
    print(machine("cryptography"))
    posts = long_posts()
    print(f"{len(posts):,} posts of {sum(map(len, posts)) / len(posts):.0f} characters")
    for filler in FILLERS:
        with tempfile.TemporaryDirectory() as folder:
            measure(Path(folder) / "vault", wanted, filler, posts)


if __name__ == "__main__":
    main()
