"""What is asked of X, and what is made of what it says."""

from __future__ import annotations

import json
import uuid
from dataclasses import replace
from datetime import timedelta

import pytest

from durf.errors import (
    AlreadyThere,
    BadAnswer,
    CannotTell,
    NetworkTrouble,
    Refused,
    TryLater,
    Unauthorised,
)
from durf.networks.speaking import Account, Counts, Outgoing, Picture, Sent
from durf.networks.talking import Answer, Purpose
from durf.networks.x.media import LOOKS, PIECE
from durf.networks.x.speaker import SPEAKER
from tests.durf.networks.driving import Noting, drive, in_turn
from tests.durf.networks.x.fake import SERVER, START, FakeX

ACCOUNT = Account(SERVER, "@anna", "7", {"token": "access-1"})
PICTURE = Picture(b"a picture", "image/png", "Een brug")
SENT = Sent("1001", "https://x.com/anna/status/1001")


def outgoing(text: str, **fields) -> Outgoing:
    return Outgoing(str(uuid.uuid4()), START, text, **fields)


def publish(x: FakeX, post: Outgoing) -> Sent:
    prepared = drive(SPEAKER.prepare(ACCOUNT, post), x)
    assert json.loads(json.dumps(prepared)) == prepared
    return drive(SPEAKER.send(ACCOUNT, post, prepared), x)


def said(content: object, status: int = 200, **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, named, json.dumps(content).encode())


def test_it_greets_whom_the_token_belongs_to(x) -> None:
    profile = drive(SPEAKER.greet(ACCOUNT), x)
    assert (profile.number, profile.handle, profile.name) == ("7", "@anna", "Anna")


def test_a_post_is_published_with_one_request(x) -> None:
    noting = Noting(x)
    sent = publish(noting, outgoing("Hallo"))
    [request] = [one for one in noting.requests if one.purpose is Purpose.PUBLISH]
    assert (request.method, request.url) == ("POST", "https://api.x.com/2/tweets")
    assert json.loads(request.body) == {"text": "Hallo"}
    assert sent == Sent("1001", "https://x.com/anna/status/1001")
    assert [one.typed for one in x.posts] == ["Hallo"]


def test_pictures_go_up_in_pieces_with_what_they_show(x) -> None:
    large = Picture(bytes(PIECE) + b"last", "image/jpeg", "Een dijk")
    noting = Noting(x)
    sent = publish(noting, outgoing("Kijk", pictures=[large, PICTURE]))
    first, second = x.uploads.values()
    assert first.pieces == {0: bytes(PIECE), 1: b"last"}
    assert (first.alt, second.alt) == ("Een dijk", "Een brug")
    uploading = noting.requests[:-1]
    assert {one.purpose for one in uploading} == {Purpose.PREPARE}
    assert json.loads(noting.requests[-1].body)["media"] == {"media_ids": [*x.uploads]}
    seen = drive(SPEAKER.read(ACCOUNT, sent), x)
    assert (seen.text, seen.alts) == ("Kijk", ("Een dijk", "Een brug"))


def test_a_picture_without_words_gets_none(x) -> None:
    noting = Noting(x)
    publish(noting, outgoing("Kijk", pictures=[replace(PICTURE, alt="")]))
    assert not [one for one in noting.requests if one.url.endswith("/metadata")]


def test_it_waits_as_long_as_x_says_until_a_picture_is_ready(x) -> None:
    x.looking = 3
    noting = Noting(x)
    moving = Picture(b"GIF89a", "image/gif", "")
    publish(noting, outgoing("Kijk", pictures=[moving]))
    looks = [one for one in noting.requests if "command=STATUS" in one.url]
    assert [one.wait for one in looks] == [5, 5, 5]
    assert json.loads(noting.requests[0].body)["media_category"] == "tweet_gif"


