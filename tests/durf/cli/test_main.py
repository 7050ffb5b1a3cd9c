"""The edge: whatever goes wrong ends in one sentence and an exit status."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import durf.cli.main
from durf.cli.faults import told
from durf.source.faults import Fault
from durf.source.place import Place

if TYPE_CHECKING:
    from collections.abc import Callable

needs_full = pytest.mark.skipif(
    not Path("/dev/full").exists(), reason="there is no /dev/full here"
)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["chek"], "there is no command 'chek'; did you mean 'check'?: see"),
        (["policy", "tset"], "there is no command 'tset'; did you mean 'test'?: see"),
        (["qqqq"], "there is no command 'qqqq': see 'durf --help'"),
        (["check", "--polcy", "x"], "there is no option '--polcy'; did you mean"),
        (["check", "--format", "jsn"], "only text, json, jsonl, sarif; did you mean"),
        (["check", "--jobs", "0"], "--jobs must be a whole number from 1 to 256"),
        (["policy", "diff", "a"], "NEW is missing: see 'durf policy diff --help'"),
        (["policy", "diff", "a", "b", "c"], "more than was asked for: c"),
        (["policy", "backtest", "x"], "--posts is missing"),
        (["policy", "test", "--format"], "--format needs a value"),
        (["check", "--fix=3"], "--fix takes no value"),
        (["--language", "de", "check"], "--language cannot be 'de', only nl, en"),
    ],
)
def test_it_says_what_was_typed_wrongly(
    run: Callable, arguments: list[str], said: str
) -> None:
    ran = run(*arguments)
    assert ran.status == 2
    assert ran.err.startswith("durf: ")
    assert said in ran.err
    assert ran.err.count("\n") == 1
    assert ran.out == ""


def test_it_says_so_in_dutch(run: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "nl_NL.UTF-8")
    ran = run("check", "--polcy", "x")
    assert ran.err == (
        "durf: er is geen optie '--polcy'; bedoelde je '--policy'?: "
        "zie 'durf check --help'\n"
    )


def test_a_language_can_be_asked_for(run: Callable) -> None:
    before = os.environ.get("DURF_LANGUAGE")
    try:
        ran = run("--language", "nl", "policy", "show", "nowhere.md")
    finally:
        os.environ.pop("DURF_LANGUAGE", None)
        if before:
            os.environ["DURF_LANGUAGE"] = before
    assert "kan nowhere.md niet lezen (er is geen bestand" in ran.err


def test_without_a_command_it_shows_its_help(run: Callable) -> None:
    ran = run()
    assert ran.status == 2
    assert "policy" in ran.err
    assert ran.out == ""


def test_every_command_has_help_with_an_example(run: Callable) -> None:
    from durf.cli.policy import COMMANDS

    for name in COMMANDS:
        ran = run("policy", name, "--help")
        assert ran.status == 0
        assert f"durf policy {name}" in ran.out.partition("Example")[2], name


@pytest.mark.parametrize(
    "path", [[], ["check"], ["completion"], ["policy"], ["policy", "diff"]]
)
def test_help_speaks_dutch_to_who_reads_dutch(
    run: Callable, monkeypatch: pytest.MonkeyPatch, path: list[str]
) -> None:
    english = run(*path, "--help").out
    monkeypatch.setenv("LANG", "nl_NL.UTF-8")
    dutch = run(*path, "--help").out
    assert dutch.startswith("Gebruik: ")
    assert "Voorbeeld" in dutch
    assert "Toon deze uitleg en stop." in dutch
    for line in english.splitlines():
        is_command = (
            line.strip().startswith(("durf ", "echo ")) and "  " not in line[4:]
        )
        assert is_command or len(line.split()) < 4 or line not in dutch
    monkeypatch.delenv("LANG")
    assert run(*path, "--help").out == english


def test_a_language_counts_only_before_the_command(run: Callable) -> None:
    ran = run("policy", "new", "--language", "nl", "--help")
    assert ran.out.startswith("Usage: ")


def test_it_shows_its_version(run: Callable) -> None:
    ran = run("--version")
    assert ran.status == 0
    assert ran.out.startswith("durf ")


def test_an_unreadable_file_is_said_to_be_so(run: Callable) -> None:
    ran = run("policy", "show", "nowhere.md")
    assert ran.status == 2
    assert ran.err == (
        "durf: cannot read nowhere.md (No such file or directory): "
        "check the name and your rights to it\n"
    )


def test_every_fault_is_shown_with_its_line_and_a_caret(
    run: Callable, desk: Path
) -> None:
    written = (desk / "policy.md").read_text(encoding="utf-8")
    broken = written.replace("action: warn", "acton: warn", 1)
    broken = broken.replace("results: 2027-03-12", "results: soon")
    (desk / "broken.md").write_text(broken, encoding="utf-8")
    ran = run("policy", "test", "broken.md")
    lines = ran.err.splitlines()
    assert ran.status == 2
    at = next(n for n, line in enumerate(lines) if "'acton' is not a key" in line)
    assert "did you mean 'action'?" in lines[at]
    assert lines[at + 1] == "    acton: warn"
    assert lines[at + 2] == "    ^"
    assert any("broken.md:6:12" in line for line in lines)
    assert lines[-1].startswith("durf: broken.md has ")


def test_a_fault_commands_no_terminal() -> None:
    fault = Fault(Place("p.md", 1, 3), "x", "odd", (), "a\x1b[2Jb\u202e")
    shown = told(fault, str)
    assert "\x1b" not in shown
    assert "\u202e" not in shown


def test_a_caret_stands_under_its_place_behind_wide_signs_and_tabs() -> None:
    fault = Fault(Place("p.md", 1, 4), "x", "odd", (), "\t漢x!")
    _, line, caret = told(fault, str).splitlines()
    assert line == "        漢x!"
    assert caret.index("^") == 4 + 4 + 2 + 1


def test_of_a_long_line_only_the_place_is_shown() -> None:
    fault = Fault(Place("p.md", 1, 5001), "x", "odd", (), "a" * 5000 + "!" + "b" * 5000)
    _, line, caret = told(fault, str).splitlines()
    assert len(line) < 120
    assert line[caret.index("^")] == "!"


def test_an_interrupted_run_ends_with_130(
    run: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("durf.policy.model.Policy.read", raising(KeyboardInterrupt))
    ran = run("policy", "show")
    assert ran.status == 130
    # The sign that a terminal shows for the key gets a line of its own.
    assert ran.err == "\ndurf: interrupted: run it again to go on\n"


def test_a_signal_leaves_no_traceback(start: Callable) -> None:
    process = start("policy", "backtest", "policy.md", "--posts", "-")
    assert process.stdin
    process.stdin.write(b'{"text": "hello"}\n')
    process.stdin.flush()
    # The progress of a pipe is not to be seen; give it time to come that far.
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(1.5)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert b"Traceback" not in err


def test_what_nobody_foresaw_is_a_sentence_too(
    run: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("durf.policy.model.Policy.read", raising(ZeroDivisionError))
    ran = run("policy", "show")
    assert ran.status == 2
    assert ran.err == (
        "durf: unexpected trouble (ZeroDivisionError): "
        "please report what 'durf --debug' shows with the same command\n"
    )


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize(("asked", "option"), [("1", []), ("", ["--debug"])])
def test_what_nobody_foresaw_is_shown_in_full_to_who_asks(
    monkeypatch: pytest.MonkeyPatch, asked: str, option: list[str]
) -> None:
    monkeypatch.setenv("DURF_DEBUG", asked)
    monkeypatch.setattr("durf.policy.model.Policy.read", raising(ZeroDivisionError))
    with pytest.raises(ZeroDivisionError):
        durf.cli.main.main([*option, "policy", "show"])


def test_a_full_disk_is_told_apart(
    run: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    monkeypatch.setattr("durf.cli.files._write", raising(full))
    ran = run("policy", "render", "-o", "handbook.html")
    assert ran.status == 2
    assert "cannot write handbook.html (No space left on device)" in ran.err


@needs_full
@pytest.mark.parametrize("arguments", [["policy", "show"], ["--help"]])
def test_nothing_is_lost_silently_on_a_full_device(
    start: Callable, arguments: list[str]
) -> None:
    with Path("/dev/full").open("wb") as full:
        process = start(*arguments, stdout=full)
        _, err = process.communicate(timeout=20)
    assert process.returncode == 2
    assert err.startswith(b"durf: ")
    assert err.count(b"\n") == 1


@needs_full
def test_where_nobody_can_be_told_the_status_tells(start: Callable) -> None:
    with Path("/dev/full").open("wb") as full:
        process = start("chek", stderr=full)
        process.communicate(timeout=20)
    assert process.returncode == 2


@pytest.mark.parametrize("arguments", [["policy", "show"], ["check", "--help"]])
def test_a_closed_pipe_is_no_error(start: Callable, arguments: list[str]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    process = start(*arguments, stdout=writer)
    os.close(writer)
    _, err = process.communicate(timeout=20)
    assert process.returncode == 141
    assert err == b""


def test_closed_streams_end_in_a_status(desk: Path) -> None:
    durf_itself = f"{sys.executable} -m durf.cli.main"
    for closed in (">&-", "2>&-", ">&- 2>&-"):
        done = subprocess.run(
            ["/bin/sh", "-c", f"{durf_itself} chek {closed}"],
            capture_output=True,
            cwd=desk,
            check=False,
        )
        assert done.returncode == 2
        assert b"Traceback" not in done.stderr


def raising(error: BaseException | type[BaseException]) -> Callable:
    """Return a function that does nothing but raise."""

    def raise_it(*_: object, **__: object) -> None:
        raise error

    return raise_it
