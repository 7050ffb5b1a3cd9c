"""Parse, write, parse again: a policy stays the policy that it is."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import durf
from durf.errors import PolicyFaults
from durf.policy.model import Days
from durf.policy.packs import SHIPPED
from durf.policy.read import load_file, read_policy
from durf.policy.write import write_policy

EXAMPLES = Path(durf.__file__).parent / "policies" / "examples"
FILES = sorted([*SHIPPED.rglob("*.md"), *EXAMPLES.glob("*.md")])
# Where something stands, and the bytes it stands in, may change.
ELSEWHERE = {"place", "places", "path", "source", "sources", "version", "written"}
FRONT = '---\npolicy: Bakery\nversion: "1"\n---\n\n'


def bare(value: Any) -> Any:
    """Return a policy's parts as plain values, without their places."""
    if is_dataclass(value):
        kept = [f.name for f in fields(value) if f.name not in ELSEWHERE]
        named = {name: bare(getattr(value, name)) for name in kept}
        return type(value).__name__, named
    if isinstance(value, tuple | list):
        return [bare(item) for item in value]
    if isinstance(value, dict):
        return {key: bare(item) for key, item in value.items()}
    return value


def again(policy: durf.Policy) -> durf.Policy:
    return read_policy(write_policy(policy).encode(), policy.path, load_file)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_durf_ships_stays_what_it_is(path: Path) -> None:
    policy = durf.Policy.read(path)
    assert bare(again(policy)) == bare(policy)


def test_local_packs_and_their_adjustments_stay(tmp_path: Path) -> None:
    (tmp_path / "ours.md").write_text(
        '---\npack: ours\nversion: "1"\npacks: [secrets]\n---\n\n'
        "```rule a\naction: review\nby: legal\nterms: [oven]\n```\n",
        "utf-8",
    )
    path = tmp_path / "policy.md"
    path.write_text(
        '---\npolicy: P\nversion: "1"\npacks:\n  - ./ours.md: {by: owner}\n'
        "  - personal-data/nl: {action: warn, except: [NL_BSN]}\n---\n",
        "utf-8",
    )
    policy = durf.Policy.read(path)
    assert "- secrets" not in write_policy(policy)
    assert bare(again(policy)) == bare(policy)


@pytest.mark.parametrize(
    "text",
    [
        "Before any heading.\n\n# Title\n",
        "# `code` *and* <b>marks</b> \\# #\n",
        "Two lines\nof title\n=====\n\nText.\n",
        "#\n\n##\n\nText.\n",
        "# A\n\n~~~\n# no heading\n~~~\n\n- list\n\n      code\n\n> quote\n",
        "# A\n\n````rule x\naction: warn\nterms: ['```', \"````\"]\n````\n\nEnd.",
        "# A\n\n```rule x\naction: warn\npattern: |\n  a b\nfails:\n  - |\n    a b\n```\n",
    ],
)
def test_the_words_between_the_rules_stay(text: str) -> None:
    policy = durf.Policy.parse(FRONT + text)
    assert bare(again(policy)) == bare(policy)


TEXT = st.text(
    st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40
).filter(lambda text: bool(text.strip()) and "\ufffd" not in text)
NAME = st.from_regex(r"[a-z][a-z0-9-]{0,9}", fullmatch=True)
DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1))
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)).map(
    lambda moment: moment.replace(tzinfo=UTC)
)


def quoted(text: str) -> str:
    """Return a text as YAML writes any text at all: sign for sign."""
    signs = [c if c.isascii() and c.isalnum() else f"\\U{ord(c):08x}" for c in text]
    return '"' + "".join(signs) + '"'


def listed(texts: list[str]) -> str:
    return "[" + ", ".join(map(quoted, texts)) + "]"


@st.composite
def looks(draw: st.DrawFn) -> str:
    texts = listed(draw(st.lists(TEXT, min_size=1, max_size=4)))
    return draw(
        st.sampled_from(
            [
                f"terms: {texts}",
                f"terms: {{any: {texts}, exact: yes, case: {draw(st.booleans())}}}",
                "pattern: '[a-z]+\\d{2}: \"x\" #'",
                "personal: [NL_BSN, IBAN_CODE]",
                "personal: {entities: all, region: NL, unless-local: info}",
                "secrets: all",
                f"requires: {{any: {texts}, within: 20}}",
                "tone: [profane, slurs]",
                "limits: {length: 20, capitals: 60%, hashtag-case: on}",
                "links: {deny: [a.example], tracking: {utm_source: x}, on: b.example}",
                f"judge: {{question: {texts[1:-1].split(', ')[0]}, on: nee}}",
                "when: post.length > 3 && channel == 'x'",
            ]
        )
    )


