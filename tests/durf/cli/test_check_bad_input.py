"""Bad input, full disks, closed pipes, interruptions: a sentence, never a traceback."""

from __future__ import annotations

import json
import os
import signal
import time
from pathlib import Path

import pytest

from durf.cli.lines import LONGEST

FULL = Path("/dev/full")


def many(count: int, text: str = "hello") -> bytes:
    return json.dumps({"text": text}).encode().join([b"", *[b"\n"] * count])


@pytest.fixture
def posts(desk):
    (desk / "posts.jsonl").write_bytes(many(30_000, "Our turnover is up"))
    return "posts.jsonl"


def children_of(pid: int) -> list[str]:
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    found = listed.read_text().split() if listed.exists() else []
    return [child for child in found if b"spawn_main" in command_of(child)]


def command_of(process: str) -> bytes:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return b""


def until(holds, seconds: float = 20) -> bool:
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def test_a_file_that_cannot_be_read_is_told_and_the_rest_goes_on(run, desk):
    (desk / "a.txt").write_text("Our turnover")
    ran = run("check", "missing.txt", ".", "a.txt")
    assert ran.status == 2
    assert "durf: cannot read missing.txt (" in ran.err
    assert "durf: cannot read . (" in ran.err
    assert "✗ block  a.txt" in ran.out
    assert ran.out.endswith("1 post: 1 block; 2 could not be read\n")


def test_a_file_that_is_no_text_is_told(run, desk):
    (desk / "a.txt").write_bytes(b"ab\xff")
    ran = run("check", "a.txt")
    assert ran.status == 2
    assert "cannot read a.txt (it is no text in UTF-8)" in ran.err


def test_a_file_too_large_for_a_post_is_told(run, desk):
    (desk / "a.txt").write_bytes(b"a" * (LONGEST + 1))
    ran = run("check", "a.txt")
    assert ran.status == 2
    assert f"longer than {LONGEST >> 20} MB" in ran.err


@pytest.mark.parametrize("letter", ["a", "A", "é", "😀", "\x00", "\u0301", "#"])
def test_ten_megabytes_of_one_letter_are_judged(run, letter):
    text = letter * (10_000_000 // len(letter.encode()))
    ran = run("check", "--fail-on", "never", stdin=text)
    assert ran.status == 0


def test_ten_megabytes_with_a_place_at_the_end_are_shown(run):
    ran = run("check", stdin="a " * 5_000_000 + "turnover")
    assert ran.status == 1
    assert "turnover" in ran.out
    assert len(ran.out) < 1000


@pytest.mark.parametrize("text", ["", "\x00", "\n\n", "\ufeff", "a\x00turnover"])
def test_strange_small_posts_are_judged(run, text):
    assert run("check", stdin=text).status in {0, 1}


def test_no_text_of_a_post_is_in_a_complaint(run):
    lines = b'{"text": "canary", "x": }\n{"text": "canary", "at": "canary"}\n"canary"'
    ran = run("check", "--input-format", "jsonl", stdin=lines)
    assert ran.status == 2
    assert "canary" not in ran.err + ran.out


@pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")
def test_a_full_disk_is_a_sentence(start, posts):
    with FULL.open("wb") as full:
        process = start("check", posts, stdout=full)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 2
    assert err.startswith(b"durf: cannot write standard output (")
    assert b"Traceback" not in err
    assert b"Exception" not in err


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_reader_who_goes_away_is_no_trouble(start, posts, jobs):
    process = start("check", "--jobs", jobs, posts)
    assert process.stdout.readline().startswith(b'{"id": "1"')
    process.stdout.close()
    err = process.stderr.read()
    process.stderr.close()
    process.stdin.close()
    assert process.wait(timeout=60) == 141
    assert err == b""


@pytest.fixture
def waiting(start):
    """A check that waits for more posts on a pipe, with the processes it started."""
    begun = []

    def begin(jobs: int):
        arguments = ("check", "--input-format", "jsonl", "--jobs", str(jobs), "-")
        process = start(*arguments, start_new_session=True)
        begun.append(process)
        process.stdin.write(many(5) + b"\n")
        process.stdin.flush()
        if jobs == 1:
            assert process.stdout.readline()
        assert until(lambda: len(children_of(process.pid)) == (jobs if jobs > 1 else 0))
        return process, children_of(process.pid)

    yield begin
    for process in begun:
        process.kill()
        process.communicate(timeout=60)


def are_gone(processes: list[str]) -> bool:
    return not any(Path(f"/proc/{one}").exists() for one in processes)


@pytest.mark.parametrize("jobs", [1, 3])
def test_an_interruption_ends_it_and_its_processes_quietly(waiting, jobs):
    process, children = waiting(jobs)
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"Traceback" not in err
    assert until(lambda: are_gone(children))


def test_its_processes_end_when_it_is_killed(waiting):
    process, children = waiting(2)
    process.kill()
    process.communicate(timeout=60)
    assert until(lambda: are_gone(children))


def test_a_worker_that_is_killed_is_told(waiting):
    process, children = waiting(2)
    for child in children:
        os.kill(int(child), signal.SIGKILL)
    _, err = process.communicate(many(50), timeout=60)
    assert process.returncode == 2
    assert b"durf: a process that judged posts has gone: " in err


def test_several_processes_keep_the_order_and_the_faults(start, desk):
    lines = [json.dumps({"id": str(n), "text": f"{n} launch"}) for n in range(20_000)]
    lines[777] = "broken"
    (desk / "p.jsonl").write_text("\n".join(lines))
    ran = []
    for jobs in ("1", "3"):
        process = start("check", "--jobs", jobs, "p.jsonl")
        ran.append((*process.communicate(timeout=60), process.returncode))
    assert ran[0] == ran[1]
    out, err, status = ran[0]
    ids = [json.loads(line)["id"] for line in out.splitlines()]
    assert ids == [str(n) for n in range(20_000) if n != 777]
    assert status == 2
    assert err.startswith(b"durf: p.jsonl, line 778: ")


def test_a_post_in_a_pipe_is_answered_before_the_next_comes(start):
    process = start("check", "--input-format", "jsonl")
    for text, action in (("hello", b"allow"), ("turnover", b"block")):
        process.stdin.write(json.dumps({"text": text}).encode() + b"\n")
        process.stdin.flush()
        assert b'"action": "' + action in process.stdout.readline()
    process.stdin.close()
    assert process.wait(timeout=60) == 1
    process.stdout.close()
    process.stderr.close()
