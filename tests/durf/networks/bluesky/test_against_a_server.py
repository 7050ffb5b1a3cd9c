"""All of it, against a real PDS."""

from __future__ import annotations

import base64
from dataclasses import replace

import pytest

from durf.errors import AlreadyThere, CannotTell, Refused, Unauthorised
from durf.networks.bluesky import sign_in
from durf.networks.bluesky.speaker import SPEAKER
from durf.networks.speaking import Card, Counts, Picture
from durf.networks.talking import Purpose
from tests.durf.networks.driving import drive
from tests.servers.pds.running import expired

pytestmark = pytest.mark.slow
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9"
    "awAAAABJRU5ErkJggg=="
)


@pytest.fixture
def account(server):
    return server.account()


def send(account, post, answering):
    prepared = drive(SPEAKER.prepare(account, post), answering)
    return drive(SPEAKER.send(account, post, prepared), answering)


def test_it_knows_whose_session_it_has(account, answering):
    profile = drive(SPEAKER.greet(account), answering)
    assert (profile.number, profile.handle) == (account.number, account.handle)
    alone = replace(account, secrets={"password": account.secrets["password"]})
    assert drive(SPEAKER.greet(alone), answering) == profile
    wrong = replace(account, secrets={"password": "wrong"})
    with pytest.raises(Unauthorised):
        drive(sign_in.sign_in(wrong), answering)


def test_a_post_stands_there_with_all_that_belongs_to_it(
    server, account, answering, post
):
    text = f"Één 🇳🇱 {account.handle} en @niemand.test: https://durf.nl/a #dúrf"
    picture = Picture(PIXEL, "image/png", "Een punt", 1, 1)
    whole = post(
        text, language="nl", pictures=[picture], choices={"labels": ["graphic-media"]}
    )
    sent = send(account, whole, answering)
    [there] = server.records(account)
    assert (there["uri"], there["cid"]) == (sent.number, sent.version)
    value, raw = there["value"], text.encode()
    parts = [
        raw[one["index"]["byteStart"] : one["index"]["byteEnd"]].decode()
        for one in value["facets"]
    ]
    assert parts == [account.handle, "https://durf.nl/a", "#dúrf"]
    assert value["facets"][0]["features"][0]["did"] == account.number
    assert value["langs"] == ["nl"]
    assert value["labels"]["values"] == [{"val": "graphic-media"}]
    [image] = value["embed"]["images"]
    assert (image["alt"], image["image"]["size"]) == ("Een punt", len(PIXEL))
    assert image["aspectRatio"] == {"width": 1, "height": 1}
    assert drive(SPEAKER.settle(account, whole, set()), answering) == sent
    seen = drive(SPEAKER.read(account, sent), answering)
    assert (seen.sent, seen.text, seen.alts) == (sent, text, ("Een punt",))


def test_a_thread_with_a_card_hangs_together(server, account, answering, post):
    first = send(account, post("Een"), answering)
    card = Card("https://durf.nl/", "Durf", "Zomaar")
    second_post = post("Twee", card=card, follows=first, begins=first)
    second = send(account, second_post, answering)
    # What only its name is known of is looked up.
    third_post = post("Drie", follows=replace(second, version=""), begins=first)
    third = send(account, third_post, answering)
    found = {one["uri"]: one["value"] for one in server.records(account)}
    root = {"uri": first.number, "cid": first.version}
    parent = {"uri": second.number, "cid": second.version}
    assert found[third.number]["reply"] == {"root": root, "parent": parent}
    assert found[second.number]["embed"]["external"]["title"] == "Durf"
    assert drive(SPEAKER.settle(account, second_post, set()), answering) == second
    lost = post(
        "Vier", follows=replace(first, number=f"{first.number[:-1]}2", version="")
    )
    with pytest.raises(Refused):
        drive(SPEAKER.prepare(account, lost), answering)


