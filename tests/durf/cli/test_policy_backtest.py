"""``durf policy backtest``: what a policy would have said of past posts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from durf.action import Action
from durf.check.backtest import excerpt
from durf.check.verdict import Finding
from durf.post import Post

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

POSTS = [
    {"text": "Our turnover is up", "id": "a"},
    {"text": "The cheapest of all", "id": "b"},
    {"text": "Code TK-12345678 opens the door", "id": "c"},
    {"text": "Good morning", "id": "d"},
]


@pytest.fixture
def archive(desk: Path) -> Path:
    """Past posts."""
    path = desk / "posts.jsonl"
    path.write_text("".join(f"{json.dumps(p)}\n" for p in POSTS), encoding="utf-8")
    return path


@pytest.fixture
def newer(desk: Path) -> Path:
    """A later version of the policy."""
    written = (desk / "policy.md").read_text(encoding="utf-8")
    path = desk / "newer.md"
    path.write_text(
        written.replace("[turnover, net profit]", "[net profit]").replace(
            "terms: [cheapest]", "terms: [cheapest, morning]"
        ),
        encoding="utf-8",
    )
    return path


@pytest.mark.usefixtures("archive")
def test_it_counts_what_each_rule_would_have_held(run: Callable) -> None:
    ran = run("policy", "backtest", "policy.md", "--posts", "posts.jsonl")
    assert ran.status == 0
    assert ran.err == ""
    assert "held: 2 of 4 posts (50.00%)" in ran.out
    assert "         1   25.00%  figures\n" in ran.out
    assert "a: Our turnover is up" in ran.out
    assert "never: quiet-period, launches, safe-links" in ran.out
    assert ran.out.endswith("4 posts judged\n")


@pytest.mark.usefixtures("archive")
def test_it_masks_what_is_secret(run: Callable) -> None:
    for way in ("text", "json"):
        ran = run(
            "policy", "backtest", "policy.md", "--posts", "posts.jsonl", "--format", way
        )
        assert "12345678" not in ran.out
        assert "opens the door" in ran.out


@pytest.mark.usefixtures("archive", "newer")
def test_two_versions_are_held_side_by_side(run: Callable) -> None:
    arguments = [
        "policy",
        "backtest",
        "policy.md",
        "newer.md",
        "--posts",
        "posts.jsonl",
    ]
    ran = run(*arguments)
    assert ran.status == 0
    assert "2 posts (50.00%) change verdict" in ran.out
    assert "1  block → allow\n            a: Our turnover is up (figures)\n" in ran.out
    assert "1  allow → warn\n            d: Good morning (cheap)\n" in ran.out
    told = json.loads(run(*arguments, "--format", "json").out)
    assert told["changed"][0] == {
        "id": "a",
        "before": "block",
        "after": "allow",
        "rules": ["figures"],
        "excerpt": "Our turnover is up",
    }
    assert [policy["held"] for policy in told["policies"]] == [2, 1]
    assert told["policies"][0]["rules"][0]["examples"]


def test_broken_lines_are_named_and_the_rest_goes_on(
    run: Callable, archive: Path
) -> None:
    with archive.open("a", encoding="utf-8") as file:
        file.write('broken\n{"text": 3}\n{"text": "net profit"}\n')
    ran = run("policy", "backtest", "policy.md", "--posts", "posts.jsonl")
    assert ran.status == 2
    assert "posts.jsonl, line 5: no JSON" in ran.err
    assert "posts.jsonl, line 6: 'text' must be a text" in ran.err
    assert "5 posts judged; 2 could not be read" in ran.out


def test_a_missing_archive_is_said_to_be_so(run: Callable) -> None:
    ran = run("policy", "backtest", "policy.md", "--posts", "nowhere.jsonl")
    assert ran.status == 2
    assert "cannot read nowhere.jsonl" in ran.err


def test_no_posts_are_no_error(run: Callable, desk: Path) -> None:
    (desk / "none.jsonl").write_text("", encoding="utf-8")
    arguments = [
        "policy",
        "backtest",
        "policy.md",
        "policy.md",
        "--posts",
        "none.jsonl",
    ]
    assert run(*arguments).status == 0
    assert json.loads(run(*arguments, "--format", "json").out)["changed"] == []


def test_posts_come_from_a_pipe_too(run: Callable) -> None:
    posts = "".join(f"{json.dumps(post)}\n" for post in POSTS)
    ran = run("policy", "backtest", "policy.md", "--posts", "-", stdin=posts)
    assert "4 posts judged" in ran.out


def test_an_excerpt_never_shows_half_a_secret() -> None:
    text = f"{'x' * 30} SECRETSECRETSECRETSECRETSECRETSECRET {'y' * 30} word"
    start = text.index("SECRET")
    secret = found(start, start + 36, masked="S…T (36)")
    word = found(text.index("word"), len(text))
    shown = excerpt(Post(text), [secret, word], word)
    assert "SECRET" not in shown
    assert shown.endswith("word")


def found(start: int, end: int, masked: str = "") -> Finding:
    return Finding("r", "c", "terms", "text", start, end, Action.WARN, masked=masked)