def test_it_does_not_wait_for_ever(x) -> None:
    x.looking = 1_000
    noting = Noting(x)
    with pytest.raises(TryLater):
        drive(SPEAKER.prepare(ACCOUNT, outgoing("Kijk", pictures=[PICTURE])), noting)
    assert sum("command=STATUS" in one.url for one in noting.requests) == LOOKS


@pytest.mark.parametrize(
    "picture",
    [
        Picture(b"broken", "image/png", ""),
        Picture(bytes(5_000_001), "image/png", ""),
        Picture(b"a picture", "image/png", "a" * 1_001),
    ],
    ids=["broken", "large", "told at length"],
)
def test_a_picture_that_x_does_not_take_is_refused(x, picture) -> None:
    with pytest.raises(Refused):
        drive(SPEAKER.prepare(ACCOUNT, outgoing("Kijk", pictures=[picture])), x)


def test_a_thread_follows_on(x) -> None:
    first = publish(x, outgoing("Een"))
    second = publish(x, outgoing("Twee", follows=first, begins=first))
    assert x.posts[1].follows == first.number
    assert drive(SPEAKER.read(ACCOUNT, second), x).text == "Twee"


def test_a_thread_whose_beginning_is_gone_is_refused(x) -> None:
    first = publish(x, outgoing("Een"))
    drive(SPEAKER.delete(ACCOUNT, first), x)
    with pytest.raises(Refused):
        publish(x, outgoing("Twee", follows=first))


def test_only_some_choices_are_passed_on(x) -> None:
    noting = Noting(x)
    publish(noting, outgoing("Hallo", choices={"reply_settings": "following", "visibility": "direct"}))  # fmt: skip
    assert json.loads(noting.requests[-1].body) == {
        "text": "Hallo",
        "reply_settings": "following",
    }


def test_the_same_text_again_is_there_already_but_not_said_where(x) -> None:
    publish(x, outgoing("Hallo"))
    with pytest.raises(AlreadyThere) as caught:
        publish(x, outgoing("Hallo"))
    assert "number" not in caught.value.arguments
    assert len(x.posts) == 1


def test_a_text_stays_taken_after_it_was_deleted(x) -> None:
    sent = publish(x, outgoing("Hallo"))
    drive(SPEAKER.delete(ACCOUNT, sent), x)
    with pytest.raises(AlreadyThere):
        publish(x, outgoing("Hallo"))
    x.now += timedelta(days=2)
    assert publish(x, outgoing("Hallo")).number != sent.number


def test_it_waits_until_requests_are_taken_again(x) -> None:
    """By the clock of X, which ``Date`` tells; what is not used up does not count."""
    x.is_busy = True
    with pytest.raises(TryLater) as caught:
        drive(SPEAKER.send(ACCOUNT, outgoing("Hallo"), {}), x)
    assert caught.value.arguments == {"seconds": 420}


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 0),
        ({"retry_after": "30"}, 30),
        ({"x_rate_limit_reset": "99999999999999999999"}, 0),
        ({"date": "no", "x_rate_limit_reset": "1800000000"}, 0),
        ({"date": "Fri, 15 Jan 2027 08:00:00 GMT", "x_rate_limit_reset": "1800000060"}, 60),
        ({"date": "Fri, 15 Jan 2027 08:00:00 UTC", "x_rate_limit_reset": "1800000060"}, 60),
        ({"date": "Fri, 15 Jan 2027 08:00:00 GMT", "x_rate_limit_reset": "1700000000"}, 0),
        ({"date": "Fri, 15 Jan 2027 08:00:00 GMT", "x_rate_limit_reset": "1999999999"}, 86_400),
    ],
)  # fmt: skip
def test_how_long_to_wait_is_believed_within_bounds(headers, seconds) -> None:
    with pytest.raises(TryLater) as caught:
        drive(SPEAKER.send(ACCOUNT, outgoing("a"), {}), in_turn([said({}, 429, **headers)]))  # fmt: skip
    assert caught.value.arguments == {"seconds": seconds}


