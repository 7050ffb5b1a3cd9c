"""The same tests hold on PostgreSQL: they run again, on a real one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.durf_server.postgresql import postgresql

__all__ = ["postgresql"]
ROOT = Path(__file__).parents[2]
HERE = "tests/durf_server"
# Where the two databases could differ: locks, constraints, JSON, times, numbers.
QUICK = ("drafts/test_saving.py", "records/test_append.py", "work/test_worker.py")
PARTS = (
    "api",
    "backup",
    "channels",
    "commands",
    "console",
    "deliveries",
    "drafts",
    "notices",
    "people",
    "policies",
    "records",
    "retention",
    "reviews",
    "test_bad_input.py",
    "test_logs.py",
    "test_routes.py",
    "work",
)


def run_again(postgresql: str, *paths: str) -> None:
    """Run tests in a process of their own, and show what fails there."""
    environment = os.environ | {"DURF_TEST_DATABASE": postgresql}
    command = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider")
    ran = subprocess.run(
        [*command, *(f"{HERE}/{path}" for path in paths)],
        env=environment,
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stdout[-8000:] + ran.stderr[-2000:]
    # None may have run on SQLite instead, or not at all.
    assert " passed" in ran.stdout


def test_the_tests_of_what_is_written_hold(postgresql) -> None:
    run_again(postgresql, *QUICK)


@pytest.mark.long
@pytest.mark.parametrize("part", PARTS)
def test_all_tests_of_a_part_hold(postgresql, part) -> None:
    run_again(postgresql, part)


def test_every_part_is_among_them() -> None:
    there = {path.parent.name for path in Path(ROOT, HERE).glob("*/test_*.py")}
    assert there - {"demo"} <= set(PARTS)
