"""How long a backup of a large installation takes, and who waits for it.

Run it with ``python -m benchmarks.backup [DRAFTS] [ENTRIES]``; BENCH_DIR says where.
Beside the backup one process saves drafts, and times each save.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter, sleep

SAVER = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "durf_server.settings"
import django
django.setup()
from time import perf_counter
from django.utils.timezone import now
from durf_server.drafts.content import Content
from durf_server.drafts.saving import start
from durf_server.people.models import Member
member = next(one for one in Member.objects.all() if "author" in one.roles)
while True:
    began = perf_counter()
    start(member, Content("Saved beside a backup"), at=now())
    print(perf_counter() - began, flush=True)
"""
ALONE = 10


def main(drafts: int, entries: int) -> None:
    """Fill a folder, back it up, restore it, and print."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_DIR")) as folder:
        data, file = Path(folder, "data"), Path(folder, "backup")
        filled = [sys.executable, "-m", "benchmarks.desk_filling", str(data), "1"]
        subprocess.run([*filled, str(drafts), str(entries)], check=True)
        print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores")
        print(f"{drafts:,} drafts, {entries:,} entries more")
        print(f"data folder: {_megabytes(data):,.0f} MB")
        saver = Saver(Path(folder, "saves"), data)
        sleep(ALONE)
        before = saver.taken()
        _command(data, "backup", "--with-key", str(file))
        beside = saver.taken()[len(before) :]
        saver.end()
        print(f"backup: {file.stat().st_size / 1e6:,.0f} MB")
        print(f"saves alone: {_said(before)}")
        print(f"saves beside the backup: {_said(beside)}")
        _command(Path(folder, "restored"), "restore", str(file))


class Saver:
    """A process that saves drafts without a pause."""

    def __init__(self, file: Path, data: Path) -> None:
        self._file = file
        self._output = file.open("wb")
        self._process = subprocess.Popen(
            [sys.executable, "-c", SAVER], env=_environment(data), stdout=self._output
        )

    def taken(self) -> list[float]:
        """Return the seconds that each save took until now."""
        whole, _, _ = self._file.read_text().rpartition("\n")
        return [float(line) for line in whole.split()]

    def end(self) -> None:
        """End it."""
        self._process.kill()
        self._process.wait()
        self._output.close()


def _command(data: Path, *arguments: str) -> None:
    """Run a command of durf; print how long it took, and its largest memory."""
    began = perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "durf.cli.main", *arguments],
        env=_environment(data),
        stderr=subprocess.DEVNULL,
    )
    _, status, used = os.wait4(process.pid, 0)
    assert status == 0, arguments[0]
    seconds = perf_counter() - began
    print(f"{arguments[0]}: {seconds:.0f} s, {used.ru_maxrss / 1024:,.0f} MB of memory")


def _environment(data: Path) -> dict[str, str]:
    return os.environ | {"DURF_DATA_DIR": str(data), "DURF_LANGUAGE": "en"}


def _megabytes(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*")) / 1e6


def _said(taken: list[float]) -> str:
    some = sorted(taken)
    return (
        f"{len(some):,}, median {median(some) * 1e3:.1f} ms, "
        f"p99 {some[int(len(some) * 0.99)] * 1e3:.1f} ms, most {some[-1] * 1e3:.1f} ms"
    )


if __name__ == "__main__":
    given = [int(one) for one in sys.argv[1:]]
    main(*(given or [100_000, 1_000_000]))
