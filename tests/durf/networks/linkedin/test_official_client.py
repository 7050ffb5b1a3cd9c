"""LinkedIn's own client for Python asks as we do, and understands the fake.

LinkedIn publishes no document of its interface; its client knows how Rest.li writes
addresses, methods and patches (github.com/linkedin-developers/linkedin-api-python-client).
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

import pytest

from durf.networks.linkedin.asking import VERSION
from durf.networks.linkedin.speaker import SPEAKER
from durf.networks.speaking import Picture, Sent
from tests.durf.networks.adapting import Adapter
from tests.durf.networks.driving import Noting, drive
from tests.durf.networks.linkedin.fake import MEMBER
from tests.durf.networks.linkedin.test_speaker import ACCOUNT, outgoing, publish

if TYPE_CHECKING:
    from durf.networks.talking import Request

restli = pytest.importorskip(
    "linkedin_api.clients.restli.client",
    reason="no client of LinkedIn: 'pip install linkedin-api-client' has it",
)

AS_US = {"access_token": "access-1", "version_string": VERSION}
URN = "urn:li:share:7000000000000000001"
PICTURE = Picture(b"a picture", "image/png", "")


@pytest.fixture
def theirs(linkedin):
    """What their client asks, and their client."""
    client, noting = restli.RestliClient(), Noting(linkedin)
    client.session.mount("https://", Adapter(noting))
    return noting.requests, client


def told(request: Request) -> tuple[object, ...]:
    """What a request says, in whatever order."""
    parts = urlsplit(request.url)
    headers = request.headers
    return (
        request.method,
        f"{parts.scheme}://{parts.netloc}{parts.path}",
        sorted(parse_qsl(parts.query)),
        headers["linkedin-version"],
        headers["x-restli-protocol-version"],
        json.loads(request.body) if request.body else None,
    )


def first(talk) -> Request:
    return next(talk)


def test_a_post_is_made_as_they_make_it(theirs, linkedin) -> None:
    ours = first(SPEAKER.send(ACCOUNT, outgoing("Hallo (allemaal)"), {}))
    requests, client = theirs
    entity = json.loads(ours.body)
    made = client.create(resource_path="/posts", entity=entity, **AS_US)
    assert told(requests[0]) == told(ours)
    assert made.entity_id == linkedin.posts[0].number


def test_posts_are_found_as_they_find_them(theirs, linkedin) -> None:
    ours = first(SPEAKER.settle(ACCOUNT, outgoing("Hallo"), set()))
    sent = publish(linkedin, outgoing("Hallo"))
    requests, client = theirs
    asked = {"author": MEMBER, "count": 100, "start": 0, "sortBy": "CREATED"}
    found = client.finder(
        resource_path="/posts", finder_name="author", query_params=asked, **AS_US
    )
    assert told(requests[0]) == told(ours)
    assert requests[0].headers["x-restli-method"] == ours.headers["x-restli-method"]
    assert [one["id"] for one in found.elements] == [sent.number]


def test_a_post_is_read_as_they_read_it(theirs, linkedin) -> None:
    sent = publish(linkedin, outgoing("Hallo"))
    requests, client = theirs
    found = client.get(
        resource_path="/posts/{id}",
        path_keys={"id": sent.number},
        query_params={"viewContext": "AUTHOR"},
        **AS_US,
    )
    assert told(requests[0]) == told(first(SPEAKER.read(ACCOUNT, sent)))
    assert found.entity["commentary"] == "Hallo"


def test_a_post_is_changed_and_deleted_as_they_do_it(theirs, linkedin) -> None:
    sent = publish(linkedin, outgoing("Hallo"))
    requests, client = theirs
    about = {"resource_path": "/posts/{id}", "path_keys": {"id": sent.number}} | AS_US
    client.partial_update(patch_set_object={"commentary": "Dag"}, **about)
    client.delete(**about)
    changing = first(SPEAKER.edit(ACCOUNT, sent, outgoing("Dag"), {}))
    deleting = first(SPEAKER.delete(ACCOUNT, sent))
    assert [told(one) for one in requests] == [told(changing), told(deleting)]
    methods = [one.headers["x-restli-method"] for one in requests]
    assert methods == [one.headers["x-restli-method"] for one in (changing, deleting)]
    assert drive(SPEAKER.read(ACCOUNT, sent), linkedin) is None


def test_a_picture_is_announced_as_they_announce_it(theirs) -> None:
    ours = first(SPEAKER.prepare(ACCOUNT, outgoing("Kijk", pictures=[PICTURE])))
    requests, client = theirs
    made = client.action(
        resource_path="/images",
        action_name="initializeUpload",
        action_params={"initializeUploadRequest": {"owner": MEMBER}},
        **AS_US,
    )
    assert told(requests[0]) == told(ours)
    assert made.value["image"].startswith("urn:li:image:")


@pytest.mark.parametrize(
    ("path", "talk"),
    [
        ("/socialMetadata/{id}", SPEAKER.count),
        ("/socialActions/{id}/comments", SPEAKER.replies),
        ("/posts/{id}", SPEAKER.read),
    ],
)
def test_numbers_are_written_into_addresses_as_they_write_them(theirs, path, talk) -> None:  # fmt: skip
    requests, client = theirs
    for urn in (URN, URN.replace("share", "ugcPost")):
        client.get(resource_path=path, path_keys={"id": urn}, **AS_US)
        ours = first(talk(replace(ACCOUNT), Sent(urn)))
        assert told(requests[-1])[:2] == told(ours)[:2]
