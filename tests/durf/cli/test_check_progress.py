"""The line that tells how far a long check is."""

from __future__ import annotations

import os
import pty
import time
from subprocess import DEVNULL, PIPE

import pytest

import durf.cli.progress
from durf.cli.lines import size_of
from durf.cli.progress import Progress


@pytest.fixture
def clock(monkeypatch):
    """A clock that goes on by hand."""
    now = [100.0]
    monkeypatch.setattr(durf.cli.progress, "monotonic", lambda: now[0])
    return now


def make(total: int, *, is_shown: bool = True) -> Progress:
    return Progress(total, is_shown, _began=100.0)


def test_it_tells_the_share_the_posts_and_the_rate(clock, capsys):
    progress = make(1000)
    clock[0] += 2
    progress.forward(250, 5000)
    written = capsys.readouterr().err
    assert written == "\r 25% [######..................] 5,000 posts, 2,500/s\x1b[K"


def test_it_counts_where_nobody_knows_the_size(clock, capsys):
    progress = make(0)
    clock[0] += 2
    progress.forward(250, 5000)
    assert capsys.readouterr().err == "\r5,000 posts, 2,500/s\x1b[K"


def test_short_work_shows_nothing(clock, capsys):
    progress = make(1000)
    clock[0] += 0.5
    progress.forward(1000, 10)
    progress.clear()
    assert capsys.readouterr().err == ""


def test_it_is_drawn_now_and_then_and_wiped_in_the_end(clock, capsys):
    progress = make(1000)
    clock[0] += 2
    for _ in range(100):
        clock[0] += 0.01
        progress.forward(1, 1)
    progress.clear()
    written = capsys.readouterr().err
    assert 4 <= written.count("posts") <= 7
    assert written.endswith("\r\x1b[K")


def test_nobody_watching_means_nothing_written(clock, capsys):
    progress = make(1000, is_shown=False)
    clock[0] += 2
    progress.forward(250, 5000)
    progress.clear()
    assert capsys.readouterr().err == ""


def test_the_size_is_known_of_plain_files_only(tmp_path):
    (tmp_path / "a").write_bytes(b"12345")
    (tmp_path / "b").write_bytes(b"123")
    names = [str(tmp_path / name) for name in ("a", "b")]
    assert size_of(names) == 8
    assert size_of([]) == 0
    assert size_of([*names, "-"]) == 0
    assert size_of([*names, str(tmp_path)]) == 0


@pytest.mark.parametrize("is_watched", [True, False])
def test_a_terminal_gets_progress_and_a_pipe_none(start, is_watched):
    ours, theirs = pty.openpty()
    err = theirs if is_watched else PIPE
    process = start("check", "--input-format", "jsonl", stdout=DEVNULL, stderr=err)
    for _ in range(2):
        process.stdin.write(b'{"text": "hello"}\n')
        process.stdin.flush()
        time.sleep(2)
    piped = process.communicate(timeout=60)[1]
    os.close(theirs)
    if is_watched:
        seen = os.read(ours, 10_000)
        assert b"2 posts, " in seen
        assert seen.endswith(b"\r\x1b[K")
    else:
        assert piped == b""
    os.close(ours)
