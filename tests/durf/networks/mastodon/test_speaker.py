"""What is asked of a server, and what is made of its answers."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from durf.errors import AnswerLost, BadAnswer, Refused, TryLater, Unauthorised
from durf.networks.mastodon.speaker import SPEAKER
from durf.networks.speaking import Account, Outgoing, Sent
from durf.networks.talking import Answer, Purpose, Request
from tests.durf.networks.driving import Noting, drive, in_turn
from tests.durf.networks.mastodon.answering import answer
from tests.durf.networks.mastodon.rendering import told

ACCOUNT = Account("https://social.example", "@anna@social.example", "7", {"token": "t"})
POST = Outgoing("a-key", datetime(2026, 12, 1, 9, tzinfo=UTC), "Hallo")
SENT = Sent("1", "https://social.example/@anna/1")
ME = {
    "id": "7",
    "acct": "anna",
    "display_name": "Anna",
    "source": {"privacy": "unlisted"},
}
CONFIGURATION = {
    "statuses": {
        "max_characters": 5000,
        "characters_reserved_per_url": 23,
        "max_media_attachments": 6,
    },
    "media_attachments": {
        "supported_mime_types": ["image/png", 5, "x y"],
        "description_limit": 1500,
        "image_size_limit": 16_777_216,
        "image_matrix_limit": "large",
    },
    "polls": {"max_options": 4},
}


def asked(talk, answers) -> tuple[object, list[Request]]:
    noting = in_turn(answers)
    return drive(talk, noting), noting.requests


def body(request: Request) -> dict:
    assert request.headers["content-type"] == "application/json"
    return json.loads(request.body)


def test_the_newest_words_of_a_server_are_taken() -> None:
    instance = {"domain": "durf.example", "configuration": CONFIGURATION, "version": "4.5.0"}  # fmt: skip
    profile, requests = asked(SPEAKER.greet(ACCOUNT), [answer(ME), answer(instance)])
    assert [one.url for one in requests] == [
        "https://social.example/api/v1/accounts/verify_credentials",
        "https://social.example/api/v2/instance",
    ]
    assert profile.handle == "@anna@durf.example"
    assert profile.settings == {
        "max_characters": 5000,
        "characters_reserved_per_url": 23,
        "pictures": 6,
        "alt": 1500,
        "picture_bytes": 16_777_216,
        "poll_options": 4,
        "kinds": ["image/png"],
        "domain": "durf.example",
        "version": "4.5.0",
        "visibility": "unlisted",
    }


@pytest.mark.parametrize(
    "older",
    [
        {"uri": "https://durf.example/", "configuration": CONFIGURATION},
        # Pleroma.
        {"uri": "https://durf.example", "max_toot_chars": 5000},
    ],
)
def test_older_servers_say_it_in_older_words(older) -> None:
    answers = [answer(ME), Answer(404), answer(older)]
    profile, requests = asked(SPEAKER.greet(ACCOUNT), answers)
    assert requests[-1].url == "https://social.example/api/v1/instance"
    assert profile.settings["max_characters"] == 5000
    assert profile.handle == "@anna@durf.example"


@pytest.mark.parametrize(
    "instance",
    [
        {},
        {"configuration": None, "domain": "a b", "version": 4},
        {"configuration": {"statuses": {"max_characters": 0}, "polls": []}},
        {"configuration": {"statuses": {"max_characters": "500"}}},
    ],
)
def test_what_a_server_does_not_say_is_not_known(instance) -> None:
    profile, _ = asked(SPEAKER.greet(ACCOUNT), [answer(ME), answer(instance)])
    assert profile.settings == {"visibility": "unlisted"}
    assert profile.handle == "@anna"


def test_a_name_that_has_its_host_gets_no_other() -> None:
    answers = [answer(ME | {"acct": "anna@a.example"}), answer({"domain": "b.example"})]
    profile, _ = asked(SPEAKER.greet(ACCOUNT), answers)
    assert profile.handle == "@anna@a.example"


@pytest.mark.parametrize(
    ("answers", "trouble"),
    [
        ([Answer(401)], Unauthorised),
        ([Answer(404)], BadAnswer),
        ([Answer(301, {"location": "https://elsewhere.example"})], BadAnswer),
        ([Answer(200, {}, b"<!doctype html>")], BadAnswer),
        ([answer({"id": "7/../8", "acct": "anna"})], BadAnswer),
        ([answer(ME), Answer(429)], TryLater),
        ([answer(ME), Answer(404), Answer(404)], BadAnswer),
        ([answer(ME), answer([])], BadAnswer),
    ],
)
def test_what_is_no_such_server_is_told(answers, trouble) -> None:
    with pytest.raises(trouble):
        asked(SPEAKER.greet(ACCOUNT), answers)


def test_a_post_goes_out_in_one_request() -> None:
    post = replace(
        POST,
        language="nl",
        follows=Sent("5"),
        choices={"visibility": "private", "warning": "Eten", "sensitive": True},
    )
    prepared = json.loads(json.dumps({"media": ["11", "12"]}))
    sent, [request] = asked(SPEAKER.send(ACCOUNT, post, prepared), [answer(told())])
    assert sent == SENT
    assert (request.method, request.purpose) == ("POST", Purpose.PUBLISH)
    assert request.url == "https://social.example/api/v1/statuses"
    assert request.headers["idempotency-key"] == "a-key"
    assert request.headers["authorization"] == "Bearer t"
    assert body(request) == {
        "status": "Hallo",
        "content_type": "text/plain",
        "language": "nl",
        "spoiler_text": "Eten",
        "sensitive": True,
        "media_ids": ["11", "12"],
        "visibility": "private",
        "in_reply_to_id": "5",
    }


def test_what_nobody_chose_is_left_to_the_account() -> None:
    _, [request] = asked(SPEAKER.send(ACCOUNT, POST, {}), [answer(told())])
    assert body(request).keys() == {"status", "content_type"}


def test_a_poll_lasts_a_day_unless_it_says_otherwise() -> None:
    for given_, seconds in (({}, 86_400), ({"expires_in": 300}, 300)):
        poll = {"options": ["ja", "nee"], "multiple": True} | given_
        post = replace(POST, choices={"poll": poll})
        _, [request] = asked(SPEAKER.send(ACCOUNT, post, {}), [answer(told())])
        assert body(request)["poll"] == {
            "options": ["ja", "nee"],
            "expires_in": seconds,
            "multiple": True,
            "hide_totals": False,
        }


@pytest.mark.parametrize(
    ("said", "trouble"),
    [
        (Answer(401), Unauthorised),
        (Answer(403), Unauthorised),
        (Answer(404), Refused),
        (Answer(422), Refused),
        (Answer(429), TryLater),
        (Answer(302), BadAnswer),
        # A repeat with the same key, sometimes: github.com/mastodon/mastodon/issues/40399
        (Answer(500), BadAnswer),
        (Answer(503), BadAnswer),
        (Answer(200, {}, b"<html>"), BadAnswer),
        (answer({}), BadAnswer),
        # It was only planned there.
        (answer({"id": "3", "scheduled_at": "2026-12-02T09:00:00Z"}), BadAnswer),
        (answer(told("1/../2")), BadAnswer),
    ],
)
def test_what_publishing_meets_says_what_to_do(said, trouble) -> None:
    for talk in (
        SPEAKER.send(ACCOUNT, POST, {}),
        SPEAKER.edit(ACCOUNT, SENT, POST, {}),
    ):
        with pytest.raises(trouble) as raised:
            asked(talk, [said])
        assert "Hallo" not in str(raised.value)


def test_a_lost_answer_stays_lost() -> None:
    def lost(_):
        raise AnswerLost(host="social.example")

    for talk in (SPEAKER.send(ACCOUNT, POST, {}), SPEAKER.delete(ACCOUNT, SENT)):
        noting = Noting(lost)
        with pytest.raises(AnswerLost):
            drive(talk, noting)
        assert len(noting.requests) == 1


def test_it_is_read_back_as_it_was_typed() -> None:
    there = told(text="**Hallo**", media_attachments=[{"description": "Een brug"}])
    source = {"id": "1", "text": "**Hallo**\n", "spoiler_text": ""}
    seen, _ = asked(SPEAKER.read(ACCOUNT, SENT), [answer(there), answer(source)])
    assert (seen.sent, seen.text, seen.alts) == (SENT, "**Hallo**\n", ("Een brug",))
    assert seen.at == POST.written_at


@pytest.mark.parametrize("status", [401, 403, 404, 405, 410])
def test_without_a_source_it_is_read_from_what_is_shown(status) -> None:
    there = told(text="Een & twee\n\ndrie")
    seen, _ = asked(SPEAKER.read(ACCOUNT, SENT), [answer(there), Answer(status)])
    assert seen.text == "Een & twee\n\ndrie"


@pytest.mark.parametrize("status", [404, 410])
def test_what_is_gone_is_gone(status) -> None:
    gone = [Answer(status)]
    assert asked(SPEAKER.read(ACCOUNT, SENT), gone)[0] is None
    assert asked(SPEAKER.delete(ACCOUNT, SENT), gone)[0] is None
    assert asked(SPEAKER.replies(ACCOUNT, SENT), gone)[0] == ()
    assert asked(SPEAKER.count(ACCOUNT, SENT), gone)[0].likes is None


@pytest.mark.parametrize("status", [403, 422, 500])
def test_it_is_gone_only_if_that_is_said(status) -> None:
    for talk in (SPEAKER.read(ACCOUNT, SENT), SPEAKER.delete(ACCOUNT, SENT)):
        with pytest.raises((Unauthorised, Refused, BadAnswer)):
            asked(talk, [Answer(status)])


def test_another_post_than_was_asked_for_is_none() -> None:
    other = answer(told("2"))
    for talk in (SPEAKER.read(ACCOUNT, SENT), SPEAKER.edit(ACCOUNT, SENT, POST, {})):
        with pytest.raises(BadAnswer):
            asked(talk, [other])


def test_an_edit_says_all_that_is_to_stay() -> None:
    """Mastodon takes away the pictures and the poll that an edit does not name."""
    changed = told(edited_at="2026-12-01T09:05:00Z")
    talk = SPEAKER.edit(ACCOUNT, SENT, replace(POST, follows=Sent("5")), {})
    sent, [request] = asked(talk, [answer(changed)])
    assert sent == replace(SENT, version="2026-12-01T09:05:00Z")
    assert (request.method, request.purpose) == ("PUT", Purpose.PUBLISH)
    assert request.url == "https://social.example/api/v1/statuses/1"
    assert body(request) == {
        "status": "Hallo",
        "content_type": "text/plain",
        "spoiler_text": "",
        "media_ids": [],
    }
    post = replace(POST, choices={"warning": "Eten", "poll": {"options": ["a", "b"]}})
    talk = SPEAKER.edit(ACCOUNT, SENT, post, {"media": ["11"]})
    _, [request] = asked(talk, [answer(changed)])
    assert body(request)["spoiler_text"] == "Eten"
    assert body(request)["media_ids"] == ["11"]
    assert body(request)["poll"]["options"] == ["a", "b"]


def test_taking_away_is_one_request() -> None:
    _, [request] = asked(SPEAKER.delete(ACCOUNT, SENT), [answer(told())])
    assert (request.method, request.purpose) == ("DELETE", Purpose.PUBLISH)
    assert request.url == "https://social.example/api/v1/statuses/1"


def test_counts_that_are_not_told_are_not_nought() -> None:
    there = told(favourites_count=3, reblogs_count="many", replies_count=-1)
    counts, _ = asked(SPEAKER.count(ACCOUNT, SENT), [answer(there)])
    assert (counts.likes, counts.reposts, counts.replies) == (3, None, None)
    assert counts.quotes is None
    there = told(quotes_count=2)
    assert asked(SPEAKER.count(ACCOUNT, SENT), [answer(there)])[0].quotes == 2


def test_answers_of_others_come_in_their_order_without_our_own() -> None:
    def answered(number: str, minute: int, author: str = "8") -> dict:
        at = f"2026-12-01T09:{minute:02}:00Z"
        account = {"id": author, "acct": "bram@other.example"}
        return told(number, f"Antwoord {number}", created_at=at, account=account)

    after = [answered("4", 4), answered("3", 3), answered("9", 1, author="7")]
    found, _ = asked(
        SPEAKER.replies(ACCOUNT, SENT),
        [answer({"ancestors": [], "descendants": after})],
    )
    assert [one.number for one in found] == ["3", "4"]
    assert (found[0].author, found[0].text) == ("@bram@other.example", "Antwoord 3")
    many = [answered(str(100 + place), place % 60) for place in range(400)]
    found, _ = asked(SPEAKER.replies(ACCOUNT, SENT), [answer({"descendants": many})])
    assert len(found) == 300


def test_a_token_stays_as_it_is() -> None:
    secrets, requests = asked(SPEAKER.refresh(ACCOUNT, POST.written_at), [])
    assert (secrets, requests) == ({"token": "t"}, [])


def test_no_key_of_a_server_is_relied_upon() -> None:
    assert SPEAKER.abilities.settles
    assert not SPEAKER.abilities.own_keys
