"""All of it, against a server that keeps what it is told."""

from __future__ import annotations

import base64
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from durf.errors import AnswerLost, BadAnswer, Refused, TryLater, Unauthorised
from durf.networks.mastodon import sign_in
from durf.networks.mastodon.speaker import SPEAKER
from durf.networks.speaking import Counts, Picture
from durf.networks.talking import Purpose, Request
from tests.durf.networks.driving import Noting, drive

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9"
    "awAAAABJRU5ErkJggg=="
)
TEXTS = [
    "Gewoon een zin.",
    "Twee alinea's\n\nen een regel\neronder",
    "Drie\n\n\n\nlege regels, en\r\neen van Windows",
    "  ruimte   in   het   midden  ",
    "<b>geen opmaak</b> & geen &amp; entiteit",
    "1 < 2 > 0 en \"aanhalingstekens\" 'enkel'",
    "https://durf.example/een/heel/lang/adres/dat/wordt/ingekort?met=meer&en=nog#deel",
    "Lees (https://durf.example/a_(b)) en https://durf.example/, toch?",
    "@anna @bram@social.example @Anna #Gemeente #durf_2026",
    "**vet**, *schuin*, `code` en ~~weg~~ zijn hier gewoon tekens",
    "1. eerst\n2. dan\n- en\n> citaat",
    "👍🏽👨‍👩‍👧‍👦🇳🇱 :durf: ✨",
    "e\u0301e\u0301n met losse accenten",
    "日本語の文章。#日本",
    "#",
    "👍",
]


def send(account, post, answering):
    prepared = drive(SPEAKER.prepare(account, post), answering)
    return drive(SPEAKER.send(account, post, prepared), answering)


def losing(answering, purpose=Purpose.PUBLISH):
    """Pass requests on, and lose the answers to those of a purpose."""

    def through(request: Request):
        answer = answering(request)
        if request.purpose is purpose:
            raise AnswerLost(host="social.example")
        return answer

    return Noting(through)


def without_keys(answering):
    """Pass requests on without their keys, as if the server ignored them."""

    def through(request: Request):
        headers = {
            name: value
            for name, value in request.headers.items()
            if name.lower() != "idempotency-key"
        }
        assert headers.keys() < request.headers.keys() or request.method != "POST"
        return answering(replace(request, headers=headers))

    return Noting(through)


def test_it_knows_whose_token_it_has_and_what_the_server_takes(server, answering):
    profile = drive(SPEAKER.greet(server.account()), answering)
    assert profile.number == server.account().number
    assert (profile.handle, profile.name) == ("@anna@social.example", "Anna Jansen")
    assert profile.settings["max_characters"] == 500
    assert profile.settings["characters_reserved_per_url"] == 23
    assert profile.settings["pictures"] == 4
    assert "image/png" in profile.settings["kinds"]


def test_a_foreign_token_is_told_apart_from_everything_else(server, answering, post):
    account = replace(server.account(), secrets={"token": "foreign"})
    for talk in (SPEAKER.greet(account), SPEAKER.send(account, post(), {})):
        with pytest.raises(Unauthorised):
            drive(talk, answering)


@pytest.mark.parametrize("text", TEXTS)
def test_what_was_sent_is_found_without_its_answer(server, answering, post, text):
    account, outgoing = server.newcomer(), post(text)
    with pytest.raises(AnswerLost):
        drive(SPEAKER.send(account, outgoing, {}), losing(answering))
    found = drive(SPEAKER.settle(account, outgoing, set()), answering)
    assert found is not None
    assert found.url.startswith("https://social.example/@")
    assert drive(SPEAKER.settle(account, outgoing, {found.number}), answering) is None
    assert drive(SPEAKER.read(account, found), answering).text == text


def test_what_was_not_sent_is_not_found_among_others(server, answering, post):
    account = server.newcomer()
    for text in TEXTS:
        send(account, post(text), answering)
    for text in TEXTS:
        other = post(f"{text} Nee.")
        assert drive(SPEAKER.settle(account, other, set()), answering) is None


