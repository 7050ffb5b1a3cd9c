"""SARIF as OASIS defines it and code hosts ask for it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from durf.action import Action
from durf.check.verdict import Finding, Verdict
from durf.cli.report import Judged
from durf.cli.sarif import Sarif
from durf.post import Post

LEVELS = {"error", "warning", "note", "none"}


def sarif_of(ran) -> dict:
    return json.loads(ran.out)


def results(ran) -> list[dict]:
    return sarif_of(ran)["runs"][0]["results"]


def region(result: dict) -> dict:
    return result["locations"][0]["physicalLocation"]["region"]


def test_the_log_has_all_that_the_standard_and_code_hosts_require(run, desk):
    (desk / "post.txt").write_text(
        "We launch.\nThe cheapest turnover, TK-123456789012."
    )
    log = sarif_of(run("check", "--format", "sarif", "post.txt"))
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-schema-2.1.0.json")
    (one,) = log["runs"]
    assert one["columnKind"] == "utf16CodeUnits"
    rules = {rule["id"]: rule for rule in one["tool"]["driver"]["rules"]}
    assert one["tool"]["driver"]["name"] == "durf"
    assert len(rules) == 4
    for rule in rules.values():
        assert rule["shortDescription"]["text"]
        assert rule["fullDescription"]["text"]
        assert rule["help"]["text"]
        assert rule["defaultConfiguration"]["level"] in LEVELS
    for result in one["results"]:
        assert result["ruleId"] in rules
        assert result["level"] in LEVELS
        assert result["message"]["text"]
        assert result["partialFingerprints"]
        location = result["locations"][0]["physicalLocation"]
        assert location["artifactLocation"]["uri"] == "post.txt"
        assert all(value >= 0 for value in location["region"].values())
        assert location["region"]["startLine"] >= 1
        assert location["region"]["startColumn"] >= 1


def test_the_help_of_a_rule_says_why_and_what_instead_but_not_what_was_found(run, desk):
    (desk / "policy.md").write_text(
        '---\npolicy: P\nversion: "1"\nlanguage: en\n---\n\n# Links\n\n'
        "```rule plain\naction: warn\nlinks: {insecure: true}\n"
        "because: Others can read it.\ninstead: Use https.\n```\n"
    )
    ran = run("check", "--format", "sarif", stdin="see http://example.org/x")
    log = sarif_of(ran)["runs"][0]
    (rule,) = log["tool"]["driver"]["rules"]
    assert rule["shortDescription"]["text"] == "Links: plain"
    assert rule["fullDescription"]["text"] == "Others can read it."
    assert rule["help"]["text"] == "Others can read it.\nUse https."
    assert "Others can read it. (" in log["results"][0]["message"]["text"]


def test_a_region_counts_in_utf16_from_one(run):
    text = "é\n😀 Our turnover"
    (result,) = results(run("check", "--format", "sarif", stdin=text))
    assert region(result) == {
        "startLine": 2,
        "startColumn": 8,
        "endLine": 2,
        "endColumn": 16,
        "charOffset": 9,
        "charLength": 8,
    }


@pytest.mark.parametrize(
    ("text", "level"),
    [("turnover", "error"), ("launch", "warning"), ("cheapest", "note")],
)
def test_the_level_follows_the_action(run, text, level):
    (result,) = results(run("check", "--format", "sarif", stdin=text))
    assert result["level"] == level


def test_findings_in_json_lines_point_to_the_line(run, desk):
    (desk / "p.jsonl").write_text('{"text": "a"}\n{"id": "x", "text": "turnover"}\n')
    (result,) = results(run("check", "--format", "sarif", "p.jsonl"))
    assert region(result) == {"startLine": 2}
    logical = result["locations"][0]["logicalLocations"]
    assert logical == [{"fullyQualifiedName": "x/text"}]


def test_clean_posts_make_a_log_without_results(run):
    ran = run("check", "--format", "sarif", stdin="hello")
    assert ran.status == 0
    assert results(ran) == []


def test_several_posts_with_clean_ones_between_make_one_log(run, desk):
    lines = [
        json.dumps({"text": text}) for text in ("a", "turnover launch", "b", "launch")
    ]
    (desk / "p.jsonl").write_text("\n".join(lines))
    assert len(results(run("check", "--format", "sarif", "p.jsonl", "p.jsonl"))) == 6


def test_secrets_are_masked(run):
    ran = run("check", "--format", "sarif", stdin="use TK-123456789012 now")
    assert "123456789012" not in ran.out
    assert "TK…12" in json.dumps(sarif_of(ran), ensure_ascii=False)


def test_a_fingerprint_stays_when_the_text_before_it_changes(run, desk):
    prints = []
    for before in ("Our", "All of our"):
        (desk / "post.txt").write_text(f"{before} turnover")
        (result,) = results(run("check", "--format", "sarif", "post.txt"))
        prints.append(result["partialFingerprints"])
    assert prints[0] == prints[1]


def test_a_path_becomes_a_relative_reference(run, desk):
    folder = desk / "two words"
    folder.mkdir()
    (folder / "é.txt").write_text("turnover")
    (result,) = results(run("check", "--format", "sarif", "./two words/é.txt"))
    location = result["locations"][0]["physicalLocation"]
    assert location["artifactLocation"]["uri"] == "two%20words/%C3%A9.txt"


@given(
    st.text(st.sampled_from("a\n😀é\ud800"), max_size=30),
    st.integers(0, 30),
    st.integers(0, 30),
)
def test_a_place_is_counted_as_utf16_counts(text, one, other):
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    finding = Finding("r", "C", "terms", "text", start, end, Action.WARN)
    verdict = Verdict(Action.WARN, (finding,), "1")
    said = json.loads(Sarif().one(Judged(Post(text), verdict, "a.txt")))
    place = region(said)

    def units(part: str) -> int:
        return len(part.encode("utf-16-le", "surrogatepass")) // 2

    before, within = text[:start], text[start:end]
    assert (place["charOffset"], place["charLength"]) == (units(before), units(within))
    assert place["startLine"] == before.count("\n") + 1
    assert place["startColumn"] == units(before.rpartition("\n")[2]) + 1
    assert place["endLine"] == text[:end].count("\n") + 1
    assert place["endColumn"] == units(text[:end].rpartition("\n")[2]) + 1
