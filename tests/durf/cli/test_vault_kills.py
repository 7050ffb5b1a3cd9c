"""Killed anywhere, the vault opens, is whole, and is complete after a rerun."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from durf.text.view import View
from durf.vault.vault import Vault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

# Batches so small that a run has many commits, and a few files are enough.
START = """\
import durf.intake.crew as crew
from durf.cli.main import main
crew.PACE = crew.Pace({pace}, 60.0)
{more}
main()
"""
# Dies before the n-th time that anything on the disk is about to change.
DEADLY = """
import os, signal, pathlib
left = {steps}
def deadly(do):
    def step(*given, **named):
        global left
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)
        return do(*given, **named)
    return step
for where, name in (
    (os, "fsync"), (os, "rmdir"), (os, "unlink"), (os, "truncate"), (os, "mkdir"),
    (pathlib.Path, "replace"), (pathlib.Path, "unlink"), (pathlib.Path, "mkdir"),
):
    setattr(where, name, deadly(getattr(where, name)))
"""
ADD = ("add", "board", "--collection", "board", "--jobs", "2")
PHASES = {
    "add": ADD,
    "prune": (*ADD, "--prune"),
    "rotate": ("rotate-key", "--drop-missing"),
}


@pytest.fixture(autouse=True)
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keys of our own, wherever the user has theirs."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return tmp_path / "config" / "durf" / "keys"


class Board:
    """A vault, the folder that it is filled from, and what must be found in it."""

    def __init__(self, folder: Path, run: Callable) -> None:
        self.folder = folder / "board"
        self.folder.mkdir()
        self.run = run
        self.random = random.Random(7)
        self.texts: dict[str, str] = {}
        # What the vault surely has, and what it surely has no more.
        self.stable: dict[str, str] = {}
        self.gone: list[str] = []
        self._next = 0
        assert run("vault", "init", "vault").status == 0

    def write(self, name: str = "") -> None:
        """Write a new document, or a new state of one."""
        if not name:
            self._next += 1
            name = f"{self._next}.txt"
        letters = self.random.choices("abcdefghijkmnoprstuvw", k=120)
        text = " ".join("".join(letters[at : at + 6]) for at in range(0, 120, 6))
        self.texts[name] = text
        self.stable.pop(name, None)
        (self.folder / name).write_text(text)

    def change(self, phase: str) -> None:
        """Give a phase something to do."""
        for _ in range(4):
            self.write()
        for name in self.random.sample(sorted(self.texts), 2):
            self.write(name)
        if phase == "prune":
            for name in self.random.sample(sorted(self.texts), 4):
                (self.folder / name).unlink()
                self.gone.append(self.texts.pop(name))
                self.stable.pop(name, None)

    def start(self, phase: str, more: str = "") -> subprocess.Popen[bytes]:
        """Start the command of a phase as a process of its own."""
        code = START.format(pace=40, more=more)
        command = [sys.executable, "-c", code, "vault", *PHASES[phase]]
        return subprocess.Popen(
            [*command, "--vault", "vault"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )

    def check(self) -> None:
        """See that the vault is whole and has what it must have."""
        vault = Vault.open("vault")
        assert list(vault.faults()) == []
        for name, text in self.stable.items():
            assert name in found(vault, text)

    def finish(self, phase: str) -> None:
        """Do it again without a kill, and see that it is complete."""
        ran = self.run("vault", *PHASES[phase], "--vault", "vault")
        assert ran.status == 0, ran.err
        if phase == "rotate":
            ran = self.run("vault", *PHASES["add"], "--vault", "vault")
            assert ran.status == 0, ran.err
        self.stable = dict(self.texts)
        self.check()
        vault = Vault.open("vault")
        names = [one.source.name for one in vault.documents()]
        assert len(names) == len(set(names))
        if phase != "prune":
            return
        assert set(names) == set(self.texts)
        for text in self.gone:
            assert not found(vault, text)
        self.gone.clear()


def found(vault: Vault, text: str) -> set[str]:
    return {one.document for one in vault.quotations(View(text))}


@pytest.fixture
def board(desk: Path, run: Callable) -> Board:
    return Board(desk, run)


def killed(board: Board, phase: str, longest: float) -> tuple[bool, float]:
    """Kill a phase at a random moment; tell whether it was in time."""
    process = board.start(phase)
    began = time.monotonic()
    try:
        process.wait(board.random.uniform(0.1, longest))
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
    _, said = process.communicate()
    assert process.returncode in (0, -signal.SIGKILL), said
    return process.returncode != 0, time.monotonic() - began


def kill_at_random(board: Board, kills: int) -> Counter[str]:
    """Kill processes until so many have died; count them by their phase."""
    died: Counter[str] = Counter()
    for _ in range(12):
        board.write()
    board.finish("add")
    longest = dict.fromkeys(PHASES, 0.6)
    while died.total() < kills:
        phase = min(PHASES, key=lambda one: died[one])
        if phase != "rotate":
            board.change(phase)
        was_killed, seconds = killed(board, phase, longest[phase])
        board.check()
        if was_killed:
            died[phase] += 1
            longest[phase] *= 1.02
        else:
            longest[phase] = (longest[phase] + seconds) / 2
        # Every now and then several are killed in a row.
        if phase == "rotate" or board.random.random() < 0.7:
            board.finish(phase)
    board.finish("prune")
    return died


def steps(board: Board, phase: str, every: int) -> Iterator[int]:
    """Kill a phase before each change on the disk, until there are no more."""
    for _ in range(5):
        board.write()
    board.finish("add")
    step = every
    while True:
        if phase != "rotate":
            board.change(phase)
        process = board.start(phase, DEADLY.format(steps=step))
        _, said = process.communicate(timeout=60)
        assert process.returncode in (0, -signal.SIGKILL), said
        board.check()
        board.finish(phase)
        if process.returncode == 0:
            return
        yield step
        step += every


def test_it_may_be_killed_at_any_moment(board: Board) -> None:
    died = kill_at_random(board, 6)
    assert all(died[phase] for phase in PHASES)


@pytest.mark.parametrize("phase", PHASES)
def test_it_may_be_killed_before_any_change_on_the_disk(
    board: Board, phase: str
) -> None:
    assert len(list(steps(board, phase, every=23))) >= 1


@pytest.mark.slow
def test_it_may_be_killed_two_hundred_times(board: Board) -> None:
    died = kill_at_random(board, 210)
    assert all(died[phase] >= 60 for phase in PHASES)


@pytest.mark.slow
@pytest.mark.parametrize("phase", PHASES)
def test_it_may_be_killed_before_every_change_on_the_disk(
    board: Board, phase: str
) -> None:
    assert len(list(steps(board, phase, every=1))) >= 20
