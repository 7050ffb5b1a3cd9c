"""``durf policy new``: a policy from a model, asked for or given in flags."""

from __future__ import annotations

import os
import pty
import sys
from typing import TYPE_CHECKING

import pytest

import durf.policy.starters
from durf.policy.model import Policy

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

STARTER = """\
---
policy: {organisation}
version: "1"
language: nl
owner: {owner}
---

# Zo doet {organisation} het

```rule huis
action: warn
links: {lookalikes: [{domain}]}
because: Vraag het na bij {owner}.
```
"""
FLAGS = (
    "--starter=municipality --language=nl --organisation=Voorbeeld "
    "--owner=pers@voorbeeld.example --domain=voorbeeld.example"
).split()


@pytest.fixture(autouse=True)
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Models of our own, whatever durf ships."""
    folder = tmp_path / "models"
    folder.mkdir()
    (folder / "municipality.nl.md").write_text(STARTER, encoding="utf-8")
    monkeypatch.setattr(durf.policy.starters, "_FOLDER", folder)


def test_flags_make_a_policy(run: Callable, desk: Path) -> None:
    ran = run("policy", "new", *FLAGS, "-o", "ours.md")
    assert ran.status == 0
    assert "durf policy test ours.md" in ran.out
    policy = Policy.read(desk / "ours.md")
    assert policy.name == "Voorbeeld"
    assert policy.owner == "pers@voorbeeld.example"
    assert "# Zo doet Voorbeeld het" in policy.source


def test_it_refuses_to_write_over_a_file(run: Callable, desk: Path) -> None:
    before = (desk / "policy.md").read_bytes()
    ran = run("policy", "new", *FLAGS)
    assert ran.status == 2
    assert ran.err == (
        "durf: policy.md is already there: "
        "give another name with -o, or --force to write over it\n"
    )
    assert (desk / "policy.md").read_bytes() == before
    assert run("policy", "new", *FLAGS, "--force").status == 0
    assert (desk / "policy.md").read_bytes() != before


def test_it_can_be_piped(run: Callable) -> None:
    ran = run("policy", "new", *FLAGS, "-o", "-")
    assert ran.out.startswith('---\npolicy: "Voorbeeld"\n')


@pytest.mark.parametrize("name", ['A: "B"', "O'Neill & Zn.", "50% #1", "- x", "null"])
def test_any_name_stays_the_name(run: Callable, desk: Path, name: str) -> None:
    flags = [*FLAGS, f"--organisation={name}", "-o", "ours.md"]
    assert run("policy", "new", *flags).status == 0
    assert Policy.read(desk / "ours.md").name == name


@pytest.mark.parametrize(
    "flag", ["--organisation=a\nb", "--domain=no domain", "--domain=-x.example"]
)
def test_names_that_cannot_be_are_refused(run: Callable, desk: Path, flag: str) -> None:
    ran = run("policy", "new", *FLAGS, flag, "-o", "ours.md")
    assert ran.status == 2
    assert "does not do as --" in ran.err
    assert not (desk / "ours.md").exists()


def test_a_name_that_breaks_the_policy_is_refused(run: Callable, desk: Path) -> None:
    ran = run("policy", "new", *FLAGS, "--owner=a: b", "-o", "ours.md")
    assert ran.status == 2
    assert "these names make a broken policy" in ran.err
    assert not (desk / "ours.md").exists()


def test_without_a_terminal_it_names_what_is_missing(run: Callable) -> None:
    ran = run("policy", "new", "--starter=hospital", "-o", "ours.md")
    assert ran.status == 2
    assert (
        "--language, --organisation, --owner, --domain must be given where nobody"
        in ran.err
    )


def test_it_asks_on_a_terminal(
    desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = (
        "import pathlib, durf.policy.starters as s, durf.cli.main as m;"
        f"s._FOLDER = pathlib.Path({str(tmp_path / 'models')!r});"
        "m.main(['policy', 'new', '-o', 'asked.md'])"
    )
    monkeypatch.setenv("TERM", "dumb")
    process, screen = pty.fork()
    if process == 0:
        os.chdir(desk)
        os.execv(sys.executable, [sys.executable, "-c", code])  # noqa: S606
    answers = (
        "1",
        "9",
        "nederlands",
        "Voorbeeld",
        "pers@voorbeeld.example",
        "x",
        "a.example",
    )
    os.write(screen, "".join(f"{answer}\n" for answer in answers).encode())
    shown = b""
    try:
        while chunk := os.read(screen, 4096):
            shown += chunk
    except OSError:
        # The end of a terminal.
        pass
    _, status = os.waitpid(process, 0)
    assert os.waitstatus_to_exitcode(status) == 0, shown
    assert b"that cannot be it; try again" in shown
    assert Policy.read(desk / "asked.md").name == "Voorbeeld"
