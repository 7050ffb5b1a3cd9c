"""No secret of a link ever stands in the log."""

from __future__ import annotations

import io
import logging
import re
from logging.config import dictConfig

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from durf_server.people.first_run import one_time_link
from durf_server.people.links import sign_in_link
from durf_server.people.models import Member
from durf_server.people.unlogged import without_secrets


@pytest.fixture
def log():
    """The log as it is set up on a server, written into memory."""
    root = logging.getLogger()
    before = root.handlers[:], root.level
    dictConfig(settings.LOGGING)
    text = io.StringIO()
    for handler in root.handlers:
        if isinstance(handler, logging.StreamHandler):
            handler.setStream(text)
    yield text
    root.handlers[:], level = before
    root.setLevel(level)


def paths_of(cast) -> list[str]:
    client = Client()
    client.force_login(
        cast.carla.person,
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    client.post(reverse("invite", args=["bloom"]), {"email": "eva@example.org"})
    client.post("/account/password/reset/", {"email": "anna@example.org"})
    sent = [re.search(r"8800(/\S+)", one.body)[1] for one in mail.outbox]
    Member.objects.update(roles=[])
    links = [
        sign_in_link(cast.anna.person, timezone.now()),
        one_time_link(timezone.now()),
    ]
    return sent + [link.removeprefix("http://localhost:8800") for link in links]


def test_a_link_that_is_used_wrongly_is_not_written_down(cast, log):
    paths = paths_of(cast)
    assert len(paths) == 4
    strict = Client(enforce_csrf_checks=True)
    for path in paths:
        strict.post(path)
        strict.delete(path)
        strict.get(path + "x")
    said = log.getvalue()
    assert "Forbidden" in said
    for path in paths:
        secret = path.rstrip("/").rsplit("/", 1)[1]
        assert secret[:12] not in said


def test_other_lines_stay_as_they_are():
    line = "Not Found: /w/bloom/drafts/1/"
    assert without_secrets(line) == line
    assert without_secrets("Not Found: /sign-in/abc/") == "Not Found: /sign-in/.../"
