"""What is asked, and what is made of the answers; no server is needed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from durf.errors import (
    AlreadyThere,
    AnswerLost,
    BadAnswer,
    CannotTell,
    NetworkTrouble,
    Refused,
    TryLater,
    Unauthorised,
)
from durf.networks.bluesky.facets import facets, handles
from durf.networks.bluesky.record import written
from durf.networks.bluesky.record_key import record_key
from durf.networks.bluesky.speaker import SPEAKER
from durf.networks.speaking import Account, Counts, Outgoing, Picture, Sent
from durf.networks.talking import Answer, Purpose
from tests.durf.networks.driving import drive, in_turn

DID = "did:plc:abcdefghijklmnopqrstuvwx"
AT = datetime(2026, 12, 1, 9, 0, 0, 123456, UTC)
ACCOUNT = Account("https://pds.example", "@anna.test", DID, {"token": "t"})
POST = Outgoing("a-key", AT, "Hoi")
KEY = record_key(POST)
URI = f"at://{DID}/app.bsky.feed.post/{KEY}"
SENT = Sent(URI, f"https://bsky.app/profile/{DID}/post/{KEY}", "bafyversion")


def said(content: object, status: int = 200, **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, named, json.dumps(content).encode())


def wrong(name: str, status: int = 400) -> Answer:
    return said({"error": name, "message": "no"}, status)


def there(**value: object) -> Answer:
    content = {"uri": URI, "cid": "bafyversion", "value": written(POST, {}) | value}
    return said(content)


PUBLISHED = said({"uri": URI, "cid": "bafyversion"})


def test_it_asks_to_put_a_record_where_nothing_stands() -> None:
    asked = in_turn([PUBLISHED])
    assert drive(SPEAKER.send(ACCOUNT, POST, {}), asked) == SENT
    [request] = asked.requests
    assert (request.method, request.purpose) == ("POST", Purpose.PUBLISH)
    assert request.url == "https://pds.example/xrpc/com.atproto.repo.putRecord"
    assert request.headers["authorization"] == "Bearer t"
    assert json.loads(request.body) == {
        "repo": DID,
        "collection": "app.bsky.feed.post",
        "rkey": KEY,
        "record": {
            "$type": "app.bsky.feed.post",
            "text": "Hoi",
            "createdAt": "2026-12-01T09:00:00.123Z",
        },
        "swapRecord": None,
    }


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (wrong("InvalidSwap"), AlreadyThere),
        (wrong("ExpiredToken"), Unauthorised),
        (wrong("AuthMissing", 401), Unauthorised),
        (wrong("InvalidRequest"), Refused),
        (wrong("InternalServerError", 500), BadAnswer),
        (Answer(302, {"location": "https://elsewhere.example"}), BadAnswer),
        (Answer(200, {}, b"<html>sorry</html>"), BadAnswer),
        (said({"uri": f"{URI}2", "cid": "bafyversion"}), BadAnswer),
        (said({"uri": URI, "cid": "b/../\r\n"}), BadAnswer),
        (said([]), BadAnswer),
    ],
)
def test_what_an_answer_to_a_publication_proves(answer, error) -> None:
    with pytest.raises(error):
        drive(SPEAKER.send(ACCOUNT, POST, {}), in_turn([answer]))


def test_it_waits_as_long_as_the_server_says() -> None:
    date = "Tue, 01 Dec 2026 09:00:00 GMT"
    reset = str(round(AT.timestamp()) + 90)
    answer = said({}, 429, date=date, ratelimit_reset=reset)
    with pytest.raises(TryLater) as raised:
        drive(SPEAKER.send(ACCOUNT, POST, {}), in_turn([answer]))
    assert raised.value.arguments["seconds"] == 90


def test_a_lost_answer_is_settled_under_its_own_name() -> None:
    asked = in_turn([there()])
    assert drive(SPEAKER.settle(ACCOUNT, POST, set()), asked) == SENT
    [request] = asked.requests
    assert request.purpose is Purpose.READ
    assert parse_qs(urlsplit(request.url).query)["rkey"] == [KEY]
    gone = in_turn([wrong("RecordNotFound")])
    assert drive(SPEAKER.settle(ACCOUNT, POST, set()), gone) is None


@pytest.mark.parametrize(
    "other",
    [
        {"text": "Anders"},
        {"createdAt": "2026-12-01T09:00:01.123Z"},
        {"langs": ["nl"]},
        {"reply": {"parent": {"uri": URI}}},
        {"embed": {"$type": "app.bsky.embed.images", "images": [{"alt": "x"}]}},
        {"embed": {"$type": "app.bsky.embed.external", "external": {"uri": "x"}}},
    ],
)
def test_another_content_is_for_a_person(other) -> None:
    with pytest.raises(CannotTell):
        drive(SPEAKER.settle(ACCOUNT, POST, set()), in_turn([there(**other)]))


def test_a_post_of_another_delivery_is_never_taken() -> None:
    with pytest.raises(CannotTell):
        drive(SPEAKER.settle(ACCOUNT, POST, {URI}), in_turn([there()]))


@pytest.mark.parametrize(
    "answer",
    [wrong("InvalidRequest"), wrong("NotFound", 404), Answer(404), wrong("x", 502)],
)
def test_what_proves_no_absence_settles_nothing(answer) -> None:
    with pytest.raises(BadAnswer):
        drive(SPEAKER.settle(ACCOUNT, POST, set()), in_turn([answer]))


def test_pictures_and_handles_are_prepared() -> None:
    blob = {"$type": "blob", "ref": {"$link": "bafyblob"}, "mimeType": "image/png"}
    blob["size"] = 3
    post = replace(
        POST,
        text="@anna.test en @weg.test",
        pictures=[Picture(b"png", "image/png", "Een brug", 4, 3)],
    )
    asked = in_turn(
        [
            said({"blob": blob | {"more": 1}}),
            said({"did": DID}),
            wrong("InvalidRequest"),
        ]
    )
    prepared = drive(SPEAKER.prepare(ACCOUNT, post), asked)
    assert prepared == {"blobs": [blob], "mentions": {"anna.test": DID}, "versions": {}}
    assert [one.purpose for one in asked.requests] == ["prepare", "read", "read"]
    upload = asked.requests[0]
    assert (upload.body, upload.headers["content-type"]) == (b"png", "image/png")
    record = written(post, json.loads(json.dumps(prepared)))
    [image] = record["embed"]["images"]
    assert image["aspectRatio"] == {"width": 4, "height": 3}
    assert [one["features"][0]["did"] for one in record["facets"]] == [DID]


def test_an_edit_names_the_version_that_is_known() -> None:
    asked = in_turn([there(reply={"x": 1}, langs=["nl"]), PUBLISHED])
    other = replace(POST, text="Beter", written_at=AT + timedelta(days=1))
    drive(SPEAKER.edit(ACCOUNT, replace(SENT, version="bafyold"), other, {}), asked)
    content = json.loads(asked.requests[1].body)
    assert content["swapRecord"] == "bafyold"
    assert content["record"] == {
        "$type": "app.bsky.feed.post",
        "createdAt": "2026-12-01T09:00:00.123Z",
        "reply": {"x": 1},
        "text": "Beter",
    }
    late = in_turn([there(), wrong("InvalidSwap")])
    with pytest.raises(Refused):
        drive(SPEAKER.edit(ACCOUNT, SENT, other, {}), late)


def test_it_counts_what_the_appview_tells() -> None:
    found = {"uri": URI, "likeCount": 3, "repostCount": 2, "replyCount": 1}
    asked = in_turn([said({"posts": [found | {"quoteCount": True}]})])
    assert drive(SPEAKER.count(ACCOUNT, SENT), asked) == Counts(3, 2, 1)
    with pytest.raises(Unauthorised):
        drive(SPEAKER.count(ACCOUNT, SENT), in_turn([wrong("ExpiredToken")]))


def answered(did: str, minute: int, *replies: object) -> dict:
    return {
        "post": {
            "uri": f"at://{did}/app.bsky.feed.post/{minute}",
            "author": {"did": did, "handle": "bram.test"},
            "record": {"text": f"Antwoord {minute}"},
            "indexedAt": f"2026-12-01T10:{minute:02}:00Z",
        },
        "replies": list(replies),
    }


def test_it_reads_what_others_answered_at_any_depth() -> None:
    other = "did:plc:other"
    inner = answered(DID, 5, answered(other, 7))
    gone = {"$type": "app.bsky.feed.defs#notFoundPost", "uri": URI}
    thread = {"replies": [answered(other, 9), inner, gone, answered(other, 1)]}
    found = drive(SPEAKER.replies(ACCOUNT, SENT), in_turn([said({"thread": thread})]))
    texts = [one.text for one in found]
    assert texts == ["Antwoord 1", "Antwoord 7", "Antwoord 9"]
    assert found[0].url == "https://bsky.app/profile/did:plc:other/post/1"


@given(st.text(st.characters(exclude_categories=["Cs"])), st.data())
def test_a_facet_takes_just_the_bytes_of_what_it_marks(text, data) -> None:
    parts = st.sampled_from(["https://durf.nl/é", "@anna.test", "#dúrf", "durf.nl"])
    text = f"{text} {data.draw(parts)} {text} {data.draw(parts)}"
    numbers = dict.fromkeys(handles(text), DID)
    raw, end = text.encode(), 0
    found = facets(text, numbers)
    assert found
    for one in found:
        start, last, end = end, *one["index"].values()
        assert start <= last < end <= len(raw)
        marked, [feature] = raw[last:end].decode(), one["features"]
        assert feature.get("did") == DID or marked.removeprefix("https://").endswith(
            feature.get("uri", feature.get("tag", "")).removeprefix("https://")
        )


@given(st.text(st.characters(exclude_categories=["Cs"])), st.datetimes(datetime(2000, 1, 1), datetime(2200, 1, 1)))  # fmt: skip
def test_a_name_is_a_tid_that_sorts_by_time(key, at) -> None:
    post = Outgoing(key, at.replace(tzinfo=UTC), "")
    name = record_key(post)
    assert len(name) == 13
    assert name[0] in "234567abcdefghij"
    assert set(name) <= set("234567abcdefghijklmnopqrstuvwxyz")
    assert name == record_key(replace(post, text="Anders"))
    later = replace(post, written_at=post.written_at + timedelta(milliseconds=1))
    assert name < record_key(later)
    assert name != record_key(replace(post, key=f"{key}x"))


TALKS = {
    "greet": lambda: SPEAKER.greet(ACCOUNT),
    "refresh": lambda: SPEAKER.refresh(replace(ACCOUNT, secrets={"refresh_token": "r", "password": "p"}), AT),
    "prepare": lambda: SPEAKER.prepare(ACCOUNT, replace(POST, text="@a.test", pictures=[Picture(b"x", "image/png")])),
    "send": lambda: SPEAKER.send(ACCOUNT, POST, {}),
    "settle": lambda: SPEAKER.settle(ACCOUNT, POST, set()),
    "read": lambda: SPEAKER.read(ACCOUNT, SENT),
    "edit": lambda: SPEAKER.edit(ACCOUNT, SENT, POST, {}),
    "delete": lambda: SPEAKER.delete(ACCOUNT, SENT),
    "count": lambda: SPEAKER.count(ACCOUNT, SENT),
    "replies": lambda: SPEAKER.replies(ACCOUNT, SENT),
}  # fmt: skip
NAMES = ["uri", "cid", "value", "error", "did", "handle", "blob", "posts", "thread",
         "replies", "post", "text", "createdAt", "embed", "images", "accessJwt"]  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
    | st.sampled_from([URI, DID, "../x", "a\r\n", "ExpiredToken", "RecordNotFound"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(NAMES), inner, max_size=4),
    max_leaves=10,
)  # fmt: skip
STATUSES = st.sampled_from([200, 204, 302, 400, 401, 404, 413, 429, 500, 502])


@pytest.mark.parametrize("name", TALKS)
@given(st.lists(st.tuples(STATUSES, JSON), min_size=1, max_size=4))
def test_any_answers_end_a_talk(name, answers) -> None:
    left = iter(answers * 20)

    def answering(_):
        status, content = next(left)
        return said(content, status)

    try:
        drive(TALKS[name](), answering)
    except NetworkTrouble as trouble:
        assert str(trouble)


@pytest.mark.parametrize("name", TALKS)
def test_a_lost_answer_ends_a_talk(name) -> None:
    def answering(_):
        raise AnswerLost(host="pds.example")

    with pytest.raises(AnswerLost):
        drive(TALKS[name](), answering)
