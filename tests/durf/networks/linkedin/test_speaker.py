"""What is asked of LinkedIn, and what is made of what it says."""

from __future__ import annotations

import json
import uuid
from dataclasses import replace
from datetime import timedelta

import pytest

from durf.errors import (
    AlreadyThere,
    CannotTell,
    Refused,
    TryLater,
)
from durf.networks.linkedin.organisations import organisations
from durf.networks.linkedin.speaker import SPEAKER
from durf.networks.speaking import Account, Card, Counts, Outgoing, Picture, Sent
from durf.networks.talking import Answer, Purpose
from tests.durf.networks.driving import Noting, drive
from tests.durf.networks.linkedin.fake import (
    MEMBER,
    ORGANISATION,
    SERVER,
    START,
    UPLOADS,
    FakeLinkedIn,
)

ACCOUNT = Account(SERVER, "Anna de Vries", MEMBER, {"token": "access-1"})
PAGE_ACCOUNT = replace(ACCOUNT, handle="durf", number=ORGANISATION)
PICTURE = Picture(b"a picture", "image/png", "Een brug")
SENT = Sent("urn:li:share:7000000000000000001")


def outgoing(text: str, **fields) -> Outgoing:
    return Outgoing(str(uuid.uuid4()), START, text, **fields)


def publish(linkedin, post: Outgoing, account: Account = ACCOUNT) -> Sent:
    prepared = drive(SPEAKER.prepare(account, post), linkedin)
    assert json.loads(json.dumps(prepared)) == prepared
    return drive(SPEAKER.send(account, post, prepared), linkedin)


def said(content: object, status: int = 200, **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, named, json.dumps(content).encode())


def test_it_greets_the_member(linkedin) -> None:
    profile = drive(SPEAKER.greet(replace(ACCOUNT, number="")), linkedin)
    assert (profile.number, profile.name) == (MEMBER, "Anna de Vries")


def test_it_greets_the_organisation(linkedin) -> None:
    profile = drive(SPEAKER.greet(PAGE_ACCOUNT), linkedin)
    assert profile.number == ORGANISATION
    assert (profile.handle, profile.name) == ("durf", "Durf BV")


def test_a_member_is_told_for_whom_they_may_publish(linkedin) -> None:
    [durf] = drive(organisations(ACCOUNT), linkedin)
    assert (durf.number, durf.name) == (ORGANISATION, "Durf BV")
    linkedin.held = ["ANALYST"]
    assert drive(organisations(ACCOUNT), linkedin) == []


@pytest.mark.parametrize("account", [ACCOUNT, PAGE_ACCOUNT], ids=["member", "organisation"])  # fmt: skip
def test_a_post_is_published_with_one_request(linkedin, account) -> None:
    noting = Noting(linkedin)
    sent = publish(noting, outgoing("Hallo (allemaal) #durf"), account)
    [request] = [one for one in noting.requests if one.purpose is Purpose.PUBLISH]
    assert (request.method, request.url) == ("POST", f"{SERVER}/rest/posts")
    assert request.headers["linkedin-version"] == "202607"
    assert request.headers["x-restli-protocol-version"] == "2.0.0"
    assert json.loads(request.body) == {
        "author": account.number,
        "commentary": r"Hallo \(allemaal\) #durf",
        "visibility": "PUBLIC",
        "distribution": {
            "feedDistribution": "MAIN_FEED",
            "targetEntities": [],
            "thirdPartyDistributionChannels": [],
        },
        "lifecycleState": "PUBLISHED",
        "isReshareDisabledByAuthor": False,
    }
    assert sent.number == linkedin.posts[0].number
    assert sent.url == f"https://www.linkedin.com/feed/update/{sent.number}/"


