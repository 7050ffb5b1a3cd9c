"""People are told by mail and through Apprise, without a word of any post."""

from __future__ import annotations

import json
import socket
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from django.core import mail
from django.urls import reverse

from durf_server.errors import BadInput, NotThere, Unreachable
from durf_server.notices.jobs import TASKS
from durf_server.notices.kinds import KINDS
from durf_server.notices.models import Notice, Way
from durf_server.notices.reading import unread
from durf_server.notices.sending import sentence_of
from durf_server.notices.telling import Told, tell, tell_all
from durf_server.notices.ways import (
    add_way,
    address_of,
    mute,
    remove_way,
    require_outside,
    target_of,
)
from durf_server.work.models import Job
from durf_server.work.worker import Worker
from tests.durf_server.conftest import NOON

pytestmark = [
    pytest.mark.django_db,
    # Apprise asks for it when it is loaded.
    pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning"),
]
PATH = "/w/bloom/reviews/1/"


def work() -> None:
    worker = Worker(TASKS)
    while worker.turn(at=NOON):
        pass


def test_who_is_told_gets_one_mail_with_a_sentence_and_a_link(cast) -> None:
    tell(cast.bram, "review-asked", {}, PATH, at=NOON)
    work()
    [message] = mail.outbox
    assert message.to == ["bram@example.org"]
    assert message.subject == "A draft waits for your review at Bakery Bloom."
    assert "http://localhost:8800/w/bloom/reviews/1/" in message.body
    assert "/w/bloom/notices/ways/" in message.extra_headers["List-Unsubscribe"]
    assert Job.objects.get().done_at == NOON


@pytest.mark.parametrize("language", ["en", "nl"])
def test_there_is_one_sentence_for_each_kind_in_both_languages(cast, language) -> None:
    from django.utils import translation

    with translation.override(language):
        for kind in KINDS:
            sentence = sentence_of(Notice(member=cast.anna, kind=kind))
            assert sentence.endswith(".")
            assert "Bakery Bloom" in sentence
            assert "{" not in sentence


def test_a_member_is_told_in_their_own_language(cast) -> None:
    cast.bram.person.language = "nl"
    cast.bram.person.save()
    tell(cast.bram, "draft-cleared", {}, PATH, at=NOON)
    work()
    [message] = mail.outbox
    assert message.subject != "A draft of yours is cleared to send at Bakery Bloom."
    assert "Bakery Bloom" in message.subject


def test_who_does_not_want_a_kind_by_mail_still_finds_it_in_the_console(cast) -> None:
    mute(cast.bram, None, ["review-asked"])
    tell(cast.bram, "review-asked", {}, PATH, at=NOON)
    tell(cast.bram, "draft-held", {}, PATH, at=NOON)
    work()
    assert [one.subject[:15] for one in mail.outbox] == ["A draft is held"]
    assert unread(cast.bram) == 2
    mute(cast.bram, None, [])
    tell(cast.bram, "review-asked", {}, PATH, at=NOON)
    work()
    assert len(mail.outbox) == 2


def test_nobody_mutes_what_there_is_not(cast) -> None:
    with pytest.raises(BadInput):
        mute(cast.bram, None, ["nonsense"])


def test_who_left_is_told_nothing(cast) -> None:
    tell(cast.bram, "review-asked", {}, PATH, at=NOON)
    cast.bram.left_at = NOON
    cast.bram.save()
    work()
    assert not mail.outbox
    assert Job.objects.get().trouble == "not-there"


def test_telling_many_asks_the_database_no_more_often(
    cast, django_assert_max_num_queries
) -> None:
    with django_assert_max_num_queries(3):
        told = Told("review-asked", {}, PATH)
        tell_all([cast.anna, cast.bram, cast.carla, cast.daan], told, at=NOON)


def test_a_mail_goes_out_through_a_real_server(cast, settings) -> None:
    got = []

    class Box(Message):
        def handle_message(self, message) -> None:
            got.append(message)

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(Box(), hostname="127.0.0.1", port=port)
    controller.start()
    try:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST = "127.0.0.1"
        settings.EMAIL_PORT = port
        tell(cast.bram, "review-asked", {}, PATH, at=NOON)
        work()
    finally:
        controller.stop()
    [message] = got
    assert message["To"] == "bram@example.org"
    assert message["Auto-Submitted"] == "auto-generated"
    assert PATH in message.get_payload(decode=True).decode()