@pytest.mark.parametrize(
    ("answer", "trouble"),
    [
        (said({}, 401), Unauthorised),
        (said({"detail": "You are not permitted to perform this action."}, 403), Unauthorised),
        (said({"title": "CreditsDepleted"}, 402), TryLater),
        (said({"detail": "Invalid"}, 400), Refused),
        (said({}, 500), BadAnswer),
        (said({}, 503), BadAnswer),
        (said({}, 408), BadAnswer),
        (Answer(302, {"location": "https://evil.example"}), BadAnswer),
        (Answer(200, {}, b"<html>sorry</html>"), BadAnswer),
        (Answer(403, {}, b"<html>sorry</html>"), Unauthorised),
        (said([]), BadAnswer),
        (said({}), BadAnswer),
        (said({"data": None}), BadAnswer),
        (said({"data": {"id": 7}}), BadAnswer),
        (said({"data": {"id": "7/../8"}}), BadAnswer),
        (said({"data": {"id": "7\n"}}), BadAnswer),
        (said({"errors": [{"detail": "no"}]}), BadAnswer),
    ],
)  # fmt: skip
def test_what_is_said_to_a_post_is_sorted(answer, trouble) -> None:
    with pytest.raises(trouble):
        drive(SPEAKER.send(ACCOUNT, outgoing("Hallo"), {}), in_turn([answer]))


def test_a_post_is_read_back_as_it_was_typed(x) -> None:
    text = "R&D < 5 > 3: zie durf.nl en https://durf.nl/a?b=1&c=2"
    seen = drive(SPEAKER.read(ACCOUNT, publish(x, outgoing(text))), x)
    assert seen.text == "R&D < 5 > 3: zie http://durf.nl en https://durf.nl/a?b=1&c=2"
    assert seen.at == START


def test_a_long_post_is_read_back_whole(x) -> None:
    text = "Zin. " * 100 + "https://durf.nl/lang"
    seen = drive(SPEAKER.read(ACCOUNT, publish(x, outgoing(text))), x)
    assert seen.text == text


def test_a_post_that_is_gone_is_none(x) -> None:
    sent = publish(x, outgoing("Hallo"))
    drive(SPEAKER.delete(ACCOUNT, sent), x)
    assert drive(SPEAKER.read(ACCOUNT, sent), x) is None
    assert drive(SPEAKER.count(ACCOUNT, sent), x) == Counts()
    drive(SPEAKER.delete(ACCOUNT, sent), x)


def test_a_post_that_was_changed_by_hand_is_read_in_its_newest_version(x) -> None:
    sent = publish(x, outgoing("Hallo"))
    changed = x.change(sent.number, "Dag")
    seen = drive(SPEAKER.read(ACCOUNT, sent), x)
    assert (seen.text, seen.sent.number) == ("Dag", changed.number)


def test_an_account_that_may_not_read_cannot_tell(x) -> None:
    sent = publish(x, outgoing("Hallo"))
    x.reads = False
    for talk in (
        SPEAKER.read(ACCOUNT, sent),
        SPEAKER.count(ACCOUNT, sent),
        SPEAKER.replies(ACCOUNT, sent),
        SPEAKER.settle(ACCOUNT, outgoing("Hallo"), set()),
    ):
        with pytest.raises(CannotTell):
            drive(talk, x)


def test_nothing_is_edited() -> None:
    assert not SPEAKER.abilities.edits
    with pytest.raises(Refused):
        drive(SPEAKER.edit(ACCOUNT, SENT, outgoing("Dag"), {}), in_turn([]))


def test_a_deletion_that_is_not_confirmed_proves_nothing() -> None:
    for answer in (said({"data": {"deleted": False}}), said({}), said([])):
        with pytest.raises(BadAnswer):
            drive(SPEAKER.delete(ACCOUNT, SENT), in_turn([answer]))


def test_what_people_did_is_counted(x) -> None:
    sent = publish(x, outgoing("Hallo"))
    counts = drive(SPEAKER.count(ACCOUNT, sent), x)
    assert counts == Counts(likes=3, reposts=2, replies=1, quotes=0, views=120)
    assert all(getattr(counts, name) is not None for name in SPEAKER.abilities.counts)