def test_one_picture_is_media_and_several_are_a_set(linkedin) -> None:
    noting = Noting(linkedin)
    sent = publish(noting, outgoing("Kijk", pictures=[PICTURE]))
    [image] = linkedin.images
    assert linkedin.images[image] == b"a picture"
    assert linkedin.posts[0].content == {"media": {"id": image, "altText": "Een brug"}}
    assert {one.purpose for one in noting.requests[:-1]} <= {Purpose.PREPARE, Purpose.READ}  # fmt: skip
    assert drive(SPEAKER.read(ACCOUNT, sent), linkedin).alts == ("Een brug",)
    several = publish(linkedin, outgoing("En", pictures=[PICTURE, replace(PICTURE, alt="")]))  # fmt: skip
    pictures = linkedin.posts[1].content["multiImage"]["images"]
    assert [one.get("altText") for one in pictures] == ["Een brug", None]
    assert drive(SPEAKER.read(ACCOUNT, several), linkedin).alts == ("Een brug", "")


def test_a_card_is_an_article_with_a_title(linkedin) -> None:
    publish(linkedin, outgoing("Lees", card=Card("https://durf.nl", "Durf", "Meer")))
    publish(linkedin, outgoing("Lees ook", card=Card("https://durf.nl")))
    first, second = (one.content["article"] for one in linkedin.posts)
    assert first == {"source": "https://durf.nl", "title": "Durf", "description": "Meer"}  # fmt: skip
    assert second == {"source": "https://durf.nl", "title": "https://durf.nl"}


def test_pictures_come_before_a_card(linkedin) -> None:
    publish(linkedin, outgoing("Lees", card=Card("https://durf.nl"), pictures=[PICTURE]))  # fmt: skip
    assert set(linkedin.posts[0].content) == {"media"}


@pytest.mark.parametrize(
    ("asked", "visibility"),
    [("CONNECTIONS", "CONNECTIONS"), ("direct", "PUBLIC"), (["x"], "PUBLIC")],
)
def test_only_known_visibilities_are_passed_on(linkedin, asked, visibility) -> None:
    noting = Noting(linkedin)
    publish(noting, outgoing("Hallo", choices={"visibility": asked}))
    assert json.loads(noting.requests[-1].body)["visibility"] == visibility


def test_it_waits_for_a_picture_but_not_for_ever(linkedin) -> None:
    linkedin.looking = 2
    noting = Noting(linkedin)
    publish(noting, outgoing("Kijk", pictures=[PICTURE]))
    assert [one.wait for one in noting.requests if one.method == "GET"] == [0, 1, 2]
    linkedin.looking = 1_000
    with pytest.raises(TryLater):
        publish(linkedin, outgoing("En nu", pictures=[PICTURE]))


def test_a_member_who_may_not_look_does_not_wait() -> None:
    linkedin = FakeLinkedIn(reads=False)
    assert publish(linkedin, outgoing("Kijk", pictures=[PICTURE])).number


def test_a_broken_picture_is_refused(linkedin) -> None:
    with pytest.raises(Refused):
        publish(linkedin, outgoing("Kijk", pictures=[Picture(b"broken", "image/png")]))


def test_the_fake_uploads_where_linkedin_does() -> None:
    assert UPLOADS.startswith("https://www.linkedin.com/")


def test_the_same_text_again_is_there_already_and_it_says_where(linkedin) -> None:
    sent = publish(linkedin, outgoing("Hallo"))
    with pytest.raises(AlreadyThere) as caught:
        publish(linkedin, outgoing("Hallo"))
    assert caught.value.arguments == {"number": sent.number}
    assert publish(linkedin, outgoing("Hallo"), PAGE_ACCOUNT).number != sent.number


def test_ghosts_are_named_that_are_not_there(linkedin) -> None:
    """What it says it has is looked up, and settled as absent: nothing is doubled."""
    drive(SPEAKER.delete(ACCOUNT, publish(linkedin, outgoing("Hallo"))), linkedin)
    ghosts = set()
    for _ in range(2):
        with pytest.raises(AlreadyThere) as caught:
            publish(linkedin, outgoing("Hallo"))
        ghosts.add(caught.value.arguments["number"])
    assert len(ghosts) == 2
    for ghost in ghosts:
        assert drive(SPEAKER.read(ACCOUNT, Sent(ghost)), linkedin) is None
    assert drive(SPEAKER.settle(ACCOUNT, outgoing("Hallo"), set()), linkedin) is None
    linkedin.now += timedelta(hours=48)
    assert publish(linkedin, outgoing("Hallo")).number not in ghosts


