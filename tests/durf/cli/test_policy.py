"""``durf policy``: test, show, render and diff as somebody at the desk sees them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

WITH_EXAMPLES = """\
---
policy: Northwind
version: "8"
language: en
calendar:
  results: 2027-03-12
---

# How we post

```rule figures
action: block
when: days_until("results") <= 28
terms: [turnover]
because: Figures stay inside.
fails:
  - text: "Our turnover is up"
    at: {day}
passes:
  - "{passes}"
```

```rule cheap
action: warn
terms: [cheapest]
```

```rule kind
action: review
by: editor
judge: "Is this unkind?"
fails: ["You fool"]
```
"""


@pytest.fixture
def tested(desk: Path) -> Path:
    """A policy whose examples hold."""
    path = desk / "tested.md"
    path.write_text(
        WITH_EXAMPLES.format(day="2027-03-01", passes="Good morning"), encoding="utf-8"
    )
    return path


@pytest.fixture
def broken(desk: Path) -> Path:
    """A policy whose examples do not hold."""
    path = desk / "broken.md"
    written = WITH_EXAMPLES.format(day="2026-03-01", passes="The turnover \x1b[2J")
    path.write_text(written.replace("\x1b", "\\e"), encoding="utf-8")
    return path


@pytest.mark.usefixtures("tested")
def test_examples_that_hold_make_one_calm_line(run: Callable) -> None:
    ran = run("policy", "test", "tested.md")
    assert ran.status == 0
    assert ran.err == ""
    assert ran.out == (
        "no examples: cheap\n"
        "not run, for it takes a judge: kind\n"
        "✓ all 2 examples of 1 rules hold\n"
    )


@pytest.mark.usefixtures("broken")
def test_examples_that_fail_are_shown_with_their_place(run: Callable) -> None:
    ran = run("policy", "test", "broken.md")
    assert ran.status == 1
    assert "✗ broken.md:17:5: figures should have caught this" in ran.out
    assert "    Our turnover is up\n" in ran.out
    assert "its condition may not have held" in ran.out
    assert "figures should have left this alone" in ran.out
    assert "found: “turnover” (Figures stay inside.)" in ran.out
    assert ran.out.endswith("✗ 2 of 2 examples do not hold\n")
    assert "\x1b" not in ran.out


@pytest.mark.usefixtures("broken")
def test_failures_can_be_read_by_machine(run: Callable) -> None:
    ran = run("policy", "test", "broken.md", "--format", "json")
    told = json.loads(ran.out)
    assert ran.status == 1
    assert told["examples"] == 2
    assert [one["expected"] for one in told["failed"]] == ["finding", "silence"]
    assert told["failed"][0]["line"] == 17
    assert told["without_examples"] == ["cheap"]
    assert told["not_run"] == ["kind"]


def test_a_policy_without_examples_passes_and_says_so(run: Callable) -> None:
    ran = run("policy", "test")
    assert ran.status == 0
    assert ran.out.startswith("no examples: figures, ")
    assert ran.out.endswith("no examples to run\n")


def test_it_speaks_dutch(
    run: Callable, tested: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", "nl_NL.UTF-8")
    ran = run("policy", "test", tested.name)
    assert "✓ alle 2 voorbeelden van 1 regels kloppen\n" in ran.out


def test_an_ascii_screen_gets_signs_it_has(start: Callable, tested: Path) -> None:
    import os

    process = start(
        "policy", "test", tested.name, env={**os.environ, "PYTHONIOENCODING": "ascii"}
    )
    out, _ = process.communicate(timeout=30)
    assert out.endswith(b"+ all 2 examples of 1 rules hold\n")


def test_a_policy_is_shown_as_it_is_understood(run: Callable) -> None:
    ran = run("policy", "show")
    assert ran.status == 0
    for said in (
        "Northwind\n",
        "1 Figures\n",
        "[block] figures",
        "one of these words: “turnover”, “net profit”",
        "The rule applies from 28 days before results (12 March 2027) on.",
        "[review · legal] launches",
        "instead: Point to the last annual report.",
    ):
        assert said in ran.out


def test_a_policy_is_shown_to_machines(run: Callable) -> None:
    told = json.loads(run("policy", "show", "--format", "json").out)
    assert told["policy"] == "Northwind"
    assert told["calendar"] == {"results": ["2027-03-12", "2027-03-12"]}
    assert told["rules"][0]["rule"] == "figures"
    assert told["rules"][0]["look"]["any"] == ["turnover", "net profit"]


def test_who_approves_is_shown_and_compared(run: Callable, desk: Path) -> None:
    written = (desk / "policy.md").read_text(encoding="utf-8")
    reviews = "reviews: {approvers: 1, remind: 90m, exceptions: [legal]}\n"
    newer = written.replace("language: en\n", f"language: en\n{reviews}")
    (desk / "newer.md").write_text(newer, encoding="utf-8")
    assert "Who approves" not in run("policy", "show").out
    shown = run("policy", "show", "newer.md").out
    assert "Every post needs the approval of a colleague." in shown
    assert "Who is asked is reminded after 90 minutes." in shown
    told = json.loads(run("policy", "show", "newer.md", "--format", "json").out)
    assert told["reviews"] == {
        "approvers": 1,
        "remind": "90m",
        "exceptions": ["legal"],
    }
    assert run("policy", "diff", "policy.md", "newer.md").out == (
        "Stricter\n"
        "  + reviews, approvers: the approvals that every post needs go from 0 to 1\n"
        "\n"
        "Looser\n"
        "  - reviews, exceptions: legal may now let out what a rule stops\n"
        "\n"
        "Changed\n"
        "  · reviews, remind: from - to 90 minutes\n"
    )


def test_a_shown_policy_commands_no_terminal(run: Callable, desk: Path) -> None:
    (desk / "odd.md").write_text(
        '---\npolicy: "A\\eB"\nversion: "1"\nlanguage: en\n---\n# C\u202e\n\nD\x1b[2J\n',
        encoding="utf-8",
    )
    ran = run("policy", "show", "odd.md")
    assert "\x1b" not in ran.out
    assert "\u202e" not in ran.out


def test_the_handbook_is_written_to_a_file(run: Callable, desk: Path) -> None:
    ran = run("policy", "render", "policy.md", "-o", "handbook.html")
    assert (ran.status, ran.out, ran.err) == (0, "", "")
    written = (desk / "handbook.html").read_text(encoding="utf-8")
    assert written == run("policy", "render").out
    assert written.startswith("<!doctype html>")
    assert [path.name for path in desk.iterdir() if "durf-" in path.name] == []


def test_a_handbook_that_cannot_be_written_is_said_to_be_so(run: Callable) -> None:
    ran = run("policy", "render", "policy.md", "-o", "nowhere/handbook.html")
    assert ran.status == 2
    assert ran.err.startswith("durf: cannot write nowhere/handbook.html (No such file")


def test_what_changed_is_told_by_what_it_does(run: Callable, desk: Path) -> None:
    written = (desk / "policy.md").read_text(encoding="utf-8")
    newer = written.replace("[cheapest]", "[cheapest, free]").replace('"7"', '"8"')
    newer = newer.replace("action: review\nby: legal", "action: warn")
    (desk / "newer.md").write_text(newer, encoding="utf-8")
    ran = run("policy", "diff", "policy.md", "newer.md")
    assert ran.status == 0
    assert ran.out == (
        "Stricter\n"
        "  + rule cheap: now with free\n"
        "\n"
        "Looser\n"
        "  - rule launches: the action goes from review to warn\n"
        "\n"
        "Changed\n"
        "  · version: from 7 to 8\n"
    )
    told = json.loads(
        run("policy", "diff", "policy.md", "newer.md", "--format", "json").out
    )
    assert {
        "effect": "stricter",
        "part": "rule",
        "name": "cheap",
        "sentence": "now with free",
    } in told["changes"]


def test_no_difference_is_said(run: Callable) -> None:
    assert run("policy", "diff", "policy.md", "policy.md").out == "no difference\n"


def test_a_policy_is_written_tidily_and_stays_what_it_was(
    run: Callable, tested: Path
) -> None:
    tidy = run("policy", "show", "--format", "markdown", str(tested))
    assert tidy.status == 0
    again = tested.with_name("tidy.md")
    again.write_text(tidy.out, "utf-8")
    difference = run("policy", "diff", "--format", "json", str(tested), str(again))
    assert json.loads(difference.out)["changes"] == []
