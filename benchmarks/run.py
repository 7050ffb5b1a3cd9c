"""Run all benchmarks one after the other, each in a process of its own.

At the end stands a table of what was asked, what was measured and what was met.

Run: ``make bench``, or ``python -m benchmarks.run engine disguised`` for some.
"""

from __future__ import annotations

import subprocess
import sys

from benchmarks.target import MARK

ALL = (
    "engine",
    "cold_start",
    "jsonl_throughput",
    "secrets_recall",
    "secrets_speed",
    "personal_f1",
    "tone_hatecheck",
    "false_alarms",
    "real_report",
    "disguised",
    "vault_recall",
    "vault_lookup",
    "vault_build",
    "vault_peers",
    "records",
    "paraphrase",
    "pictures",
    "likeness",
    "networks",
    "evidence_log",
)


def run(name: str) -> tuple[list[str], bool]:
    """Run a benchmark; return the rows it made, and whether it came to its end."""
    print(f"\n## {name}\n", flush=True)
    rows = []
    command = [sys.executable, "-u", "-m", f"benchmarks.{name}"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout or ():
            print(line, end="", flush=True)
            if line.startswith(MARK):
                rows.append(line.removeprefix(MARK).strip())
    return rows, process.returncode == 0


def main() -> int:
    """Run the benchmarks; return 1 if one of them failed."""
    rows, failed = [], []
    for name in sys.argv[1:] or ALL:
        made, ended = run(name)
        rows += made
        if not ended:
            failed.append(name)
    print("\n## Overview\n\n| what | asked | measured | met |\n|---|---|---|---|")
    for row in rows:
        print(f"| {row}")
    if failed:
        print(f"\nfailed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