def test_a_post_is_read_back_as_it_was_typed(linkedin) -> None:
    text = "R&D (nieuw) [x] {y} <b> *vet* _a_ ~b~ | \\ @piet #durf #é_1 a#b"
    seen = drive(SPEAKER.read(ACCOUNT, publish(linkedin, outgoing(text))), linkedin)
    assert (seen.text, seen.at) == (text, START)


def test_a_post_that_is_gone_is_none(linkedin) -> None:
    sent = publish(linkedin, outgoing("Hallo"))
    drive(SPEAKER.delete(ACCOUNT, sent), linkedin)
    assert drive(SPEAKER.read(ACCOUNT, sent), linkedin) is None
    assert drive(SPEAKER.count(ACCOUNT, sent), linkedin) == Counts()
    assert drive(SPEAKER.replies(ACCOUNT, sent), linkedin) == []
    drive(SPEAKER.delete(ACCOUNT, sent), linkedin)


def test_a_post_is_changed_with_one_request(linkedin) -> None:
    sent = publish(linkedin, outgoing("Hallo"))
    noting = Noting(linkedin)
    assert (
        drive(SPEAKER.edit(ACCOUNT, sent, outgoing("Dag (weer)"), {}), noting) == sent
    )
    [request] = noting.requests
    assert request.purpose is Purpose.PUBLISH
    assert request.url.endswith("/rest/posts/urn%3Ali%3Ashare%3A7000000000000000001")
    drive(SPEAKER.edit(ACCOUNT, sent, outgoing("Dag (weer)"), {}), linkedin)
    assert drive(SPEAKER.read(ACCOUNT, sent), linkedin).text == "Dag (weer)"


def test_a_post_that_is_gone_is_not_changed(linkedin) -> None:
    with pytest.raises(Refused):
        drive(SPEAKER.edit(ACCOUNT, SENT, outgoing("Dag"), {}), linkedin)


def test_what_people_did_is_counted(linkedin) -> None:
    sent = publish(linkedin, outgoing("Hallo"), PAGE_ACCOUNT)
    linkedin.comment(sent.number, "urn:li:person:x", "Goed")
    counts = drive(SPEAKER.count(PAGE_ACCOUNT, sent), linkedin)
    assert counts == Counts(likes=5, replies=1)
    assert all(getattr(counts, name) is not None for name in SPEAKER.abilities.counts)


def test_answers_of_others_are_read_oldest_first(linkedin) -> None:
    sent = publish(linkedin, outgoing("Hallo"), PAGE_ACCOUNT)
    linkedin.now += timedelta(minutes=2)
    linkedin.comment(sent.number, "urn:li:person:x", "Later")
    linkedin.now -= timedelta(minutes=1)
    linkedin.comment(sent.number, "urn:li:person:y", "Eerder")
    linkedin.comment(sent.number, ORGANISATION, "Wij")
    for number in range(100):
        linkedin.comment(sent.number, "urn:li:person:z", f"Nummer {number}")
    replies = drive(SPEAKER.replies(PAGE_ACCOUNT, sent), linkedin)
    assert len(replies) == 102
    assert (replies[0].text, replies[0].author) == ("Eerder", "urn:li:person:y")
    assert replies[-1].text == "Later"


def test_a_member_whose_posts_may_not_be_read_cannot_tell() -> None:
    linkedin = FakeLinkedIn(reads=False)
    sent = publish(linkedin, outgoing("Hallo"))
    for talk in (
        SPEAKER.read(ACCOUNT, sent),
        SPEAKER.count(ACCOUNT, sent),
        SPEAKER.replies(ACCOUNT, sent),
        SPEAKER.settle(ACCOUNT, outgoing("Hallo"), set()),
    ):
        with pytest.raises(CannotTell):
            drive(talk, linkedin)
    drive(SPEAKER.edit(ACCOUNT, sent, outgoing("Dag"), {}), linkedin)
    drive(SPEAKER.delete(ACCOUNT, sent), linkedin)
    assert linkedin.posts[0].is_gone


def test_no_secret_stands_outside_its_header(linkedin) -> None:
    noting = Noting(linkedin)
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
