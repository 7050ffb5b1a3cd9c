"""What LinkedIn says is sorted, and nothing of it believed unseen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from durf.errors import (
    AlreadyThere,
    BadAnswer,
    NetworkTrouble,
    Refused,
    TryLater,
    Unauthorised,
)
from durf.networks.linkedin.speaker import SPEAKER
from durf.networks.talking import Answer
from tests.durf.networks.driving import Noting, drive, in_turn
from tests.durf.networks.linkedin.test_speaker import (
    ACCOUNT,
    PAGE_ACCOUNT,
    PICTURE,
    SENT,
    outgoing,
    said,
)


def test_an_old_version_is_told_as_such(linkedin) -> None:
    account = replace(ACCOUNT, settings={"version": "202401"})
    with pytest.raises(Refused) as caught:
        drive(SPEAKER.send(account, outgoing("Hallo"), {}), linkedin)
    assert caught.value.arguments["status"] == 426


@pytest.mark.parametrize("version", ["", "x", "202607\r\nx: y", 5, None])
def test_a_version_that_is_none_is_not_sent(linkedin, version) -> None:
    noting = Noting(linkedin)
    drive(SPEAKER.send(replace(ACCOUNT, settings={"version": version}), outgoing("a"), {}), noting)  # fmt: skip
    assert noting.requests[0].headers["linkedin-version"] == "202607"


@pytest.mark.parametrize(
    ("answer", "trouble"),
    [
        (said({}, 401), Unauthorised),
        (said({}, 403), Unauthorised),
        (said({}, 429, retry_after="60"), TryLater),
        (said({"message": "text is too long"}, 422), Refused),
        (said({}, 400), Refused),
        (said({}, 500), BadAnswer),
        (said({}, 504), BadAnswer),
        (said({}, 408), BadAnswer),
        (Answer(302, {"location": "https://evil.example"}), BadAnswer),
        (Answer(200, {}, b"<html>sorry</html>"), BadAnswer),
        (Answer(201), BadAnswer),
        (Answer(201, {"x-restli-id": "urn:li:person:1"}), BadAnswer),
        (Answer(201, {"x-restli-id": "urn:li:share:1/../2"}), BadAnswer),
        (said({"message": "Content is a duplicate of urn:li:person:1"}, 422), AlreadyThere),
        (said({"code": "DUPLICATE_POST"}, 400), AlreadyThere),
    ],
)  # fmt: skip
def test_what_is_said_to_a_post_is_sorted(answer, trouble) -> None:
    with pytest.raises(trouble):
        drive(SPEAKER.send(ACCOUNT, outgoing("Hallo"), {}), in_turn([answer]))


def test_an_escaped_urn_is_a_urn() -> None:
    answer = Answer(201, {"x-restli-id": "urn%3Ali%3Ashare%3A12"})
    sent = drive(SPEAKER.send(ACCOUNT, outgoing("a"), {}), in_turn([answer]))
    assert sent.number == "urn:li:share:12"


@pytest.mark.parametrize(
    "content",
    [
        [],
        {},
        {"id": SENT.number},
        {"id": "urn:li:share:1", "createdAt": 1},
        {"id": SENT.number, "createdAt": "gisteren"},
        {"id": SENT.number, "createdAt": 10**30},
        {"id": SENT.number, "createdAt": True},
        {"id": SENT.number, "createdAt": 1, "commentary": 5},
        {"id": SENT.number, "createdAt": 1, "content": []},
        {"id": SENT.number, "createdAt": 1, "content": {"multiImage": {"images": [5]}}},
    ],
)
def test_nonsense_is_not_read(content) -> None:
    with pytest.raises(BadAnswer):
        drive(SPEAKER.read(ACCOUNT, SENT), in_turn([said(content)]))


@pytest.mark.parametrize(
    "one",
    [5, {}, {"id": "1"}, {"id": "1/2", "actor": "urn:li:person:x", "created": {"time": 1}}],
)  # fmt: skip
def test_nonsense_is_no_answer_to_a_post(one) -> None:
    with pytest.raises(BadAnswer):
        drive(SPEAKER.replies(ACCOUNT, SENT), in_turn([said({"elements": [one]})]))


def test_errors_hold_no_text_of_a_post() -> None:
    for status in (400, 401, 403, 422, 426, 429, 500):
        with pytest.raises(NetworkTrouble) as caught:
            drive(SPEAKER.send(ACCOUNT, outgoing("kanarie"), {}), in_turn([said({"message": "kanarie"}, status)]))  # fmt: skip
        assert "kanarie" not in f"{caught.value!r} {caught.value}"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://www.linkedin.com/x",
        "https://evil.example/x",
        "https://linkedin.com.evil.example/x",
        "https://evillinkedin.com/x",
        "https://www.linkedin.com@evil.example/x",
        "https://[x",
        "https://www.linkedin.com/\r\nx",
    ],
)
def test_a_picture_and_its_token_go_nowhere_else(url) -> None:
    told = {"value": {"uploadUrl": url, "image": "urn:li:image:C4E"}}
    noting = in_turn([said(told)])
    with pytest.raises(BadAnswer):
        drive(SPEAKER.prepare(ACCOUNT, outgoing("Kijk", pictures=[PICTURE])), noting)
    assert len(noting.requests) == 1


def test_an_answer_about_another_organisation_is_not_believed(linkedin) -> None:
    with pytest.raises(BadAnswer):
        drive(SPEAKER.greet(PAGE_ACCOUNT), in_turn([said({"id": 78})]))
