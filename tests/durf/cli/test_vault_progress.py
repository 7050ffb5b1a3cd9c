"""What a person sees of a run over files, and how it is stopped."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

import durf.cli.vault_progress
from durf.cli.vault_progress import IntakeProgress, clock
from durf.errors import FileProblem
from durf.intake.crew import Tally
from durf.vault.vault import Vault

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

# Each file takes a while, so that there is something to watch and to stop.
SLOW = """\
import time, durf.intake.crew as crew
from durf.cli.main import main
read = crew.read
def slowly(*given):
    time.sleep(0.05)
    if given[0].name == "20.txt":
        open("going", "w").close()
    return read(*given)
crew.read = slowly
main()
"""


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A clock that goes on by hand."""
    moment = [100.0]
    monkeypatch.setattr(durf.cli.vault_progress, "monotonic", lambda: moment[0])
    return moment


def test_it_tells_the_rate_and_the_time_left(now, capsys) -> None:
    progress = IntakeProgress(is_shown=True, say=str)
    progress.expect(40, 8_000_000)
    progress.forward(Tally(unchanged=7))
    now[0] += 2
    progress.forward(Tally(unchanged=7, added=9, unreadable=1, size=2_000_000))
    assert capsys.readouterr().err == (
        "\r 25% [######..................] 10 of 40 files, 1.0 MB/s, 0:06 left\x1b[K"
    )
    progress.problem(FileProblem(verb="read", path="a\x1b", reason="gone"))
    assert capsys.readouterr().err == (
        "\r\x1b[Kdurf: cannot read a<U+001B> (gone): "
        "check the name and your rights to it\n"
    )


def test_it_says_little_of_nothing(now, capsys) -> None:
    progress = IntakeProgress(is_shown=True, say=str)
    progress.expect(3, 0)
    progress.forward(Tally())
    now[0] += 2
    progress.forward(Tally(added=3))
    assert capsys.readouterr().err.endswith("] 3 of 3 files, 0.0 MB/s\x1b[K")


def test_where_nobody_watches_only_troubles_are_told(now, capsys) -> None:
    progress = IntakeProgress(is_shown=False, say=str)
    progress.expect(40, 8_000_000)
    now[0] += 20
    progress.forward(Tally(added=9, size=2_000_000))
    progress.clear()
    assert capsys.readouterr().err == ""
    progress.problem(FileProblem(verb="read", path="a", reason="gone"))
    assert capsys.readouterr().err.startswith("durf: cannot read a")


@pytest.mark.parametrize(
    ("seconds", "said"), [(0, "0:00"), (-3, "0:00"), (59.6, "1:00"), (3661, "1:01:01")]
)
def test_a_duration_is_short(seconds: float, said: str) -> None:
    assert clock(seconds) == said


@pytest.fixture
def slow_add(
    run: Callable, desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> list[str]:
    """A command that takes some seconds to add forty files."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    (desk / "board").mkdir()
    for number in range(40):
        (desk / "board" / f"{number}.txt").write_text(f"flour and salt {number} " * 9)
    assert run("vault", "init", "vault").status == 0
    wanted = ["add", "board", "--vault", "vault", "--collection", "board"]
    return [sys.executable, "-c", SLOW, "vault", *wanted]


def test_a_terminal_shows_a_bar(slow_add: list[str]) -> None:
    ours, theirs = pty.openpty()
    process = subprocess.Popen(slow_add, stderr=theirs, stdout=subprocess.PIPE)
    os.close(theirs)
    shown = b""
    try:
        while piece := os.read(ours, 4096):
            shown += piece
    except OSError:
        # The end of a terminal.
        pass
    os.close(ours)
    out, _ = process.communicate(timeout=30)
    assert process.returncode == 0
    assert b"of 40 files" in shown
    assert shown.endswith(b"\r\x1b[K")
    assert out.startswith(b"40 added\n")


def test_ctrl_c_keeps_what_was_read(
    slow_add: list[str], run: Callable, desk: Path
) -> None:
    process = subprocess.Popen(
        slow_add, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL
    )
    until = time.monotonic() + 30
    while not (desk / "going").exists() and time.monotonic() < until:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert said.strip() == b"durf: interrupted: run it again to go on"
    done = len(list(Vault.open("vault").documents()))
    assert 0 < done < 40
    again = run("vault", *slow_add[4:])
    assert again.out.startswith(f"{40 - done} added, {done} unchanged\n")
