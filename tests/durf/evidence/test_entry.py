"""Entries: one form only, and parts that can be opened, or never guessed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from durf.errors import BadEntry
from durf.evidence.canonical import canonical, read_canonical
from durf.evidence.entry import Part, commit, make_leaf, opens, read_leaf

AT = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SALT = bytes(range(32))
ACT = commit("act", {"by": "person/7", "policy": "2026.1"}, SALT)

json = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


def is_utf8(value) -> bool:
    try:
        canonical(value)
    except UnicodeEncodeError:
        return False
    return True


def test_an_entry_looks_as_it_is_documented():
    leaf = make_leaf("draft.approved", AT, "draft/17", [ACT])
    assert leaf == (
        b'{"at":"2026-11-23T12:00:00.000000Z","kind":"draft.approved",'
        b'"parts":{"act":"' + b"fyuAOtTiQ/AtlNykgp8gLfDF65mXhjQ7YcFELRPv0Gw=" + b'"},'
        b'"subject":"draft/17","v":1}'
    )


def test_an_entry_says_what_was_put_in():
    zone = timezone(timedelta(hours=1))
    at = datetime(2026, 11, 23, 13, 0, 0, 5, tzinfo=zone)
    person = commit("person:3f2a", {"name": "A"}, SALT)
    leaf = read_leaf(make_leaf("draft.approved", at, "draft/17", [ACT, person]))
    assert leaf.kind == "draft.approved"
    assert leaf.subject == "draft/17"
    assert leaf.at == at
    assert leaf.at.tzinfo is UTC
    assert leaf.parts == {"act": ACT.commitment, "person:3f2a": person.commitment}


def test_a_part_opens_with_its_salt_and_payload_only():
    leaf = read_leaf(make_leaf("a", AT, "b", [ACT]))
    assert opens(leaf, "act", ACT.salt, ACT.payload)
    assert not opens(leaf, "other", ACT.salt, ACT.payload)
    assert not opens(leaf, "act", ACT.salt[::-1], ACT.payload)
    assert not opens(leaf, "act", ACT.salt, ACT.payload + b" ")
    # The border between salt and payload is part of what is shown.
    assert not opens(leaf, "act", ACT.salt + ACT.payload[:1], ACT.payload[1:])


def test_the_same_payload_never_has_the_same_hash_twice():
    other = commit("act", ACT.content, SALT[::-1])
    assert other.payload == ACT.payload
    assert other.commitment != ACT.commitment


@pytest.mark.parametrize(
    "change",
    [
        {"kind": ""},
        {"kind": "Draft approved"},
        {"kind": "a" * 201},
        {"subject": ""},
        {"subject": "a b"},
        {"subject": "a\nb"},
        {"at": datetime(2026, 1, 1)},
        {"parts": [ACT, ACT]},
        {"parts": [commit(f"p{n}", n, SALT) for n in range(2000)]},
    ],
)
def test_what_does_not_fit_is_no_entry(change):
    whole = {"kind": "a", "at": AT, "subject": "b", "parts": [ACT]} | change
    with pytest.raises(BadEntry):
        make_leaf(**whole)


GOOD = make_leaf("draft.approved", AT, "draft/17", [ACT])


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        GOOD + b"\n",
        GOOD.replace(b'"v":1', b'"v":2'),
        GOOD.replace(b'"v":1', b'"v":1.0'),
        GOOD.replace(b'"v":1', b'"v":1,"w":1'),
        GOOD.replace(b'"subject":"draft/17",', b""),
        GOOD.replace(b"12:00:00.000000Z", b"12:00:00Z"),
        GOOD.replace(b"2026-11", b"2026-1"),
        GOOD.replace(b'"draft.approved"', b'"Draft"'),
        GOOD.replace(b'"draft.approved"', b"7"),
        GOOD.replace(b'"act"', b'"An act"'),
        GOOD.replace(b"v0Gw=", b"v0Gx="),
        GOOD.replace(b"{", b"[" * 100_000),
        b"x" * 70_000,
    ],
)
def test_what_is_no_entry_is_refused(content):
    with pytest.raises(BadEntry):
        read_leaf(content)


@pytest.mark.parametrize(("name", "salt"), [("A b", SALT), ("act", b"short")])
def test_a_part_needs_a_plain_name_and_a_whole_salt(name, salt):
    with pytest.raises(BadEntry):
        Part(name, salt, b"{}")


def test_a_payload_that_is_not_json_cannot_be_read():
    with pytest.raises(BadEntry):
        _ = Part("act", SALT, b"{ }").content
    with pytest.raises(BadEntry):
        commit("act", {"share": 0.5}, SALT)


@given(json.filter(is_utf8))
def test_canonical_json_comes_back_and_has_one_form(value):
    content = canonical(value)
    assert read_canonical(content) == value
    assert canonical(read_canonical(content)) == content


@pytest.mark.parametrize(
    ("value", "form"),
    [
        # From RFC 8785: by UTF-16 units, and little is escaped.
        (
            {"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\U0001f600": 5, "\x80": 6},
            '{"\\r":2,"1":4,"\x80":6,"€":1,"😀":5,"\ufb33":3}',
        ),
        ('\u20ac$\x0f\nA\'B"\\\\"/', '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'),
        ([None, True, False, -1], "[null,true,false,-1]"),
    ],
)
def test_canonical_json_is_that_of_the_standard(value, form):
    assert canonical(value) == form.encode()


@pytest.mark.parametrize(
    "value", [1.5, float("nan"), 2**53, {1: 2}, {"a": {3}}, b"bytes", "\ud800"]
)
def test_what_has_no_one_form_is_refused(value):
    with pytest.raises(ValueError, match=r"canonical|surrogate"):
        canonical(value)
