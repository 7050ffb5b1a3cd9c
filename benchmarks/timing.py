"""Timing that can be compared: peers in one run, medians, the machine named."""

from __future__ import annotations

import os
import platform
import time
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from math import floor, inf
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Times:
    """How long one call took, in microseconds."""

    median: float
    p99: float
    mean: float

    @property
    def per_second(self) -> float:
        """Calls a second."""
        return 1e6 / self.mean

    def __str__(self) -> str:
        return (
            f"median {self.median:8.1f} us, p99 {self.p99:8.1f} us, "
            f"{self.per_second:10,.0f}/s"
        )


def time_each(call: Callable[[str], object], inputs: Sequence[str]) -> Times:
    """Time a call on each of the inputs, after each was given once before."""
    for item in inputs:
        call(item)
    taken = []
    for item in inputs:
        started = time.perf_counter_ns()
        call(item)
        taken.append(time.perf_counter_ns() - started)
    taken.sort()
    return Times(
        taken[len(taken) // 2] / 1e3,
        taken[int(len(taken) * 0.99)] / 1e3,
        sum(taken) / len(taken) / 1e3,
    )


def quickest(
    calls: Mapping[str, Callable[[str], object]], inputs: Sequence[str], rounds: int = 5
) -> dict[str, float]:
    """Return the seconds a call took for an input, in the quickest of its rounds.

    The calls take turns, so that a busy moment of the machine meets them all.
    """
    best = dict.fromkeys(calls, inf)
    for _ in range(rounds):
        for name, call in calls.items():
            began = time.perf_counter()
            for item in inputs:
                call(item)
            best[name] = min(best[name], time.perf_counter() - began)
    return {name: seconds / len(inputs) for name, seconds in best.items()}


def one_core() -> None:
    """Keep this process on one core, before anything in it counts the cores."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def ratio(more: float, less: float) -> str:
    """Return how many times one number is the other, rounded down, as it may be said."""
    return f"{floor(more / less * 10) / 10:.1f}"


def machine(*packages: str) -> str:
    """Name the machine, Python and the versions of packages."""
    processor = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [
            x for x in cpuinfo.read_text().splitlines() if x.startswith("model name")
        ]
        if names:
            processor = names[0].partition(":")[2].strip()
    found = [f"{processor}, Python {platform.python_version()}"]
    for package in packages:
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            found.append(f"{package} not installed")
    return ", ".join(found)
