"""Reading a policy: all that is wrong with it at once, each where it stands.

Each file in ``cases/faults`` has its faults beside it, one a line: line, column,
and words of what is said.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import durf
from durf.errors import FileProblem, PolicyFaults
from durf.locale import translator
from durf.policy.read import MAX_BYTES, read_policy

CASES = sorted((Path(__file__).parents[2] / "cases" / "faults").glob("*.md"))
FRONT = '---\npolicy: Bakery\nversion: "1"\n---\n'


def faults(source: str | bytes) -> list[str]:
    """Return the faults of a policy as 'line:column sentence'."""
    content = source.encode() if isinstance(source, str) else source
    try:
        read_policy(content, "policy.md")
    except PolicyFaults as error:
        return [f"{f.place.line}:{f.place.column} {f.sentence}" for f in error.faults]
    return []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_it_says_what_is_wrong_and_where(case: Path) -> None:
    expected = case.with_suffix(".txt").read_text("utf-8").splitlines()
    found = faults(case.read_bytes())
    assert [fault.split(" ", 1)[0] for fault in found] == [
        fault.split(" ", 1)[0] for fault in expected
    ]
    for fault, wanted in zip(found, expected, strict=True):
        assert wanted.split(" ", 1)[1] in fault


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_it_shows_the_line_with_a_sign_under_the_place(case: Path) -> None:
    text = case.read_bytes().decode("utf-8", "replace").removeprefix("\ufeff")
    lines = text.replace("\r\n", "\n").split("\n")
    with pytest.raises(PolicyFaults) as raised:
        read_policy(case.read_bytes(), "policy.md")
    for fault in raised.value.faults:
        if not fault.line:
            continue
        _, shown, sign = str(fault).split("\n")
        assert shown == f"    {lines[fault.place.line - 1]}"
        assert len(sign) == 4 + fault.place.column


def test_it_reports_every_fault_of_a_file_at_once() -> None:
    rules = "".join(
        f"\n```rule r{number}\naction: wran\nterms: [price]\n```\n"
        for number in range(200)
    )
    assert len(faults(FRONT + rules)) == 200


def test_it_reports_faults_in_the_order_of_their_lines() -> None:
    with pytest.raises(PolicyFaults) as raised:
        durf.Policy.parse(
            "---\npolicy: Bakery\nversion: 1\npacks: [secrts]\nroles: [owner]\n---\n"
            "```rule a\naction: review\nby: ownr\nterms: [price]\n```\n"
            "```rule a\naction: wran\nterms: [price]\n```\n"
        )
    places = [fault.place for fault in raised.value.faults]
    assert len(places) == 4
    assert places == sorted(places)


def test_an_error_tells_the_file_and_what_to_do() -> None:
    with pytest.raises(PolicyFaults) as raised:
        durf.Policy.parse("# How", path="house.md")
    said = str(raised.value)
    assert said.startswith("house.md:1:1: a policy begins with front matter")
    assert said.endswith("house.md has 1 fault(s): mend the lines named above")


@pytest.mark.parametrize(
    ("when", "place"),
    [
        ("when: channel == x", "9:18"),
        ("when: 'channel == x'", "9:19"),
        ('when: "channel == x"', "9:19"),
        ("when: |\n  true &&\n    channel == x", "11:16"),
        ("when: >-\n  true &&\n  channel == x", "11:14"),
        ("when: true &&\n  channel == x", "10:14"),
        ("when: |2\n    channel == x", "10:16"),
        ("when: 'channel == ''y'' || x'", "9:28"),
        ('when: "channel == \\"y\\" || x"', "9:28"),
    ],
)
def test_a_fault_in_a_condition_stands_where_it_is_written(
    when: str, place: str
) -> None:
    found = faults(f"{FRONT}\n\n```rule it\naction: warn\n{when}\n```\n")
    assert found == [f"{place} 'x' is not known here"]


def test_a_fault_after_letters_beyond_ascii_stands_in_its_column() -> None:
    found = faults(
        f"{FRONT}```rule it\naction: warn\nwhen: 'post.text == \"🥐é\" || x'\n```\n"
    )
    assert found == ["7:29 'x' is not known here"]


def test_a_fault_of_a_role_stands_at_the_role() -> None:
    found = faults(
        '---\npolicy: Bakery\nversion: "1"\nroles: [owner]\n---\n'
        "```rule it\naction: warn\nwhen: >\n  true ||\n  author.has_role('ownr')\n```\n"
    )
    assert found == ["10:20 'ownr' is not a known role; did you mean 'owner'?"]


@pytest.mark.parametrize(
    ("word", "near"),
    [
        ("acton", "action"),
        ("becuase", "because"),
        ("insted", "instead"),
        ("fials", "fails"),
        ("pases", "passes"),
        ("persnal", "personal"),
        ("ACTION", "action"),
    ],
)
def test_it_names_the_nearest_known_key(word: str, near: str) -> None:
    found = faults(f"{FRONT}```rule it\naction: warn\nterms: [price]\n{word}: x\n```\n")
    assert found == [f"8:1 '{word}' is not a key of a rule; did you mean '{near}'?"]


def test_it_guesses_nothing_where_no_word_is_near() -> None:
    found = faults(f"{FRONT}```rule it\naction: warn\nterms: [a]\nzzzz: x\n```\n")
    assert found == ["8:1 'zzzz' is not a key of a rule"]


def test_a_role_is_known_where_another_rule_uses_a_well_known_one() -> None:
    rule = "```rule {0}\naction: review\nby: {1}\nterms: [price]\n```\n"
    source = FRONT + rule.format("a", "legal") + rule.format("b", "leagl")
    assert faults(source) == ["12:5 'leagl' is not a known role; did you mean 'legal'?"]


@pytest.mark.parametrize("role", ["pastry-chef", "legal", "oven team"])
def test_a_house_may_have_roles_of_its_own(role: str) -> None:
    assert not faults(
        f"{FRONT}```rule it\naction: review\nby: {role}\nterms: [a]\n```\n"
    )


def test_a_file_that_is_too_large_is_refused_before_it_is_read() -> None:
    assert faults(b"x" * (MAX_BYTES + 1)) == ["1:1 this file is too large for a policy"]


def test_a_file_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match="No such file or directory"):
        durf.Policy.read(tmp_path / "none.md")
    with pytest.raises(FileProblem, match="Is a directory"):
        durf.Policy.read(tmp_path)


def test_nested_lists_are_refused_at_a_depth() -> None:
    deep = "[" * 100 + "]" * 100
    assert faults(f"{FRONT}```rule it\naction: warn\nterms: {deep}\n```\n") == [
        "7:27 this is nested too deeply"
    ]


def test_words_that_look_like_other_types_stay_words() -> None:
    policy = durf.Policy.parse(
        "---\npolicy: on\nversion: 1.10\nowner: null\n---\n"
        "```rule no\naction: warn\nterms: [yes, 0x10, 1e3, ~, 2026-01-01]\n```\n"
    )
    assert (policy.name, policy.owner) == ("on", "null")
    assert policy.version.startswith("1.10+sha256:")
    assert policy.rules[0].id == "no"
    look = policy.rules[0].look
    assert look is not None
    assert look.to_json()["any"] == ["yes", "0x10", "1e3", "~", "2026-01-01"]


def test_a_policy_is_read_in_full() -> None:
    policy = durf.Policy.parse(
        '---\npolicy: Bakery\nversion: "1"\nlanguage: nl\neffective: 2026-12-01\n'
        "owner: baker@bakery.example\ntimezone: Europe/Amsterdam\nroles: [owner]\n"
        "calendar: {fair: 2027-03-01..2027-03-04}\n---\n\nBefore.\n\n# How\n\n"
        "Be kind.\n\n## Prices\n\n```rule prices\naction: review\nby: owner\n"
        "when: between('fair')\nterms: [prijs]\nbecause: {en: Why, nl: Waarom}\n"
        "instead: Zeg niets.\nfails: [Onze prijs]\npasses:\n"
        "  - {text: Dag, at: 2027-03-01, author: {name: a, roles: [owner]}}\n```\n\n"
        "After.\n\n### Deeper\n\n## Prices\n"
    )
    (rule,) = policy.rules
    assert (rule.id, rule.action, rule.by) == ("prices", "review", "owner")
    assert (rule.because, rule.instead) == ("Waarom", "Zeg niets.")
    assert rule.passes[0].post.author.roles == ("owner",)
    assert [(c.number, c.title, c.anchor) for c in policy.clauses] == [
        ("", "", ""),
        ("", "How", "how"),
        ("1", "Prices", "prices"),
        ("1.1", "Deeper", "deeper"),
        ("2", "Prices", "prices-1"),
    ]
    assert rule.clause.title == "Prices"


def test_the_version_is_that_of_the_front_matter_and_the_bytes() -> None:
    one, other = (durf.Policy.parse(FRONT + text).version for text in ("a", "b"))
    assert one != other
    assert one == durf.Policy.parse(FRONT + "a").version
    assert len(one.removeprefix("1+sha256:")) == 64


@pytest.mark.parametrize("when", ["1 + && 2", "channel == 3", 'post.text == {"a"'])
def test_what_cel_says_of_a_condition_stands_in_a_sentence_of_the_reader(
    when: str,
) -> None:
    rule = f"```rule one\naction: warn\nwhen: '{when}'\nterms: [turnover]\n```\n"
    front = '---\npolicy: P\nversion: "1"\nlanguage: nl\n---\n\n# P\n\n'
    with pytest.raises(PolicyFaults) as raised:
        durf.Policy.parse(front + rule)
    said = raised.value.faults[0].said(translator("nl"))
    assert said.startswith("dit is geen voorwaarde (CEL zegt: ")


def test_bytes_that_are_no_utf8_are_a_fault_where_they_stand() -> None:
    assert faults(FRONT.encode() + b"# How\n\nCaf\xe9\n") == ["7:4 this is not UTF-8"]
