"""Webhooks are told every entry in its order, signed, and again when asked."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from durf_server.api import telling
from durf_server.api.models import Call, Webhook
from durf_server.drafts.content import Content
from durf_server.drafts.saving import start
from durf_server.errors import BadInput
from tests.durf_server.conftest import NOON

pytestmark = pytest.mark.django_db


class Listener:
    """A server on loopback that keeps what it was told and answers as asked."""

    def __init__(self) -> None:
        self.told: list[tuple[dict[str, str], bytes]] = []
        self.status = 200
        listener = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                listener.told.append((headers, body))
                self.send_response(listener.status)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}/hook"

    @property
    def kinds(self) -> list[str]:
        return [json.loads(body)["type"] for _, body in self.told]


@pytest.fixture
def listener(settings):
    settings.REACH_INSIDE = True
    found = Listener()
    yield found
    found.server.shutdown()
    found.server.server_close()


@pytest.fixture
def hook(cast, listener):
    webhook, secret = telling.start(cast.carla, listener.url, ["draft."], at=NOON)
    return webhook, secret


def write(cast, text="New buns"):
    return start(cast.anna, Content(text), at=NOON)


def test_it_is_told_what_it_asked_for_and_signed(cast, listener, hook) -> None:
    _, secret = hook
    write(cast)
    assert telling.tell_all(at=NOON) == 1
    headers, body = listener.told[0]
    told = json.loads(body)
    assert told["type"] == "draft.saved"
    assert told["data"]["workspace"] == "bloom"
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"


def test_it_is_told_no_text_and_no_name(cast, listener, hook) -> None:
    write(cast, "canary-4711")
    telling.tell_all(at=NOON)
    said = b"".join(body for _, body in listener.told)
    assert b"canary" not in said
    assert b"Anna" not in said


def test_nothing_is_told_twice_and_nothing_is_skipped(cast, listener, hook) -> None:
    for n in range(3):
        write(cast, f"{n}")
    telling.tell_all(at=NOON)
    write(cast, "4")
    telling.tell_all(at=NOON)
    telling.tell_all(at=NOON)
    numbers = [json.loads(body)["data"]["index"] for _, body in listener.told]
    assert numbers == sorted(set(numbers))
    assert len(numbers) == 4


def test_what_was_not_taken_is_told_later(cast, listener, hook) -> None:
    webhook, _ = hook
    listener.status = 500
    write(cast)
    telling.tell_all(at=NOON)
    telling.tell_all(at=NOON)
    assert len(listener.told) == 1, "it waits before it tries again"
    listener.status = 204
    telling.tell_all(at=NOON + timedelta(minutes=1))
    assert [call.status for call in Call.objects.order_by("id")] == [500, 204]
    webhook.refresh_from_db()
    assert (webhook.failures, webhook.next_try_at) == (0, None)


def test_who_never_answers_is_stopped_at_last(cast, listener, hook) -> None:
    webhook, _ = hook
    listener.status = 500
    write(cast)
    at = NOON
    for _ in range(telling.MOST_FAILURES + 5):
        telling.tell_all(at=at)
        at += timedelta(hours=8)
    webhook.refresh_from_db()
    assert webhook.stopped_at is not None
    assert len(listener.told) == telling.MOST_FAILURES


def test_it_can_be_told_again_from_any_place(cast, listener, hook) -> None:
    webhook, _ = hook
    write(cast)
    telling.tell_all(at=NOON)
    telling.replay(webhook, cast.carla, index=0, at=NOON)
    telling.tell_all(at=NOON)
    assert listener.kinds == ["draft.saved", "draft.saved"]
    with pytest.raises(BadInput):
        telling.replay(webhook, cast.carla, index=10_000, at=NOON)


def test_it_never_reaches_inside(cast, listener, hook, settings) -> None:
    settings.REACH_INSIDE = False
    write(cast)
    telling.tell_all(at=NOON)
    assert listener.told == []
    assert Call.objects.get().trouble == "it is not on the public internet"


def test_the_secret_is_not_in_the_database(cast, hook) -> None:
    webhook, secret = hook
    key = base64.b64decode(secret.removeprefix("whsec_"))
    assert key not in bytes(Webhook.objects.get(pk=webhook.pk).sealed_secret)


def test_only_an_administrator_makes_one(cast, caller, listener) -> None:
    body = {"url": listener.url, "kinds": []}
    assert caller(cast.anna).post("webhooks", body).status_code == 403
    made = caller(cast.carla).post("webhooks", body)
    assert made.status_code == 201
    number = made.json()["id"]
    assert "secret" not in caller(cast.carla).get("webhooks").json()["items"][0]
    assert caller(cast.sem).get(f"webhooks/{number}/calls").status_code == 404
    assert caller(cast.carla).ask("DELETE", f"webhooks/{number}").status_code == 204


@pytest.mark.parametrize("url", ["ftp://x", "javascript:1", "", "https://" + "a" * 500])
def test_an_address_that_is_none_is_refused(cast, url) -> None:
    with pytest.raises(BadInput):
        telling.start(cast.carla, url, [], at=NOON)