def test_a_repeat_makes_no_second_record_and_no_commit(
    server, account, answering, post
):
    said = post("Zie https://durf.nl", card=Card("https://durf.nl", "Durf"))
    assert drive(SPEAKER.settle(account, said, set()), answering) is None
    sent, commit = send(account, said, answering), server.commit(account)
    assert send(account, said, answering) == sent
    assert server.commit(account) == commit
    assert len(server.records(account)) == 1


def test_another_content_under_the_same_key_is_not_taken(
    server, account, answering, post
):
    said = post("Eerst")
    send(account, said, answering)
    commit, other = server.commit(account), replace(said, text="Anders")
    with pytest.raises(AlreadyThere):
        send(account, other, answering)
    assert server.commit(account) == commit
    with pytest.raises(CannotTell):
        drive(SPEAKER.settle(account, other, set()), answering)


def test_it_goes_on_after_a_token_has_expired(server, account, answering, post):
    old = dict(account.secrets) | {"token": expired(account.secrets["token"])}
    account, said = replace(account, secrets=old), post("Later")
    for begin in (SPEAKER.greet(account), SPEAKER.send(account, said, {})):
        with pytest.raises(Unauthorised):
            drive(begin, answering)
    at = said.written_at
    secrets = drive(SPEAKER.refresh(account, at), answering)
    assert secrets["token"] != old["token"]
    assert send(replace(account, secrets=secrets), said, answering).version
    # A session that has ended is opened anew with the password, or not at all.
    ended = old | {"refresh_token": expired(old["refresh_token"])}
    assert drive(SPEAKER.refresh(replace(account, secrets=ended), at), answering)
    del ended["password"]
    with pytest.raises(Unauthorised):
        drive(SPEAKER.refresh(replace(account, secrets=ended), at), answering)


def test_a_post_is_taken_away_once_or_twice(server, account, answering, post):
    sent = send(account, post(), answering)
    for _ in range(2):
        drive(SPEAKER.delete(account, sent), answering)
        assert drive(SPEAKER.read(account, sent), answering) is None
    assert server.records(account) == []


def test_a_post_is_changed_once_and_only_as_it_is_known(
    server, account, answering, post
):
    said = post("Eerst #een", language="nl")
    sent = send(account, said, answering)
    other = replace(post("Daarna"), pictures=[Picture(PIXEL, "image/png", "x", 1, 1)])
    prepared = drive(SPEAKER.prepare(account, other), answering)
    changed = drive(SPEAKER.edit(account, sent, other, prepared), answering)
    assert (changed.number, changed.version != sent.version) == (sent.number, True)
    assert drive(SPEAKER.edit(account, sent, other, prepared), answering) == changed
    seen = drive(SPEAKER.read(account, changed), answering)
    assert (seen.text, seen.alts) == ("Daarna", ("x",))
    assert seen.at.replace(microsecond=0) == said.written_at.replace(microsecond=0)
    [there] = server.records(account)
    assert not {"facets", "langs"} & there["value"].keys()
    with pytest.raises(Refused):
        drive(SPEAKER.edit(account, sent, post("Te laat"), {}), answering)
    drive(SPEAKER.delete(account, sent), answering)
    with pytest.raises(Refused):
        drive(SPEAKER.edit(account, sent, post("Weg"), {}), answering)


def test_a_server_that_knows_no_counts_tells_none(account, answering, post):
    sent = send(account, post(), answering)
    assert drive(SPEAKER.count(account, sent), answering) == Counts()
    assert list(drive(SPEAKER.replies(account, sent), answering)) == []


def test_a_text_that_is_too_long_is_refused(account, answering, post):
    said = post("e" * 301)
    with pytest.raises(Refused):
        send(account, said, answering)
    assert [r.purpose for r in answering.requests].count(Purpose.PUBLISH) == 1
    assert drive(SPEAKER.settle(account, said, set()), answering) is None
