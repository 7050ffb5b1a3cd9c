"""Work on a disk that is full, and then has room again.

Run in a process of a server apart, whose data folder is that disk.
"""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import OperationalError, connection
from django.test import Client
from django.utils.timezone import now

from durf_server.drafts.content import Content
from durf_server.drafts.models import Draft
from durf_server.drafts.saving import start
from durf_server.errors import no_space
from durf_server.people.models import Member
from durf_server.people.tokens import issue
from tests.durf_server.writing import check, picture, prepare, write_some

if TYPE_CHECKING:
    from pathlib import Path

SAID = b"no space left on the disk"
NEW = {"text": "Buns, and many of them. " * 400}


def play() -> None:
    """Print what is wrong."""
    prepare()
    write_some("before", 6)
    anna = Member.objects.get(person__name="Anna")
    secret = issue(anna, "test", {"drafts:write"}, at=now())[1]
    console = Client(raise_request_exception=False, headers={"host": "localhost"})
    console.force_login(
        anna.person, backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    ballast = settings.DATA_DIR / "ballast"
    _fill(ballast)
    _until_full(anna)
    count = Draft.objects.count()
    _say("api", _asked(secret), 507)
    _say("picture", _sent(console), 507)
    # Reading goes on.
    _say("page", console.get("/"), 302)
    print(*([] if Draft.objects.count() == count else ["a-draft-by-half"]))
    ballast.unlink()
    write_some("after", 6)
    _say("sign-in-after", _signed_in(), 302)
    check()


def _until_full(anna: Member) -> None:
    """Write until nothing goes any more; each of it is whole or not there."""
    while True:
        try:
            start(anna, Content("Buns. " * 1000), at=now())
        except OperationalError as error:
            assert no_space(error), "it is another trouble"
            return


def _asked(secret: str) -> object:
    return Client(raise_request_exception=False).post(
        "/api/v1/drafts",
        NEW,
        content_type="application/json",
        headers={"Authorization": f"Bearer {secret}", "host": "localhost"},
    )


def _sent(console: Client) -> object:
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile("buns.png", picture("on a full disk"))
    return console.post("/w/bloom/write/media/", {"file": file})


def _signed_in() -> object:
    stranger = Client(raise_request_exception=False, headers={"host": "localhost"})
    who = {"login": "anna@example.org", "password": "Zeer geheim 1!"}
    return stranger.post("/account/login/", who)


def _say(what: str, answer: object, status: int) -> None:
    content = getattr(answer, "content", b"")
    if getattr(answer, "status_code", 0) != status:
        print(f"{what}:{getattr(answer, 'status_code', 0)}", content[:200].hex())
    elif status == 507 and SAID not in content:
        print(f"{what}:nothing-said")


def _fill(ballast: Path) -> None:
    """Take all that is left of the disk."""
    connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    handle = os.open(ballast, os.O_WRONLY | os.O_CREAT, 0o600)
    size = 1_000_000
    while size:
        try:
            os.write(handle, b"x" * size)
        except OSError as error:
            assert error.errno == errno.ENOSPC
            size //= 2
    os.close(handle)
