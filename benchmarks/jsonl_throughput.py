"""How many posts a second ``durf check`` judges from a JSONL file, and in what memory.

End to end on one core: a process of its own reads real posts, repeated, and
writes the verdicts.  The memory of a long run is set beside that of a short one.

Run: ``python -m benchmarks.jsonl_throughput [MILLIONS]``
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.real_posts import real_posts, require_data
from benchmarks.target import target
from benchmarks.timing import machine
from durf.policy.packs import shipped_packs

LIMIT = 20_000
SHORT = 100_000
# Megabytes: what an allocator may keep without anything piling up.
FLAT = 10
DISTINCT = 40_000
STARTER = (
    "secrets",
    "personal-data/international",
    "personal-data/nl",
    "brand-safety",
    "claims",
    "disclosure/eu",
    "accessibility",
    "conduct",
)
HEAD = """---
policy: Throughput
version: "1"
language: en
packs: [{packs}]
---
# Rules

```rule figures
action: block
terms: [turnover, net profit, quarterly figures]
```
"""


@dataclass(frozen=True, slots=True)
class Run:
    """What one run of ``durf check`` took."""

    posts: int
    seconds: float
    busy: float
    megabytes: float

    def __str__(self) -> str:
        return (
            f"{self.posts:10,} posts: {self.posts / self.seconds:8,.0f} posts/s, "
            f"{self.posts / self.busy:8,.0f} a second of processor time, "
            f"{self.megabytes:5.0f} MB at most"
        )


def measure(folder: Path, posts: int, jobs: int = 1) -> Run:
    """Have the posts of a folder judged by a process of its own."""
    command = [sys.executable, "-m", "durf.cli.main", "check", "--fail-on", "never"]
    command += ["--policy", str(folder / "policy.md"), "--jobs", str(jobs)]
    command += [str(folder / "posts.jsonl")]
    ours = dict(os.environ) | {"DURF_CACHE_DIR": str(folder / "cache")}
    cores = os.sched_getaffinity(0)
    # What is started here inherits the cores.
    os.sched_setaffinity(0, {min(cores)} if jobs == 1 else cores)
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=ours)
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    os.sched_setaffinity(0, cores)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"durf check ended with {process.returncode}")
    # A busy machine takes longer, but not more processor time.
    busy = used.ru_utime + used.ru_stime
    return Run(posts, seconds, busy, used.ru_maxrss / 1024)


def write_posts(path: Path, texts: list[str], posts: int) -> None:
    """Write so many posts as JSON lines."""
    with path.open("w", encoding="utf-8") as file:
        for number in range(posts):
            post = {"id": str(number), "text": texts[number % len(texts)]}
            file.write(f"{json.dumps(post)}\n")


def main() -> None:
    """Print the figures."""
    require_data("posts-tweeteval", "posts-corporate")
    print(machine("hyperscan", "google-re2"))
    texts = list(real_posts())
    texts = random.Random(1).sample(texts, min(DISTINCT, len(texts)))
    millions = float(sys.argv[1]) if len(sys.argv) > 1 else 1
    packs = [name for name in STARTER if name in shipped_packs()]
    mean = sum(map(len, texts)) / len(texts)
    print(f"real posts of {mean:.0f} characters under {len(packs)} packs")
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        (folder / "policy.md").write_text(HEAD.format(packs=", ".join(packs)))
        write_posts(folder / "posts.jsonl", texts, 1)
        # Compiles the policy, which is not what is measured.
        measure(folder, 1)
        write_posts(folder / "posts.jsonl", texts, SHORT)
        short = measure(folder, SHORT)
        print(f"one core    {short}")
        print(f"two jobs    {measure(folder, SHORT, jobs=2)}")
        posts = int(millions * 1e6)
        write_posts(folder / "posts.jsonl", texts, posts)
        long = measure(folder, posts)
        print(f"one core    {long}")
    rate = long.posts / long.seconds
    grown = long.megabytes - short.megabytes
    target(
        "`durf check` of JSON lines, one core",
        f"at least {LIMIT:,} posts/s",
        f"{int(rate):,} posts/s",
        met=rate >= LIMIT,
    )
    target(
        f"memory from {SHORT:,} to {posts:,} posts",
        f"grows by {FLAT} MB at most",
        f"{grown:.1f} MB",
        met=grown <= FLAT,
    )


if __name__ == "__main__":
    main()