def test_each_of_many_is_found(server, answering, post):
    """More than a page of them, whose answers were all lost."""
    account = server.newcomer()
    outgoing = [post(f"Nummer {place}") for place in range(55)]
    for one in outgoing:
        with pytest.raises(AnswerLost):
            drive(SPEAKER.send(account, one, {}), losing(answering))
    known: set[str] = set()
    for one in outgoing:
        known.add(drive(SPEAKER.settle(account, one, known), answering).number)
    assert len(known) == len(outgoing)
    assert drive(SPEAKER.settle(account, outgoing[0], known), answering) is None


def test_the_same_key_makes_one_post(server, answering, post):
    account, outgoing = server.newcomer(), post()
    first = drive(SPEAKER.send(account, outgoing, {}), answering)
    assert drive(SPEAKER.send(account, outgoing, {}), answering) == first
    assert server.texts(account) == [outgoing.text]


def test_without_keys_only_reading_tells(server, answering, post):
    """As on GoToSocial: a second request would make a second post."""
    account, outgoing = server.newcomer(), post()
    deaf = without_keys(answering)
    with pytest.raises(AnswerLost):
        drive(SPEAKER.send(account, outgoing, {}), losing(deaf))
    first = drive(SPEAKER.settle(account, outgoing, set()), deaf)
    again = drive(SPEAKER.send(account, outgoing, {}), deaf)
    assert again.number != first.number
    assert server.texts(account) == [outgoing.text] * 2
    found = drive(SPEAKER.settle(account, outgoing, {again.number}), deaf)
    assert found == first


def test_pictures_arrive_in_their_order_with_what_they_show(server, answering, post):
    account = server.newcomer()
    alts = ['Een "brug"\nin de mist', "--rand\r\nx: y", "日本語 👍🏽", ""]
    pictures = [Picture(PIXEL + bytes([n]), "image/png", alts[n]) for n in range(4)]
    outgoing = post(pictures=pictures, choices={"sensitive": True})
    sent = send(account, outgoing, answering)
    seen = drive(SPEAKER.read(account, sent), answering)
    assert seen.alts == tuple(alts)
    there = httpx.get(f"{server.url}/api/v1/statuses/{sent.number}").json()
    urls = [one["url"] for one in there["media_attachments"]]
    assert [httpx.get(url).content for url in urls] == [one.content for one in pictures]
    assert there["sensitive"] is True
    assert drive(SPEAKER.settle(account, outgoing, set()), answering) == sent
    bare = replace(outgoing, pictures=())
    assert drive(SPEAKER.settle(account, bare, set()), answering) is None


def test_choices_arrive(server, answering, post):
    account = server.newcomer()
    outgoing = post(
        language="nl",
        choices={
            "visibility": "unlisted",
            "warning": "Over eten & drinken",
            "poll": {"options": ["ja & graag", "nee"], "expires_in": 3600},
        },
    )
    sent = send(account, outgoing, answering)
    there = httpx.get(f"{server.url}/api/v1/statuses/{sent.number}").json()
    assert there["visibility"] == "unlisted"
    assert there["spoiler_text"] == "Over eten & drinken"
    assert there["language"] == "nl"
    assert [one["title"] for one in there["poll"]["options"]] == ["ja & graag", "nee"]
    assert drive(SPEAKER.settle(account, outgoing, set()), answering) == sent
    for other in (
        replace(outgoing, language="en"),
        replace(outgoing, choices=outgoing.choices | {"warning": "Over wijn"}),
        replace(outgoing, choices=outgoing.choices | {"poll": {"options": ["ja"]}}),
    ):
        assert drive(SPEAKER.settle(account, other, set()), answering) is None


def test_a_thread_is_told_apart_by_what_each_post_follows(server, answering, post):
    account = server.newcomer()
    first = send(account, post("Draadje"), answering)
    second = send(account, post("Vervolg", follows=first, begins=first), answering)
    third = send(account, post("Vervolg", follows=second, begins=first), answering)
    lost = post("Vervolg", follows=second, begins=first)
    assert drive(SPEAKER.settle(account, lost, set()), answering) == third
    assert drive(SPEAKER.settle(account, lost, {third.number}), answering) is None


