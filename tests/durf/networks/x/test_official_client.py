"""X's own client for Python holds what is asked of X, and the fake, to its contract.

Its models are made from X's published OpenAPI document (github.com/xdevplatform/xdk).
"""

from __future__ import annotations

import inspect
import json
import re
import typing
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest

from durf.networks.speaking import Picture, Sent
from durf.networks.x.speaker import SPEAKER
from tests.durf.networks.adapting import Adapter
from tests.durf.networks.driving import drive
from tests.durf.networks.x.fake import SERVER, FakeX
from tests.durf.networks.x.test_speaker import ACCOUNT, outgoing, publish

if typing.TYPE_CHECKING:
    from durf.networks.talking import Request

xdk = pytest.importorskip("xdk", reason="no contract of X: 'pip install xdk' has it")
schemas = pytest.importorskip("xdk.schemas")

PICTURE = Picture(b"a picture", "image/png", "Een brug")
NUMBER = r"\d+"
# What is asked, what the client takes for its body, and what for its answer.
CONTRACT = (
    ("GET", "/2/users/me", "", "GetUsersMeResponse"),
    ("GET", f"/2/users/{NUMBER}/tweets", "", "GetUsersPostsResponse"),
    ("POST", "/2/tweets", "CreatePostsRequest", "CreatePostsResponse"),
    ("GET", f"/2/tweets/{NUMBER}", "", "GetPostsByIdResponse"),
    ("DELETE", f"/2/tweets/{NUMBER}", "", "DeletePostsResponse"),
    ("GET", "/2/tweets/search/recent", "", "SearchPostsRecentResponse"),
    (
        "POST",
        "/2/media/upload/initialize",
        "InitializeMediaUploadRequest",
        "InitializeMediaUploadResponse",
    ),
    ("POST", f"/2/media/upload/{NUMBER}/append", "", "AppendMediaUploadResponse"),
    ("POST", f"/2/media/upload/{NUMBER}/finalize", "", "FinalizeMediaUploadResponse"),
    ("GET", "/2/media/upload", "", "GetMediaUploadStatusResponse"),
    (
        "POST",
        "/2/media/metadata",
        "CreateMediaMetadataRequest",
        "CreateMediaMetadataResponse",
    ),
)


def strictly(name: str, content: object) -> None:
    """Hold content to a model, and to its names: the client itself takes any."""
    model = getattr(schemas, name).model_validate(content)
    strange = list(unknown(model))
    assert not strange, f"{name} does not know {strange}"


def unknown(value: object) -> typing.Iterator[str]:
    if isinstance(value, list | tuple):
        for one in value:
            yield from unknown(one)
    elif hasattr(value, "model_extra"):
        yield from value.model_extra or ()
        for name in type(value).model_fields:
            yield from unknown(getattr(value, name))


class Held:
    """Passes requests on, and holds them and their answers to the contract."""

    def __init__(self, x: FakeX) -> None:
        self.x = x
        self.seen: set[tuple[str, str]] = set()

    def __call__(self, request: Request):
        answer = self.x(request)
        path = urlsplit(request.url).path
        [(method, form, body, told)] = [
            one
            for one in CONTRACT
            if one[0] == request.method and re.fullmatch(one[1], path)
        ]
        self.seen.add((method, form))
        if body:
            strictly(body, json.loads(request.body))
        if answer.is_fine:
            strictly(told, answer.json())
        return answer


def client_of(x: FakeX):
    client = xdk.Client(base_url=SERVER, access_token="access-1")
    client.session.mount("https://", Adapter(x))
    return client


def test_all_that_is_asked_and_answered_is_in_the_contract() -> None:
    x = FakeX()
    x.looking = 2
    held = Held(x)
    first = publish(held, outgoing("R&D: zie https://durf.nl", pictures=[PICTURE]))
    second = publish(held, outgoing("Twee " * 80, follows=first, choices={"reply_settings": "following"}))  # fmt: skip
    x.publish("Goed", author="8", follows=second.number)
    drive(SPEAKER.greet(ACCOUNT), held)
    x.page = 1
    drive(SPEAKER.settle(ACCOUNT, outgoing("Drie"), set()), held)
    drive(SPEAKER.read(ACCOUNT, first), held)
    drive(SPEAKER.read(ACCOUNT, Sent("5")), held)
    drive(SPEAKER.replies(ACCOUNT, first), held)
    drive(SPEAKER.delete(ACCOUNT, first), held)
    assert held.seen == {one[:2] for one in CONTRACT}


def test_what_is_not_in_the_contract_is_caught() -> None:
    """Else the test above would say nothing."""
    for content in ({"text": "a", "media": {"ids": ["1"]}}, {"text": "a", "key": "b"}):
        with pytest.raises((AssertionError, ValueError)):
            strictly("CreatePostsRequest", content)


@pytest.mark.parametrize(
    ("part", "name", "talk"),
    [
        ("users", "get_posts", SPEAKER.settle(ACCOUNT, outgoing("a"), set())),
        ("posts", "get_by_id", SPEAKER.read(ACCOUNT, Sent("5"))),
        ("posts", "search_recent", SPEAKER.replies(ACCOUNT, Sent("5"))),
    ],
)
def test_the_names_that_are_asked_for_are_known(part, name, talk) -> None:
    method = getattr(getattr(client_of(FakeX()), part), name)
    known = inspect.signature(method).parameters
    asked = dict(parse_qsl(urlsplit(next(talk).url).query))
    for parameter, value in asked.items():
        taken = known[parameter.replace(".", "_")].annotation
        # Annotations are text there, and not all of their names are imported.
        if listed := set(re.findall(r"['\"]([\w.]+)['\"]", taken)):
            assert set(value.split(",")) <= listed, parameter


def test_the_client_of_x_and_ours_find_the_same() -> None:
    x = FakeX()
    client = client_of(x)
    body = schemas.CreatePostsRequest(text="Van hun kant & terug")
    theirs = client.posts.create(body).data.id
    assert drive(SPEAKER.read(ACCOUNT, Sent(theirs)), x).text == "Van hun kant & terug"
    x.now += timedelta(seconds=1)
    ours = publish(x, outgoing("Van onze kant")).number
    assert client.posts.get_by_id(id=ours).data.text == "Van onze kant"
    [page] = client.users.get_posts(id="7", max_results=100)
    assert [one.id for one in page.data] == [ours, theirs]
    assert client.posts.delete(id=ours).data.deleted
    assert drive(SPEAKER.read(ACCOUNT, Sent(ours)), x) is None
