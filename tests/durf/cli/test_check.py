"""``durf check``: verdicts, exit statuses, options."""

from __future__ import annotations

import json

import pytest


def test_it_ends_with_0_when_all_is_fine(run, desk):
    (desk / "post.txt").write_text("Good morning, all of you")
    ran = run("check", "post.txt")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out == "✓ fine  post.txt\n1 post: 1 fine\n"


def test_it_reads_standard_input_without_a_file_and_for_a_dash(run):
    for arguments in ((), ("-",)):
        ran = run("check", *arguments, stdin="Our turnover is up")
        assert ran.status == 1
        assert "✗ block  stdin" in ran.out


@pytest.mark.parametrize(
    ("text", "limit", "status"),
    [
        ("The cheapest in town", "warn", 1),
        ("The cheapest in town", "review", 0),
        ("We launch tomorrow", "review", 1),
        ("We launch tomorrow", "block", 0),
        ("Our turnover is up", "block", 1),
        ("Our turnover is up", "never", 0),
    ],
)
def test_it_ends_with_1_from_the_limit_on(run, text, limit, status):
    assert run("check", "--fail-on", limit, stdin=text).status == status


def test_a_clause_on_time_asks_when_the_post_goes_out(run):
    assert run("check", "--at", "2027-01-01", stdin="Our best quarter").status == 0
    assert run("check", "--at", "2027-03-01", stdin="Our best quarter").status == 1


def test_it_takes_the_policy_from_an_option_or_the_environment(run, desk, monkeypatch):
    (desk / "policy.md").rename(desk / "ours.md")
    missing = run("check", stdin="hello")
    assert missing.status == 2
    assert missing.err == (
        "durf: there is no policy policy.md: "
        "name one with --policy, or start one with 'durf policy new'\n"
    )
    assert run("check", "--policy", "ours.md", stdin="hello").status == 0
    monkeypatch.setenv("DURF_POLICY", "ours.md")
    assert run("check", stdin="hello").status == 0


def test_it_refuses_a_policy_whose_examples_do_not_hold(run, desk):
    policy = (desk / "policy.md").read_text()
    broken = policy.replace("terms: [cheapest]", "terms: [cheapest]\nfails: [hello]")
    (desk / "policy.md").write_text(broken)
    ran = run("check", stdin="hello")
    assert ran.status == 1
    assert ran.err.startswith("durf: 1 example(s) of policy.md do not hold: ")


def test_it_tells_all_faults_of_a_policy_with_their_places(run, desk):
    policy = (desk / "policy.md").read_text()
    broken = policy.replace("because: We", "becuase: We").replace(
        "by: legal", "by: [a]"
    )
    (desk / "policy.md").write_text(broken)
    ran = run("check", stdin="hello")
    assert ran.status == 2
    assert "did you mean 'because'?" in ran.err
    assert "policy.md has 2 fault(s)" in ran.err


def test_json_is_one_document_with_all_verdicts(run, desk):
    for name in ("a", "b"):
        (desk / f"{name}.txt").write_text("Our turnover is up")
    ran = run("check", "--format", "json", "a.txt", "b.txt")
    verdicts = json.loads(ran.out)
    assert [verdict["id"] for verdict in verdicts] == ["a.txt", "b.txt"]
    assert verdicts[0]["findings"][0]["start"] == 4


def test_json_of_nothing_is_an_empty_list(run):
    ran = run("check", "--format", "json", "--input-format", "jsonl")
    assert json.loads(ran.out) == []


def test_options_describe_the_post(run):
    arguments = ("--media", "a.jpg=We launch", "--link", "http://example.com")
    ran = run("check", "--format", "json", *arguments, stdin="hello")
    (verdict,) = json.loads(ran.out)
    places = {finding["field"] for finding in verdict["findings"]}
    assert places == {"media[0].alt", "links[0]"}


def test_a_time_that_is_none_is_wrong_use(run):
    ran = run("check", "--at", "tomorrow", stdin="hello")
    assert ran.status == 2
    assert ran.err.startswith("durf: 'tomorrow' is no time: ")


def test_fix_prints_the_mended_post_and_judges_that(run):
    ran = run("check", "--fix", "--fail-on", "warn", stdin="See http://example.com/a")
    assert (ran.status, ran.out, ran.err) == (0, "See https://example.com/a\n", "")


def test_fix_says_beside_the_post_what_it_still_lacks(run):
    ran = run("check", "--fix", stdin="Our turnover: http://example.com/a")
    assert ran.status == 1
    assert ran.out == "Our turnover: https://example.com/a\n"
    assert "Figures stay inside" in ran.err
    assert "safe connection" not in ran.err


def test_fix_heads_each_of_several_posts_with_its_name(run, desk):
    for name in ("a.txt", "b.txt"):
        (desk / name).write_text("hello\n")
    ran = run("check", "--fix", "a.txt", "b.txt")
    assert ran.out == "==> a.txt <==\nhello\n==> b.txt <==\nhello\n"


def test_fix_mends_json_lines_and_keeps_all_else(run):
    line = {
        "id": 9,
        "text": "http://example.com/a",
        "links": ["http://example.com/b"],
        "media": [{"path": "a.jpg", "alt": "at http://example.com/c", "size": 3}],
        "campaign": "spring",
    }
    ran = run("check", "--fix", "--input-format", "jsonl", stdin=json.dumps(line))
    mended = json.loads(ran.out)
    assert mended.pop("text") == "https://example.com/a"
    assert mended.pop("links") == ["https://example.com/b"]
    assert mended.pop("media")[0]["alt"] == "at https://example.com/c"
    assert mended == {"id": 9, "campaign": "spring"}


@pytest.mark.parametrize("way", ["json", "sarif"])
def test_fix_cannot_be_combined_with_a_document(run, way):
    ran = run("check", "--fix", "--format", way, stdin="hello")
    assert ran.status == 2
    assert f"mended posts cannot be printed as {way}" in ran.err


def test_unknown_options_are_wrong_use_without_a_traceback(run):
    ran = run("check", "--polcy", "x", stdin="hello")
    assert ran.status == 2
    assert ran.err.startswith("durf: ")
    assert "Traceback" not in ran.err


def test_the_help_has_examples(run):
    ran = run("check", "--help")
    assert ran.status == 0
    assert "durf check posts.jsonl > verdicts.jsonl" in ran.out
