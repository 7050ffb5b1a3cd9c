"""Pictures arrive as they are, and are waited for, but not for ever."""

from __future__ import annotations

from datetime import UTC, datetime
from email.parser import BytesParser
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from durf.errors import BadAnswer, Refused, TryLater
from durf.networks.mastodon.speaker import SPEAKER
from durf.networks.speaking import Account, Outgoing, Picture
from durf.networks.talking import Answer, Purpose, Request
from tests.durf.networks.driving import Noting, drive, in_turn
from tests.durf.networks.mastodon.answering import answer

if TYPE_CHECKING:
    from email.message import Message

ACCOUNT = Account("https://social.example", "@anna@social.example", "7", {"token": "t"})
PICTURE = Picture(b"\x89PNG", "image/png", "Een brug")


def post_with(*pictures: Picture) -> Outgoing:
    at = datetime(2026, 12, 1, 9, tzinfo=UTC)
    return Outgoing("a-key", at, "Hallo", pictures=pictures)


def uploaded(picture=PICTURE, answers=None):
    noting = in_turn(answers or [answer({"id": "11"})])
    return drive(SPEAKER.prepare(ACCOUNT, post_with(picture)), noting), noting.requests


def parts_of(request: Request) -> dict[str, Message]:
    head = f"content-type: {request.headers['content-type']}\r\n\r\n".encode()
    message = BytesParser().parsebytes(head + request.body)
    assert not message.defects
    return {
        part.get_param("name", header="content-disposition"): part
        for part in message.get_payload()
    }


@given(st.binary(max_size=200), st.text(st.characters(exclude_categories=["Cs"])))
def test_a_picture_arrives_as_it_is(content, alt) -> None:
    prepared, [request] = uploaded(Picture(content, "image/jpeg", alt))
    assert prepared == {"media": ["11"]}
    assert request.purpose is Purpose.PREPARE
    boundary = request.headers["content-type"].partition("boundary=")[2].encode()
    *parts, end = request.body.split(b"--" + boundary)
    assert end == b"--\r\n"
    fields = [part.partition(b"\r\n\r\n")[::2] for part in parts[1:]]
    assert [value.removesuffix(b"\r\n") for _, value in fields] == [
        *([alt.encode()] if alt else []),
        content,
    ]
    assert b'name="file"; filename="picture.jpg"' in fields[-1][0]
    assert b"image/jpeg" in fields[-1][0]


def test_a_form_is_read_by_others_too() -> None:
    _, [request] = uploaded()
    parts = parts_of(request)
    assert parts["description"].get_payload() == "Een brug"
    assert parts["file"].get_filename() == "picture.png"
    assert parts["file"].get_content_type() == "image/png"


def test_a_picture_that_is_still_looked_at_is_waited_for() -> None:
    answers = [
        answer({"id": "11"}, 202),
        answer({"id": "11"}, 206),
        answer({"id": "11"}, 206),
        answer({"id": "11"}),
    ]
    prepared, requests = uploaded(answers=answers)
    assert prepared == {"media": ["11"]}
    assert [one.wait for one in requests] == [0, 0, 1, 1]
    assert requests[-1].url == "https://social.example/api/v1/media/11"
    assert {one.purpose for one in requests[1:]} == {Purpose.READ}


def test_it_is_not_waited_for_without_end() -> None:
    noting = Noting(
        lambda request: answer({"id": "11"}, 202 if request.method == "POST" else 206)
    )
    talk = SPEAKER.prepare(ACCOUNT, post_with(PICTURE))
    with pytest.raises(TryLater):
        drive(talk, noting)
    assert sum(one.wait for one in noting.requests) <= 30


@pytest.mark.parametrize("status", [404, 405])
def test_old_servers_take_pictures_in_the_old_way(status) -> None:
    prepared, requests = uploaded(answers=[Answer(status), answer({"id": "11"})])
    assert prepared == {"media": ["11"]}
    assert requests[-1].url == "https://social.example/api/v1/media"
    assert requests[-1].body == requests[0].body


@pytest.mark.parametrize(
    ("answers", "trouble"),
    [
        ([Answer(422)], Refused),
        ([Answer(413)], Refused),
        ([Answer(500)], BadAnswer),
        ([Answer(404), Answer(404)], Refused),
        ([answer({"id": 11})], BadAnswer),
        ([answer({"id": "11"}, 202), Answer(422)], Refused),
        ([answer({"id": "11"}, 202), answer({"id": "12"})], BadAnswer),
    ],
)
def test_a_picture_that_cannot_be_had_is_told(answers, trouble) -> None:
    with pytest.raises(trouble):
        uploaded(answers=answers)
