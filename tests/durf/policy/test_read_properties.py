"""Whatever is in a file: it is a policy, or its faults are told. Nothing else."""

from __future__ import annotations

from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

import durf
from durf.errors import DurfError, PolicyFaults
from durf.policy.read import load_file, read_policy

FRONT = '---\npolicy: Bakery\nversion: "1"\nlanguage: en\n---\n\n'
SHIPPED = Path(durf.__file__).parent
SEEDS = [
    (SHIPPED / "policies" / "examples" / "northwind-example.md").read_text("utf-8"),
    (SHIPPED / "packs" / "conduct.md").read_text("utf-8"),
    *(
        case.read_text("utf-8", "replace")
        for case in sorted((Path(__file__).parents[2] / "cases/faults").glob("*.md"))
    ),
]
# What a policy is made of, and what breaks it.
PIECES = st.sampled_from(
    [
        *(
            "--- ``` ~~~ rule |\n >\n # ## - * > [ ] { } : , ' \" & * ! % @ ? ?? \\ ( ) \t \r\n "
            "\x00 \x0b \x85 \u2028 \ufeff \ud800 \ufffd 🥐 é action: warn review block by: when: "
            "terms: pattern: secrets: personal: links: requires: tone: limits: judge: leak: "
            "any: all exact: on: within: length: capitals: because: instead: fails: passes: "
            "text: at: author: roles: media: links: packs: calendar: version: policy: timezone: "
            "days_until( between( author.has_role( post.text now && || == <= 9 1e9 0x1 ~ null "
            "2027-01-01 .. (?P<it>a) \\b (a+)+ [^] {1000000} <<: !!python/object *a &a ./a.md"
            ""
        ).split(" "),
        "\n",
        "\n\n",
        "\n  ",
        "\n```rule a\n",
        "\n```\n",
        "\n---\n",
        " ",
        "  - ",
    ]
)


def judge_of(content: bytes) -> None:
    """Read a policy; its faults must lie in it and be told in a sentence."""
    lines = content.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    count = lines.count("\n") + 1
    try:
        policy = read_policy(content, "policy.md", load_file)
    except PolicyFaults as error:
        assert error.faults
        assert list(error.faults) == sorted(error.faults)
        assert str(error)
        for fault in error.faults:
            assert 1 <= fault.place.line <= count
            assert 1 <= fault.place.column <= len(fault.line) + 1
    except DurfError:
        pass
    else:
        for _, rule in policy.every_rule():
            assert rule.look is not None or rule.when is not None


@given(st.binary(max_size=400))
def test_any_bytes_are_a_policy_or_have_faults(content: bytes) -> None:
    judge_of(content)
    judge_of(FRONT.encode() + content)


@given(st.text(st.characters(), max_size=200))
@example("\ud800")
@example(FRONT + "\udfff")
@example("---\n\x00\n---")
def test_any_text_is_a_policy_or_has_faults(text: str) -> None:
    try:
        durf.Policy.parse(text)
    except PolicyFaults as error:
        assert str(error)


@settings(max_examples=200)
@given(st.lists(PIECES, max_size=40), st.booleans())
def test_any_pieces_of_a_policy_are_one_or_have_faults(
    pieces: list[str], in_rule: bool
) -> None:
    start = f"{FRONT}```rule it\naction: warn\n" if in_rule else "---\n"
    judge_of((start + " ".join(pieces)).encode("utf-8", "replace"))
    judge_of((FRONT + "".join(pieces)).encode("utf-8", "replace"))


@settings(max_examples=150)
@given(st.sampled_from(SEEDS), st.data())
def test_a_policy_that_somebody_broke_is_one_or_has_faults(
    seed: str, data: st.DataObject
) -> None:
    text = seed
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text)))
        gone = data.draw(st.integers(0, 30))
        text = text[:at] + data.draw(PIECES) + text[at + gone :]
    judge_of(text.encode("utf-8", "replace"))


@given(st.text(st.characters(), max_size=60))
@example("{")
@example("post.length > 0 ? true : ")
@example("'\\ud800' == channel")
@example('"' * 3)
@example("b'\\xff' == b''")
def test_any_condition_holds_or_has_faults(when: str) -> None:
    signs = [c if c.isascii() and c.isalnum() else f"\\U{ord(c):08x}" for c in when]
    rule = f'```rule a\naction: warn\nwhen: "{"".join(signs)}"\nterms: [bread]\n```\n'
    try:
        policy = durf.Policy.parse(FRONT + rule)
    except PolicyFaults as error:
        assert str(error)
        return
    durf.Checker(policy).check(durf.Post("bread"))