def test_a_post_is_edited_and_taken_away(server, answering, post):
    account, outgoing = server.newcomer(), post("Eerst dit")
    sent = send(account, outgoing, answering)
    other = replace(outgoing, text="Toen dat", choices={"warning": "Let op"})
    changed = drive(SPEAKER.edit(account, sent, other, {}), answering)
    assert changed.number == sent.number
    assert changed.version not in ("", sent.version)
    assert drive(SPEAKER.read(account, sent), answering).text == "Toen dat"
    # What was lost is found though somebody changed it.
    assert drive(SPEAKER.settle(account, outgoing, set()), answering) == changed
    drive(SPEAKER.delete(account, sent), answering)
    drive(SPEAKER.delete(account, sent), answering)
    assert drive(SPEAKER.read(account, sent), answering) is None
    assert drive(SPEAKER.count(account, sent), answering) == Counts()
    assert drive(SPEAKER.replies(account, sent), answering) == ()


def test_what_people_do_with_it_comes_back(server, answering, post):
    account, reader = server.newcomer(), server.newcomer()
    sent = send(account, post(), answering)
    reply = post("Mooi & goed!\nEcht.", follows=sent)
    answered = send(reader, reply, answering)
    send(account, post("Dank!", follows=answered), answering)
    headers = {"authorization": f"Bearer {reader.secrets['token']}"}
    for what in ("favourite", "reblog"):
        url = f"{server.url}/api/v1/statuses/{sent.number}/{what}"
        httpx.post(url, headers=headers).raise_for_status()
    counts = drive(SPEAKER.count(account, sent), answering)
    assert (counts.likes, counts.reposts, counts.replies) == (1, 1, 1)
    assert counts.views is None
    [found] = drive(SPEAKER.replies(account, sent), answering)
    assert found.text == "Mooi & goed!\nEcht."
    assert found.author == reader.handle.removesuffix("@social.example")
    assert found.number == answered.number


def test_too_many_requests_say_how_long(server, answering, post):
    account, outgoing = server.newcomer(), post()
    server.fail("POST", "/api/v1/statuses", type="ratelimit")
    with pytest.raises(TryLater) as raised:
        drive(SPEAKER.send(account, outgoing, {}), answering)
    assert raised.value.arguments["seconds"] == 300
    assert server.texts(account) == []


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_failure_proves_nothing(server, answering, post, status):
    account = server.newcomer()
    server.fail("POST", "/api/v1/statuses", type="status", status=status)
    with pytest.raises(BadAnswer):
        drive(SPEAKER.send(account, post(), {}), answering)


def test_what_is_too_long_is_refused(server, answering, post):
    account = server.newcomer()
    with pytest.raises(Refused):
        drive(SPEAKER.send(account, post("a" * 501), {}), answering)


def test_half_an_answer_proves_nothing(server, answering, post):
    account = server.newcomer()
    server.fail("POST", "/api/v1/statuses", type="malformed")
    with pytest.raises(BadAnswer):
        drive(SPEAKER.send(account, post(), {}), answering)


def test_a_person_signs_in_and_out(server, answering, post):
    redirect, verifier = "https://durf.example/back", "v" * 64
    assert drive(sign_in.supports_pkce(server.url), answering) is True
    app = drive(sign_in.register(server.url, "durf", redirect), answering)
    url = sign_in.address(server.url, app, redirect, "state&1", verifier=verifier)
    page = httpx.get(url)
    assert "choose an account" in page.text
    asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    back = httpx.post(
        f"{server.url}/oauth/authorize", data=asked | {"username": "bram"}
    ).headers["location"]
    code = parse_qs(urlsplit(back).query)["code"][0]
    talk = sign_in.exchange(server.url, app, code, redirect, verifier=verifier)
    secrets = drive(talk, answering)
    account = replace(server.account("bram"), secrets=secrets)
    assert drive(SPEAKER.greet(account), answering).handle == "@bram@social.example"
    assert drive(SPEAKER.refresh(account, post().written_at), answering) == secrets
    drive(sign_in.revoke(account), answering)
    with pytest.raises(Unauthorised):
        drive(SPEAKER.greet(account), answering)


def test_a_code_that_was_made_up_opens_nothing(server, answering):
    redirect = "https://durf.example/back"
    app = drive(sign_in.register(server.url, "durf", redirect), answering)
    with pytest.raises(Unauthorised):
        drive(sign_in.exchange(server.url, app, "made-up", redirect), answering)
