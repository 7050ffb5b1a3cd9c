"""What workers do for the records is found and done by them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from durf_server.commands.work import every_worker
from durf_server.drafts.content import Content
from durf_server.drafts.saving import start
from durf_server.records.models import Outlet, Published, Verification
from durf_server.retention.erasing import erase_member
from durf_server.work.asking import ask
from durf_server.work.models import Job
from tests.durf_server.conftest import NOON

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from tests.durf_server.conftest import Cast


def test_a_worker_verifies_publishes_and_scrubs(
    cast: Cast, settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scrubbed = []
    # Within a test's transaction the database cannot be written anew.
    monkeypatch.setattr(
        "durf_server.retention.scrubbing.scrub", lambda: scrubbed.append(1)
    )
    settings.DATA_DIR = tmp_path
    start(cast.anna, Content("Buns"), at=NOON)
    Outlet.objects.create(workspace=cast.workspace, kind="files", made_at=NOON)
    erase_member(cast.anna, cast.carla, NOON, "request")
    ask("verify-log", {}, workspace=cast.workspace, at=NOON)
    worker, now = every_worker(), timezone.now()
    worker.plan(at=now)
    while worker.turn(at=now):
        pass
    assert Verification.objects.get().troubles == []
    assert Published.objects.get().size == 2
    assert Outlet.objects.get().trouble == ""
    assert scrubbed == [1]
    assert not Job.objects.exclude(trouble="").exists()
