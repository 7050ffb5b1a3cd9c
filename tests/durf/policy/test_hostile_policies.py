"""Policies that were written to break something: a clear fault, soon, and no more."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import durf
from durf.errors import PolicyFaults
from durf.policy.read import load_pack, read_policy

if TYPE_CHECKING:
    from pathlib import Path

FRONT = '---\npolicy: Bakery\nversion: "1"\nlanguage: en\n---\n\n# Posts\n'
POST = durf.Post("Our turnover is up: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab 12")


def rule(*lines: str, name: str = "a") -> str:
    return "\n".join([f"```rule {name}", "action: block", *lines, "```", ""])


def faults_of(text: str | bytes) -> list[str]:
    """Return the faults of a policy as ``line:column code``; none if it can be used."""
    content = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    try:
        policy = read_policy(content, "p.md")
    except PolicyFaults as error:
        return [f"{f.place.line}:{f.place.column} {f.code}" for f in error.faults]
    durf.Checker.unproven(policy).check(POST)
    return []


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (b"fine\nbad\x00 prose\n", "9:4 nul"),
        (b"fine\nbad \xff\xfe prose\n", "9:5 not-utf8"),
        (b"\xed\xa0\x80 half a pair\n", "8:1 not-utf8"),
        (b"\r\n\r\n\xc3(\r\n", "10:1 not-utf8"),
    ],
)
def test_what_is_no_text_has_its_line_and_column(body: bytes, fault: str) -> None:
    assert fault in faults_of(FRONT.encode() + body)


def test_both_faults_of_the_bytes_are_told() -> None:
    found = faults_of(FRONT.encode() + b"a\x00\nb\xff\n")
    assert found == ["8:2 nul", "9:2 not-utf8"]


@pytest.mark.parametrize("name", ["pri\x00ces", "a&amp;b", "a\\*b", "&#32;x&#32;y"])
def test_a_name_that_markdown_reads_differently_has_its_place(name: str) -> None:
    found = faults_of(FRONT + rule("terms: [turnover]", name=name))
    assert "8:9 bad-id" in found


@pytest.mark.parametrize("opening", ["r&#117;le a b", "&#114;ule a b", "ru\\le a b"])
def test_a_disguised_rule_has_its_place(opening: str) -> None:
    found = faults_of(f"{FRONT}```{opening}\naction: block\nterms: [a]\n```\n")
    assert all(int(fault.split(":")[1].split()[0]) >= 1 for fault in found)


def test_fifty_thousand_lines_are_read() -> None:
    lines = "Some *prose* of [somebody](http://a.example).\n" * 50_000
    assert faults_of(FRONT + lines + rule("terms: [turnover]")) == []


@pytest.mark.parametrize(
    "body",
    [
        "".join(f"{'#' * (1 + i % 6)} Heading\n" for i in range(20_000)),
        ">" * 20_000 + " deep\n",
        "".join("  " * i + "- deep\n" for i in range(1_000)),
        "- " * 5_000 + "deep\n",
        "*" * 20_000 + "a" + "*" * 20_000,
        "[a](" * 20_000,
        "![[" * 30_000,
        "*a_ " * 20_000,
        "<a " * 20_000,
        "word *a* _b_ `c` [d](e) " * 30_000,
        "".join("`" * i + " " for i in range(1_000)),
        "".join(f"[r{i}]: u\n" for i in range(20_000)),
        "|a" * 2_000 + "|\n" + "|-" * 2_000 + "|\n" + "|x\n" * 2_000,
        "# " + "![[" * 1_000,
    ],
    ids=range(14),
)
def test_prose_of_any_shape_is_read(body: str) -> None:
    assert faults_of(f"{FRONT}{body}\n\n{rule('terms: [turnover]')}") == []


@pytest.mark.parametrize(
    "value",
    [
        "[" * 100_000,
        "{a: " * 100_000,
        "\n" + "- " * 50_000 + "a",
        "\n" + "? " * 50_000 + "a",
        "\n" + "\n".join(" " * i + "a:" for i in range(1, 2_000)),
    ],
    ids=["lists", "mappings", "dashes", "questions", "indents"],
)
def test_deep_yaml_is_refused(value: str) -> None:
    (fault,) = faults_of(FRONT + rule(f"terms: {value}"))
    assert fault.endswith("yaml-depth")


def test_a_yaml_bomb_is_refused() -> None:
    rows = ["a0: &a0 [x, x, x]"]
    rows += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 12)]
    found = faults_of("---\n" + "\n".join(rows) + "\n---\n")
    assert any(fault.endswith("yaml-alias") for fault in found)


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("terms: !!python/object/apply:os.system [ls]", "10:8 yaml-tag"),
        ("terms: [!important bread]", "10:9 yaml-tag"),
        ("because: !later", "10:10 yaml-tag"),
        ("because: &co a company", "10:10 yaml-anchor"),
        ("terms: &all [a]", "10:8 yaml-anchor"),
        ("<<: {terms: [a]}", "10:1 unknown-key"),
        ("terms: [a]\nterms: [b]", "11:1 yaml-twice"),
        (f"limits: {{length: {'9' * 100_000}}}", "10:18 not-wanted"),
        ("limits: {length: 0x10}", "10:18 not-wanted"),
        ("limits: {length: -1}", "10:18 not-wanted"),
        ("limits: {capitals: .inf}", "10:20 not-wanted"),
    ],
)
def test_clever_yaml_is_told_what_it_is(line: str, fault: str) -> None:
    assert fault in faults_of(FRONT + rule(line))


def test_a_calendar_of_impossible_days_is_told_day_by_day() -> None:
    days = (
        *("2026-02-30", "0000-00-00", "99999-01-01", "-2026-01-01", "[1]", "{}", "..."),
        *("2026-02-01..2026-01-01", "2026-01-01..", "2026-01-01T25:00", "soon", "''"),
    )
    rows = "".join(f"  d{number}: {day}\n" for number, day in enumerate(days))
    found = faults_of(FRONT.replace("language: en\n", f"calendar:\n{rows}"))
    assert [fault.split(":")[0] for fault in found] == [
        str(line) for line in range(5, 5 + len(days))
    ]


@pytest.mark.parametrize(
    "pattern",
    [
        *("(a+)+$", "(a|a)*b", "(a|aa)+$", "(?:a?){50}a{50}", ".*.*.*.*=.*", "(.*)*x"),
        *("a|", "|", "^", "$", r"\b", "(?:)", "(?P<it>)", "(?P<it>a)?b", r"[^\s\S]"),
        *("(?i:a)", "(?s:.)*", "(?m)^a$", "é+", "[😀-😂]", r"\x00", "a{,5}"),
    ],
)
def test_an_expression_that_would_run_for_ever_elsewhere_runs_here(
    pattern: str,
) -> None:
    assert faults_of(FRONT + rule(f"pattern: {quoted(pattern)}")) == []


@pytest.mark.parametrize(
    "pattern",
    [
        *("a{1000}{1000}", "(a{1,1000}){1,1000}", "((a{100}){100}){100}", r"\w{1000}x"),
        *(r"(x)\1", "(?P<x>a)(?P=x)", "(a)(?(1)b|c)", "(?>a+)", "a++", "(?<=ab)c"),
        *("(?<!a+)b", "(?=abc)", "a" * 100_000, "(" * 2_000 + ")" * 2_000),
        *(
            "[",
            "(",
            "*a",
            "a**",
            "\\",
            "[z-a]",
            "a{5,2}",
            r"\p{L}",
            "(?L)a",
            "(?P<1>a)",
        ),
        *("[[:alpha:]]", "[a&&b]", "[a--b]", "[a||b]", "[a~~b]"),
    ],
)
def test_an_expression_that_cannot_be_run_well_is_refused(pattern: str) -> None:
    (fault,) = faults_of(FRONT + rule(f"pattern: {quoted(pattern)}"))
    assert fault.startswith("10:10 ")


@pytest.mark.parametrize(
    "condition",
    [
        "(" * 5_000 + "true" + ")" * 5_000,
        "(" * 1_500 + "true" + ")" * 1_500,
        "!" * 3_999 + "true",
        "[" * 1_900 + "]" * 1_900,
        "true" + " && true" * 50_000,
        "author.roles" + "".join(f".all(a{i}, author.roles" for i in range(90)),
        "[1].all(a, [1].all(b, [1].all(c, true)))",
        "[" + ",".join("1" * 1_900) + "].size() > 3 && nothing",
        "x" + ".y" * 1_900,
        "\x00",
        "'\\ud800' == post.text",
        "post.text",
    ],
    ids=range(12),
)
def test_a_condition_that_cannot_be_asked_is_refused(condition: str) -> None:
    found = faults_of(FRONT + rule("terms: [turnover]", f"when: {quoted(condition)}"))
    assert found
    assert all(fault.startswith("11:") for fault in found)


@pytest.mark.parametrize(
    "condition",
    [
        "(" * 100 + "true" + ")" * 100,
        "post.text.matches('(a+)+$')",
        "post.text.matches('(')",
        "1 / 0 == 1",
        "9223372036854775807 + 1 > 0",
        "duration('99999999999999h') > duration('1s')",
        "timestamp('x') < now",
        "{'a': 1}['b'] == 1",
        "now.getFullYear('Nowhere/City') > 3",
        "[" + ",".join("1" * 1_900) + "].size() > 3",
    ],
)
def test_a_condition_that_fails_when_asked_still_gives_a_verdict(
    condition: str,
) -> None:
    source = FRONT + rule("terms: [turnover]", f"when: {quoted(condition)}")
    try:
        policy = durf.Policy.parse(source)
    except PolicyFaults as error:
        assert error.faults[0].place.line == 11
    else:
        # What cannot be decided counts as true: doubt is no leave to publish.
        actions = {durf.Checker(policy).check(POST).action for _ in range(2)}
        assert len(actions) == 1


def test_packs_that_include_each_other_are_told(tmp_path: Path) -> None:
    for name, other in (("a", "b"), ("b", "c"), ("c", "a")):
        front = f'---\npack: {name}\nversion: "1"\npacks: [./{other}.md]\n---\n'
        (tmp_path / f"{name}.md").write_text(front + rule("terms: [a]"))
    with pytest.raises(PolicyFaults, match="packs include each other"):
        durf.Policy.read(tmp_path / "a.md")


@pytest.mark.parametrize(
    "name",
    ["./", "../", "/dev/null", "./x\\0.md", "http://a.example/p.md", "./pipe.md"],
)
def test_a_pack_that_is_no_file_is_told(name: str, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    policy = tmp_path / "p.md"
    policy.write_text(FRONT.replace("language: en", f'packs: ["{name}"]'))
    with pytest.raises(PolicyFaults) as raised:
        durf.Policy.read(policy)
    assert [fault.place.line for fault in raised.value.faults] == [4]


def test_a_pack_is_a_plain_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    with pytest.raises(OSError, match="no plain file"):
        load_pack(str(tmp_path / "pipe.md"))


def test_no_warning_of_python_reaches_the_reader(tmp_path: Path) -> None:
    policy = tmp_path / "p.md"
    policy.write_text(FRONT + rule("pattern: '[[:alpha:]]'"))
    command = [sys.executable, "-m", "durf.cli.main", "policy", "test", str(policy)]
    ran = subprocess.run(
        command, check=False, capture_output=True, text=True, timeout=60
    )
    assert ran.returncode == 2
    assert "Warning" not in ran.stderr
    assert "set" in ran.stderr


def quoted(text: str) -> str:
    """Return a text as YAML between double quotes."""
    return json.dumps(text, ensure_ascii=False)


def test_a_line_less_indented_than_its_rule_has_its_place() -> None:
    lines = ("  ```rule a", "  action: block", "terms: [a", "> t")
    found = faults_of(FRONT + "\n".join(lines))
    assert found == ["8:3 open-fence", "11:4 yaml"]