@st.composite
def examples(draw: st.DrawFn) -> str:
    text = quoted(draw(TEXT))
    if draw(st.booleans()):
        return f"\n  - {text}"
    at = draw(MOMENTS).isoformat()
    media = f"[{{path: a.jpg, alt: {quoted(draw(TEXT))}}}, b.jpg]"
    author = f"{{name: {quoted(draw(TEXT))}, roles: [baker]}}"
    return f"\n  - {{text: {text}, at: {at}, media: {media}, author: {author}}}"


@st.composite
def sources(draw: st.DrawFn) -> str:
    """Make the text of a policy with anything in it."""
    name, owner = quoted(draw(TEXT)), quoted(draw(TEXT))
    first, last = sorted([draw(DAYS), draw(DAYS)])
    parts = [
        f'---\npolicy: {name}\nversion: "1"\nowner: {owner}\n'
        f"language: {draw(st.sampled_from(['nl', 'en']))}\nroles: [owner, baker]\n"
        f"effective: {first}\ntimezone: Europe/Amsterdam\n"
        f"calendar: {{fair: {first}..{last}, {quoted(draw(TEXT))}: {last}}}\n---\n"
    ]
    for number in range(draw(st.integers(0, 4))):
        action = draw(st.sampled_from(["warn", "block", "review\nby: owner"]))
        rule = f"```rule {draw(NAME)}{number}\naction: {action}\n{draw(looks())}\n"
        rule += f"because: {quoted(draw(TEXT))}\ninstead: {quoted(draw(TEXT))}\n"
        rule += f"fails:{draw(examples())}\npasses:{draw(examples())}\n```\n"
        title = "".join(c for c in draw(TEXT) if c.isprintable())
        parts.append(f"{'#' * draw(st.integers(1, 6))} {title}\n\n{rule}")
    return "\n".join(parts)


@settings(max_examples=40)
@given(sources())
def test_any_policy_stays_what_it_is(source: str) -> None:
    policy = durf.Policy.parse(source)
    written = write_policy(policy)
    assert bare(durf.Policy.parse(written)) == bare(policy)
    assert write_policy(durf.Policy.parse(written)) == written


def test_days_stay_days() -> None:
    policy = durf.Policy.parse(
        "---\npolicy: P\nversion: 1\ncalendar: {a: 2027-01-01, b: 2027-01-01..2027-01-02}\n---\n"
    )
    assert again(policy).calendar == {
        "a": Days(date(2027, 1, 1), date(2027, 1, 1)),
        "b": Days(date(2027, 1, 1), date(2027, 1, 2)),
    }


def test_what_stood_without_quotes_is_written_without() -> None:
    source = (
        "# A\n\n```rule a\naction: warn\npictures: {text: true, location: 'yes'}\n```\n"
        "\n```rule b\naction: warn\nlimits: {length: 300, capitals: 60%, lines: '1'}\n"
        "```\n\n```rule c\naction: warn\nterms: [no, '12', 1e3, ~, 2026-01-01, 0x1F]\n"
        "```\n"
    )
    policy = durf.Policy.parse(FRONT + source)
    written = write_policy(policy)
    for line in (
        "  text: true\n",
        "  location: 'yes'\n",
        "  length: 300\n",
        "  capitals: 60%\n",
        "  lines: '1'\n",
        "- no\n",
        "- '12'\n",
        "- 0x1F\n",
    ):
        assert line in written
    assert bare(again(policy)) == bare(policy)


BARE = st.from_regex(r"[-+.~=<a-zA-Z0-9_:%]{1,12}", fullmatch=True)


@given(st.lists(BARE, min_size=1, max_size=5))
def test_words_of_any_look_stay_words(words: list[str]) -> None:
    listed_bare = "\n".join(f"  - {word}" for word in words)
    source = f"{FRONT}```rule a\naction: warn\nterms:\n{listed_bare}\n```\n"
    try:
        policy = durf.Policy.parse(source)
    except PolicyFaults:
        # Not all of these are plain texts to YAML: some are keys, or a fault.
        return
    assert bare(again(policy)) == bare(policy)
    assert write_policy(again(policy)) == write_policy(policy)
