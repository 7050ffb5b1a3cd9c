"""JSON lines: one post in, one verdict out, and a fault with its number."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from durf.action import Action
from durf.check.verdict import Verdict
from durf.cli.jsonl import Fault, Line, read_lines
from durf.cli.lines import LONGEST, Block, blocks
from durf.cli.report import JsonLines, Judged
from durf.post import Author, Medium, Post


class Trickle(io.BytesIO):
    """A stream that gives what it has in pieces of other sizes than lines."""

    def __init__(self, raw: bytes, size: int) -> None:
        super().__init__(raw)
        self.size = size

    def read1(self, _size: int | None = -1, /) -> bytes:
        return super().read1(self.size)


NOTHING = Post("")


def read(raw: bytes | str, given: Post = NOTHING) -> list[Line | Fault]:
    block = Block(1, raw.encode() if isinstance(raw, str) else raw)
    return list(read_lines(block, given))


def verdicts(out: str) -> list[dict]:
    return [json.loads(line) for line in out.splitlines()]


def test_the_keys_stand_in_the_order_of_the_contract(run):
    line = json.dumps({"id": "17", "text": "Our turnover"})
    ran = run("check", "--input-format", "jsonl", stdin=line)
    (verdict,) = verdicts(ran.out)
    assert list(verdict) == ["id", "action", "policy", "findings"]
    assert list(verdict["findings"][0]) == [
        *("rule", "clause", "kind", "field", "start", "end"),
        *("action", "message", "instead"),
    ]


def test_a_file_that_ends_in_jsonl_has_a_post_on_each_line(run, desk):
    (desk / "posts.jsonl").write_text('{"text": "hello"}\n{"text": "launch"}\n')
    ran = run("check", "posts.jsonl")
    assert ran.status == 1
    assert [v["action"] for v in verdicts(ran.out)] == ["allow", "review"]


def test_a_post_without_an_id_goes_by_the_number_of_its_line(run):
    lines = '{"text": "a"}\n\n{"text": "b", "id": "x"}\n{"text": "c", "id": 12}\n'
    ran = run("check", "--input-format", "jsonl", stdin=lines)
    assert [v["id"] for v in verdicts(ran.out)] == ["1", "x", "12"]


def test_broken_lines_are_told_by_number_and_the_rest_goes_on(run, desk):
    lines = [b'{"text": "a"}', b"{", b'{"text": 3}', b"[]", b'{"text": "\xff"}', b"{}"]
    (desk / "p.jsonl").write_bytes(b"\n".join([*lines, b'{"text": "launch"}']))
    ran = run("check", "p.jsonl")
    assert ran.status == 2
    assert [v["action"] for v in verdicts(ran.out)] == ["allow", "review"]
    told = [line.partition(": ")[2] for line in ran.err.splitlines()]
    assert [line.partition(":")[0] for line in told] == [
        f"p.jsonl, line {number}" for number in (2, 3, 4, 5, 6)
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"text": "a", "text": "b"}', "the key '{0}' stands there twice"),
        ('{"text": "a", "author": {"name": "x", "name": "y"}}', "the key '{0}' stands"),
        ('{"text": null}', "'{0}' must be a text"),
        ('{"text": "a", "id": true}', "'{0}' must be a text"),
        ('{"text": "a", "channel": 1}', "'{0}' must be a text"),
        ('{"text": "a", "author": "me"}', "'{0}' must be an object"),
        (
            '{"text": "a", "author": {"roles": "staff"}}',
            "'{0}' must be a list of texts",
        ),
        ('{"text": "a", "at": "soon"}', "'{0}' must be a time"),
        ('{"text": "a", "at": 3}', "'{0}' must be a time"),
        ('{"text": "a", "media": ["x"]}', "'{0}' must be a list of objects"),
        ('{"text": "a", "links": "x"}', "'{0}' must be a list of texts"),
        ('{"text": NaN}', "{0} is no JSON"),
        ('{"text": "a", "n": ' + "1" * 5000 + "}", "a number has too many digits"),
        ('{"text": ' + "[" * 100_000, "the JSON is nested too deeply"),
        ('{"text": "a"} x', "no JSON from column {0} on"),
    ],
)
def test_what_is_wrong_with_a_line_is_said(line, reason):
    (fault,) = read(line)
    assert isinstance(fault, Fault)
    assert fault.template.startswith(reason)


def test_all_that_a_post_may_say_is_read():
    (line,) = read(
        '{"id": "1", "text": "a", "channel": "x", "language": "nl",'
        ' "author": {"name": "a.jansen", "roles": ["staff"]}, "links": ["https://a.nl"],'
        ' "at": "2026-12-01T09:00:00Z", "media": [{"path": "f.jpg", "alt": "b"}],'
        ' "likes": 3}'
    )
    post = line.post
    assert post.author == Author("a.jansen", ("staff",))
    assert post.media == (Medium("f.jpg", "b"),)
    assert post.links == ("https://a.nl",)
    assert post.at.isoformat() == "2026-12-01T09:00:00+00:00"
    assert (post.channel, post.language) == ("x", "nl")


def test_what_a_line_leaves_out_is_taken_from_the_options():
    given = Post("", channel="x", author=Author("b", ("legal",)), language="nl")
    bare, own = read(
        '{"text": "a", "author": null}\n{"text": "a", "channel": "y"}', given
    )
    assert (bare.post.channel, bare.post.author) == ("x", given.author)
    assert own.post.channel == "y"


def test_a_time_without_a_zone_is_utc():
    (line,) = read('{"text": "a", "at": "2026-12-01"}')
    assert line.post.at.isoformat() == "2026-12-01T00:00:00+00:00"


def test_windows_newlines_blank_lines_and_a_byte_order_mark_are_taken():
    raw = b'\xef\xbb\xbf{"text": "a"}\r\n\r\n \t\r\n{"text": "b"}\r\n'
    lines = [
        one for block in blocks(io.BytesIO(raw)) for one in read_lines(block, Post(""))
    ]
    assert [(line.number, line.post.text) for line in lines] == [(1, "a"), (4, "b")]


def test_lone_surrogates_and_nul_survive(run):
    line = '{"id": "\\ud800", "text": "turnover \\udfff \\u0000"}'
    ran = run(
        "check", "--input-format", "jsonl", "--fix", "--format", "jsonl", stdin=line
    )
    assert json.loads(ran.out) == json.loads(line)
    assert "\\ud800" in ran.out


def test_a_line_that_is_too_long_is_a_fault_and_forgotten():
    raw = b'{"text": "a"}\n{"text": "' + b"b" * LONGEST + b'"}\n{"text": "c"}'
    found = [
        one
        for block in blocks(Trickle(raw, 1 << 20))
        for one in read_lines(block, Post(""))
    ]
    assert [type(one).__name__ for one in found] == ["Line", "Fault", "Line"]
    assert found[1].template == "longer than {0} MB"
    assert (found[1].line, found[2].number) == (2, 3)


@given(st.lists(st.text(max_size=20), max_size=20), st.integers(1, 40))
def test_lines_are_the_same_in_whatever_pieces_they_come(texts, size):
    raw = b"".join(json.dumps({"text": text}).encode() + b"\n" for text in texts)
    lines = [one for b in blocks(Trickle(raw, size)) for one in read_lines(b, Post(""))]
    assert [(line.number, line.post.text) for line in lines] == list(
        enumerate(texts, 1)
    )


@given(st.binary(max_size=200))
def test_any_bytes_are_posts_or_faults(raw):
    for block in blocks(io.BytesIO(raw)):
        for one in read_lines(block, Post("")):
            assert isinstance(one, (Line, Fault))


@given(st.text(st.characters(), max_size=20) | st.none(), st.text(max_size=20))
def test_a_clean_verdict_is_written_as_any_other(known, version):
    verdict = Verdict(Action.ALLOW, (), version, known)
    written = JsonLines().one(Judged(Post("a"), verdict, "p.jsonl", 1))
    assert written == f"{json.dumps(verdict.to_json())}\n"


def test_a_line_without_a_text_says_that_it_is_missing(run, desk):
    (desk / "p.jsonl").write_text('{"txt": "hello"}\n')
    ran = run("check", "p.jsonl")
    assert ran.status == 2
    assert "line 1: 'text' is missing" in ran.err