def test_a_mail_server_that_is_away_is_tried_again(cast, settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    tell(cast.bram, "review-asked", {}, PATH, at=NOON)
    work()
    job = Job.objects.get()
    assert job.trouble == "unreachable"
    assert job.due_at > NOON
    assert job.given_up_at is None


@contextmanager
def listening(status: int = 200):
    """A server that takes what Apprise posts."""
    got: list[dict] = []

    class Ear(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            got.append(json.loads(self.rfile.read(length)))
            self.send_response(status)
            self.send_header("Location", "http://127.0.0.1:1/")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Ear)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"json://127.0.0.1:{server.server_port}/hook", got
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def inside(settings):
    """Allow what only tests and operators of a closed network want."""
    settings.NOTICE_SCHEMES = ["json"]
    settings.REACH_INSIDE = True


def test_a_notice_goes_through_apprise(cast, inside) -> None:
    with listening() as (address, got):
        way = add_way(cast.bram, "chat", address)
        tell(cast.bram, "review-asked", {}, PATH, at=NOON)
        work()
    [said] = got
    assert "A draft waits for your review" in said["message"]
    assert PATH in said["message"]
    assert len(mail.outbox) == 1
    assert address.encode() not in bytes(way.sealed_address)
    assert address_of(Way.objects.get(pk=way.pk)) == address


@pytest.mark.parametrize("status", [302, 500])
def test_what_apprise_could_not_bring_is_tried_again(cast, inside, status) -> None:
    with listening(status) as (address, got):
        add_way(cast.bram, "chat", address)
        tell(cast.bram, "review-asked", {}, PATH, at=NOON)
        work()
    assert len(got) == 1
    troubles = set(Job.objects.values_list("trouble", flat=True))
    assert troubles == {"", "unreachable"}


def test_an_address_opens_nowhere_but_in_its_own_row(cast, inside) -> None:
    from durf_server.errors import WrongKey

    one = add_way(cast.bram, "one", "json://127.0.0.1/one")
    other = add_way(cast.bram, "other", "json://127.0.0.1/other")
    other.sealed_address = one.sealed_address
    with pytest.raises(WrongKey):
        address_of(other)


@pytest.mark.parametrize(
    "address",
    [
        "json://127.0.0.1/x",
        "file:///etc/passwd",
        "syslog://",
        "mailto://a:b@example.org",
        "https://example.org",
        "slack://",
        "nonsense",
        "",
        "slack://" + "a" * 2_000,
    ],
)
def test_an_address_that_is_not_allowed_is_not_taken(cast, address) -> None:
    with pytest.raises(BadInput):
        add_way(cast.bram, "chat", address)
    assert not Way.objects.exists()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "[::1]"])
def test_an_allowed_scheme_does_not_lead_inside(settings, host) -> None:
    settings.NOTICE_SCHEMES = ["json"]
    with pytest.raises(Unreachable):
        require_outside(target_of(f"json://{host}/x"))


def test_the_hosts_of_known_services_need_no_look() -> None:
    require_outside(target_of("slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ"))


def test_nobody_has_more_ways_than_a_few(cast, inside) -> None:
    for number in range(5):
        add_way(cast.bram, "chat", f"json://127.0.0.1/{number}")
    with pytest.raises(BadInput):
        add_way(cast.bram, "chat", "json://127.0.0.1/6")


def test_a_way_of_somebody_else_is_not_there(cast, inside) -> None:
    way = add_way(cast.bram, "chat", "json://127.0.0.1/x")
    for act in (
        lambda: remove_way(cast.anna, way.pk),
        lambda: mute(cast.anna, way.pk, []),
    ):
        with pytest.raises(NotThere):
            act()
    remove_way(cast.bram, way.pk)
    assert not Way.objects.exists()


def page(name, **more) -> str:
    return reverse(name, kwargs={"slug": "bloom", **more})


def test_the_page_shows_my_notices_and_marks_them_read(cast, as_member) -> None:
    mine = tell(cast.bram, "review-asked", {}, PATH, at=NOON)
    other = tell(cast.anna, "draft-held", {}, PATH, at=NOON)
    client = as_member(cast.bram)
    text = client.get(page("notices")).content.decode()
    assert "A draft waits for your review" in text
    assert "is held" not in text
    assert client.post(page("notice", number=mine.pk)).url == PATH
    assert unread(cast.bram) == 0
    assert client.post(page("notice", number=other.pk)).url == page("notices")
    assert unread(cast.anna) == 1


def test_all_can_be_marked_as_read(cast, as_member) -> None:
    tell(cast.bram, "review-asked", {}, PATH, at=NOON)
    client = as_member(cast.bram)
    assert b">1<" in client.get(page("notice-bell")).content
    client.post(page("notices-read"))
    assert b"nav__count" not in client.get(page("notice-bell")).content


def test_the_notices_go_on_where_the_page_ended(cast, as_member) -> None:
    for _ in range(60):
        tell(cast.bram, "review-asked", {}, PATH, at=NOON)
    client = as_member(cast.bram)
    first = client.get(page("notices"))
    after = first.context["page"].after
    second = client.get(page("notices") + f"?after={after}")
    assert len(first.context["page"].lines) == 50
    assert len(second.context["page"].lines) == 10
    assert client.get(page("notices") + "?after=x").status_code == 422


def test_a_member_chooses_what_comes_by_which_way(cast, as_member, inside) -> None:
    client = as_member(cast.bram)
    what = {"name": "chat", "address": "json://127.0.0.1/secret-token"}
    client.post(page("notice-way-add"), what)
    way = cast.bram.ways.get()
    client.post(
        page("notice-ways-choose"), {"way": str(way.pk), "kind": ["draft-held"]}
    )
    client.post(page("notice-ways-choose"), {"way": "mail", "kind": list(KINDS)[1:]})
    way.refresh_from_db()
    assert "draft-held" not in way.muted
    assert len(way.muted) == len(KINDS) - 1
    assert cast.bram.ways.get(is_mail=True).muted == [next(iter(KINDS))]
    text = client.get(page("notice-ways")).content.decode()
    assert "secret-token" not in text
    client.post(page("notice-way-remove", number=way.pk))
    assert not cast.bram.ways.filter(is_mail=False).exists()


def test_a_stranger_finds_no_notices(cast, as_member) -> None:
    client = as_member(cast.sem)
    for name in ("notices", "notice-ways", "notice-bell"):
        assert client.get(page(name)).status_code == 404
