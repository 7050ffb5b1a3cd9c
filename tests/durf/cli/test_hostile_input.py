"""Posts and surroundings that were made to break something: an answer all the same."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

HALF = "\ud800"
FULL = Path("/dev/full")
ENDLESS = Path("/dev/zero")


def everywhere(sign: str) -> str:
    """Return a post that has a sign in each of its fields, as a JSON line."""
    post = {
        "id": sign,
        "text": f"{sign}turnover{sign}",
        "channel": sign,
        "author": {"name": sign, "roles": [sign]},
        "language": sign,
        "media": [{"path": sign, "alt": f"turnover {sign}"}],
        "links": [f"http://{sign}.example/turnover"],
    }
    return json.dumps(post)


@pytest.mark.parametrize("way", ["text", "json", "jsonl", "sarif"])
@pytest.mark.parametrize(
    "sign", [HALF, "\udfff\ud800", "\x00", "\x1b[2J", "\u202e", "\u2028", "{0}", "😀"]
)
def test_a_strange_sign_in_every_field_is_judged_and_shown(run, sign, way):
    ran = run(
        "check", "--input-format", "jsonl", "--format", way, stdin=everywhere(sign)
    )
    assert ran.status == 1
    assert ran.err == ""
    assert "block" in ran.out or "error" in ran.out
    assert "\x1b[2J" not in ran.out
    if way != "text":
        assert json.loads(ran.out)


@pytest.mark.parametrize("sign", [HALF, "\x00", "\u2028", "{0}"])
def test_a_strange_sign_in_every_field_survives_mending(run, sign):
    line = everywhere(sign)
    ran = run(
        *("check", "--input-format", "jsonl", "--fix", "--format", "jsonl"), stdin=line
    )
    assert json.loads(ran.out) == json.loads(line)


def test_a_number_beyond_all_numbers_is_a_fault_and_the_rest_goes_on(run):
    lines = ['{"text": "a", "n": 1e400}', '{"text": "b", "n": 1.5}']
    ran = run(
        *("check", "--input-format", "jsonl", "--fix", "--format", "jsonl"),
        stdin="\n".join(lines),
    )
    assert ran.status == 2
    assert "line 1: a number is too large" in ran.err
    assert [json.loads(line) for line in ran.out.splitlines()] == [json.loads(lines[1])]


def test_each_broken_line_is_told_by_its_number_whatever_surrounds_it(run, desk):
    broken = [
        *(b"{", b"null", b"[]", b'"x"', b"1", b'{"text": 1}', b"{'text': 'a'}"),
        *(b'{"text": "a", "x": NaN}', b"[" * 100_000, b'{"a":' * 100_000, b"\xff\xfe"),
        *(b'{"text": "a\x00"}', b'{"text": "a"} {"text": "b"}', b'{"text": "a",}'),
        *(b'{"text": "a", "x": ' + b"1" * 5_000 + b"}", b'\xef\xbb\xbf{"text": "a"}'),
    ]
    lines = [line for bad in broken for line in (bad, b'{"text": "turnover"}', b"")]
    (desk / "p.jsonl").write_bytes(b"\xef\xbb\xbf" + b"\r\n".join([b"", *lines]))
    ran = run("check", "p.jsonl")
    assert ran.status == 2
    assert len(ran.out.splitlines()) == len(broken)
    told = [line.partition(", line ")[2].split(":")[0] for line in ran.err.splitlines()]
    assert told == [str(2 + 3 * number) for number in range(len(broken))]


def test_a_line_of_a_hundred_megabytes_is_passed_over_in_little_memory(start, desk):
    with (desk / "p.jsonl").open("wb") as file:
        file.write(b'{"text": "a"}\n{"text": "')
        for _ in range(100):
            file.write(b"a" * 1_000_000)
        file.write(b'"}\n{"text": "turnover"}\n')
    process = start("check", "p.jsonl")
    out, err = process.communicate(timeout=60)
    assert process.returncode == 2
    assert err.startswith(b"durf: p.jsonl, line 2: longer than 16 MB")
    assert [json.loads(line)["id"] for line in out.splitlines()] == ["1", "3"]


@pytest.mark.skipif(not ENDLESS.exists(), reason="this system has no /dev/zero")
def test_a_file_without_an_end_is_told(run):
    ran = run("check", str(ENDLESS))
    assert ran.status == 2
    assert "it is longer than 16 MB" in ran.err


@pytest.mark.skipif(not ENDLESS.exists(), reason="this system has no /dev/zero")
def test_a_policy_without_an_end_is_told(run):
    ran = run("check", "--policy", str(ENDLESS), stdin="a")
    assert ran.status == 2
    assert "this file is too large for a policy" in ran.err


@pytest.mark.parametrize(
    "name", ["", "x" * 5_000, "a\x1b[31m.txt", "a\udcff.txt", "{0}"]
)
def test_a_strange_name_of_a_file_is_told_calmly(run, name):
    ran = run("check", "--", name)
    assert ran.status == 2
    assert ran.err.startswith("durf: cannot read ")
    assert "\x1b" not in ran.err


def test_standard_input_that_is_closed_is_told(desk):
    command = ["sh", "-c", f"'{sys.executable}' -m durf.cli.main check <&-"]
    ran = subprocess.run(
        command, cwd=desk, check=False, capture_output=True, timeout=60
    )
    assert ran.returncode == 2
    assert ran.stderr.startswith(b"durf: cannot read stdin (it is closed)")


def test_a_pipe_that_is_a_file_is_read(start, desk):
    os.mkfifo(desk / "pipe")
    process = start("check", "pipe")
    (desk / "pipe").write_text("Our turnover")
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "✗ block  pipe" in out.decode()
