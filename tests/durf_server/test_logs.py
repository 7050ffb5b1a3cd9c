"""No text, name, address, password, token or secret is ever written to a log."""

from __future__ import annotations

import io
import json
import logging
import logging.config
import re
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings as durf_settings
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone

from durf_server import errors
from durf_server.people.models import Person
from durf_server.people.roles import Role
from durf_server.people.tokens import SCOPES, issue
from durf_server.work.asking import ask
from durf_server.work.models import Job
from durf_server.work.tasks import Task
from durf_server.work.worker import Worker
from tests.durf_server.conftest import NOON
from tests.durf_server.example_objects import examples_of
from tests.durf_server.test_bad_input import FIELDS, everywhere

if TYPE_CHECKING:
    from durf.errors import DurfError

pytestmark = pytest.mark.django_db
WORD = "canary4711"
# What fields take: words, mail addresses, addresses of the web, JSON, numbers.
VALUES = (
    f"{WORD} our turnover",
    f"{WORD}@example.org",
    f"http://127.0.0.1:9/{WORD}?key={WORD}",
    f"---\npolicy: {WORD}\n---\n```rule {WORD}\nterms: [{WORD}\n```",
)


class Written(logging.StreamHandler):
    """All that is logged, as the server's settings would write it."""

    @property
    def text(self) -> str:
        return self.stream.getvalue()


@pytest.fixture
def log():
    """Log all there is, down to the smallest, as a careless operator might."""
    form = durf_settings.LOGGING["formatters"]["line"]
    config = logging.config.DictConfigurator({"version": 1})
    handler = Written(io.StringIO())
    handler.setFormatter(config.configure_formatter(dict(form)))
    filters = durf_settings.LOGGING["filters"]
    for name in durf_settings.LOGGING["handlers"]["stderr"]["filters"]:
        handler.addFilter(config.configure_filter(dict(filters[name])))
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    quiet = {"django.request": logging.getLogger("django.request").level}
    for name in quiet:
        logging.getLogger(name).setLevel(logging.DEBUG)
    yield handler
    root.removeHandler(handler)
    root.setLevel(level)
    for name, before in quiet.items():
        logging.getLogger(name).setLevel(before)


@pytest.fixture
def chief(cast, as_member) -> Client:
    """Somebody who may do everything, and whose name is a word nobody may read."""
    cast.carla.roles = [role for role in Role if role is not Role.AUDITOR]
    cast.carla.save()
    Person.objects.filter(pk=cast.carla.person_id).update(
        name=f"Carla {WORD}", email=f"carla-{WORD}@example.org"
    )
    client = as_member(cast.carla)
    client.raise_request_exception = False
    client.post("/account/reauthenticate/", {"password": "Zeer geheim 1!"})
    return client


@pytest.fixture
def examples(cast):
    made = examples_of(cast)
    # A passkey that no browser made can be shown by no page.
    Authenticator.objects.filter(type="webauthn").delete()
    return made


def test_what_is_logged_is_caught_here(log) -> None:
    """Or the tests below would find nothing in anything."""
    logging.getLogger("django.request").debug("said %s", WORD)
    assert WORD in log.text


@pytest.mark.parametrize("value", VALUES)
def test_nothing_that_pages_are_sent_is_logged(chief, examples, log, capfd, value):
    fields = dict.fromkeys(FIELDS, value) | {"base": "0"}
    for address in everywhere(examples, api=False):
        chief.post(address, fields)
        chief.post(address, fields | {"base": value})
        chief.get(address, {"q": value, "after": value})
    said = capfd.readouterr()
    assert WORD not in log.text + said.out + said.err


@pytest.mark.parametrize("value", VALUES)
def test_nothing_that_the_api_is_sent_is_logged(cast, examples, log, capfd, value):
    cast.carla.roles = [role for role in Role if role is not Role.AUDITOR]
    cast.carla.save()
    _, secret = issue(cast.carla, WORD, list(SCOPES), at=timezone.now())
    body = json.dumps(dict.fromkeys(FIELDS, value) | {"base": 1, "kinds": [value]})
    for right in (secret, f"durf_{WORD}"):
        program = Client(raise_request_exception=False)
        for address in everywhere(examples, api=True):
            for method in ("POST", "PUT", "PATCH", "DELETE"):
                program.generic(
                    method,
                    address,
                    body,
                    content_type="application/json",
                    headers={
                        "authorization": f"Bearer {right}",
                        "idempotency-key": f"{WORD}{uuid4()}",
                    },
                )
    said = capfd.readouterr()
    everything = log.text + said.out + said.err
    assert WORD not in everything and secret not in everything


def test_no_try_to_sign_in_is_logged_with_its_words(cast, log, capfd) -> None:
    stranger = Client(raise_request_exception=False)
    for password in (WORD, "Zeer geheim 1!"):
        for who in (f"{WORD}@example.org", "anna@example.org"):
            given = {"login": who, "password": password}
            stranger.post("/account/login/", given)
            stranger.post("/account/password/reset/", {"email": who})
    key = stranger.cookies.get(durf_settings.SESSION_COOKIE_NAME)
    said = capfd.readouterr()
    everything = log.text + said.out + said.err
    for word in (WORD, "Zeer geheim", "anna@example.org", key.value if key else WORD):
        assert word not in everything


@pytest.mark.parametrize(
    "error",
    [
        RuntimeError(f"unexpected: {WORD}"),
        IntegrityError(f"DETAIL: Key (email)=({WORD}) already exists"),
        KeyError(WORD),
        UnicodeEncodeError("utf-8", WORD, 0, 1, WORD),
    ],
)
def test_an_error_that_nobody_foresaw_is_logged_without_its_words(
    chief, log, monkeypatch, error
) -> None:
    from durf_server.console import views

    def fail(*_: object, **__: object) -> None:
        try:
            raise ValueError(WORD)
        except ValueError:
            raise error from None

    monkeypatch.setattr(views, "render", fail)
    answer = chief.get("/w/bloom/")
    assert answer.status_code == 500
    assert WORD not in log.text
    # Who mends it must be able to find the place.
    assert type(error).__qualname__ in log.text
    assert re.search(r'File ".*test_logs\.py", line \d+', log.text)


def test_a_job_that_fails_is_logged_without_words(cast, log) -> None:
    def fail(job: Job, at: object) -> None:
        raise RuntimeError(f"{WORD} {job.arguments}")

    ask("fail", {"number": 1}, key="", at=NOON)
    worker = Worker({"fail": Task(fail)}, {})
    assert worker.turn(at=NOON)
    assert "RuntimeError" in log.text and WORD not in log.text
    assert WORD not in Job.objects.get().trouble


def _every(kind: type[DurfError]) -> list[type[DurfError]]:
    return [kind, *(one for sub in kind.__subclasses__() for one in _every(sub))]


@pytest.mark.parametrize("kind", _every(errors.ServerError))
def test_no_error_of_the_server_has_room_for_what_somebody_wrote(kind) -> None:
    """Its arguments are places, numbers and words of ours; a text is none of these."""
    names = set(re.findall(r"{(\w+)}", f"{kind.template}{kind.remedy}"))
    assert names <= {*kind.ours, "name", "wanted", "port", "newest", "field"} | {
        "seconds",
        "what",
        "path",
    }