def test_answers_of_others_are_read_oldest_first(x) -> None:
    sent = publish(x, outgoing("Hallo"))
    first = x.publish("Goed & wel", author="8", follows=sent.number)
    publish(x, outgoing("Dank", follows=Sent(first.number)))
    x.now += timedelta(minutes=1)
    x.publish("Nee", author="9", follows=first.number)
    x.page = 1
    replies = drive(SPEAKER.replies(ACCOUNT, sent), x)
    assert [(one.author, one.text) for one in replies] == [
        ("@reader8", "@anna Goed & wel"),
        ("@reader9", "@reader8 Nee"),
    ]
    assert replies[0].url == f"https://x.com/reader8/status/{first.number}"


@pytest.mark.parametrize(
    "content",
    [
        {"data": "x"},
        {"data": {"id": "1001"}},
        {"data": {"id": "1001", "created_at": "gisteren"}},
        {"data": {"id": "1", "created_at": "2026-12-01T09:00:00Z"}},
        {"data": {"id": "1001", "created_at": "2026-12-01T09:00:00Z", "entities": 5}},
        {"data": {"id": "1001", "created_at": "2026-12-01T09:00:00Z", "text": 5}},
        {"data": {"id": "1001", "created_at": "2026-12-01T09:00:00Z", "referenced_posts": [{"type": "replied_to", "id": "../x"}]}},
        {"errors": [{"type": "https://api.x.com/2/problems/not-authorized-for-resource"}]},
        {"errors": "x"},
    ],
)  # fmt: skip
def test_nonsense_is_not_read(content) -> None:
    with pytest.raises(BadAnswer):
        drive(SPEAKER.read(ACCOUNT, SENT), in_turn([said(content)]))


def test_what_no_file_takes_is_marked() -> None:
    told = {"id": "1001", "created_at": "2026-12-01T09:00:00Z", "text": "a\x00b\ud800c"}
    seen = drive(SPEAKER.read(ACCOUNT, SENT), in_turn([said({"data": told})]))
    assert seen.text == "a\ufffdb\ufffdc"


def test_a_token_that_expired_is_made_new_once(x) -> None:
    secrets = {"token": "old", "refresh_token": "refresh-1", "client": "app"}
    account = replace(ACCOUNT, secrets=secrets)
    with pytest.raises(Unauthorised):
        drive(SPEAKER.greet(account), x)
    fresh = drive(SPEAKER.refresh(account, START), x)
    assert fresh["expires_at"] == "2026-12-01T11:00:00+00:00"
    assert drive(SPEAKER.greet(replace(account, secrets=fresh)), x).number == "7"
    with pytest.raises(Unauthorised):
        drive(SPEAKER.refresh(account, START), x)


def test_no_secret_stands_outside_its_header(x) -> None:
    noting = Noting(x)
    sent = publish(noting, outgoing("Hallo", pictures=[PICTURE]))
    for talk in (
        SPEAKER.settle(ACCOUNT, outgoing("Hallo"), set()),
        SPEAKER.read(ACCOUNT, sent),
        SPEAKER.replies(ACCOUNT, sent),
        SPEAKER.delete(ACCOUNT, sent),
    ):
        drive(talk, noting)
    for request in noting.requests:
        others = {name: value for name, value in request.headers.items() if name != "authorization"}  # fmt: skip
        assert "access-1" not in f"{request.url}{others}{request.body!r}"


def test_errors_hold_no_text_of_a_post() -> None:
    for status in (400, 401, 403, 429, 500):
        with pytest.raises(NetworkTrouble) as caught:
            drive(SPEAKER.send(ACCOUNT, outgoing("kanarie"), {}), in_turn([said({"detail": "kanarie"}, status)]))  # fmt: skip
        assert "kanarie" not in f"{caught.value!r} {caught.value}"
