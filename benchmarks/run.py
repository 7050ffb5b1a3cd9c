"""Run all benchmarks one after the other, each in a process of its own.

Run: ``make bench``, or ``python -m benchmarks.run engine disguised`` for some.
"""

from __future__ import annotations

import subprocess
import sys

ALL = (
    "engine",
    "cold_start",
    "jsonl_throughput",
    "secrets_recall",
    "personal_f1",
    "false_alarms",
    "disguised",
)


def main() -> int:
    """Run the benchmarks; return 1 if one of them failed."""
    failed = []
    for name in sys.argv[1:] or ALL:
        print(f"\n## {name}\n", flush=True)
        done = subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=False)
        if done.returncode:
            failed.append(name)
    if failed:
        print(f"\nfailed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
