"""The private check keeps nothing: no row, no file, no line, no count."""

from __future__ import annotations

import hashlib
import logging

import pytest
from django.apps import apps
from django.conf import settings

from durf_server.policies.in_force import in_force

pytestmark = pytest.mark.django_db
CANARY = "canary-4711 Here is our sourdough recipe!"


def everything() -> dict[str, object]:
    tables = {
        model._meta.label: list(model._base_manager.order_by("pk").values())
        for model in apps.get_models(include_auto_created=True)
    }
    files = {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(settings.DATA_DIR.rglob("*"))
        if path.is_file()
    }
    return {"tables": tables, "files": files}


@pytest.fixture(autouse=True)
def compiled(cast):
    """A compiled policy is kept in a file when it is first asked for."""
    in_force(cast.workspace)


def test_a_members_own_post_leaves_nothing(cast, as_member, caplog) -> None:
    client = as_member(cast.anna)
    client.get("/w/bloom/check/")
    caplog.set_level(logging.DEBUG)
    # SQL is logged in tests only where somebody asks; the texts in it count too.
    before = everything()
    page = client.post("/w/bloom/check/", {"text": CANARY, "channel": "x"})
    assert "Recipes are trade secrets" in page.content.decode()
    assert everything() == before
    assert "canary" not in caplog.text
    assert page.headers["Cache-Control"].startswith("max-age=0, no-cache, no-store")


def test_a_strangers_post_leaves_nothing_where_the_check_is_open(
    cast, client, caplog
) -> None:
    assert client.get("/check/bloom/").status_code == 404
    cast.workspace.open_check = True
    cast.workspace.save()
    caplog.set_level(logging.DEBUG)
    before = everything()
    page = client.post("/check/bloom/", {"text": CANARY})
    assert "Recipes are trade secrets" in page.content.decode()
    assert everything() == before
    assert "canary" not in caplog.text
    assert "durf" not in client.cookies, "not even a session is begun"


def test_whoever_asks_too_often_waits(cast, client, monkeypatch) -> None:
    from durf_server.drafts import private_views
    from durf_server.drafts.pace import Pace

    monkeypatch.setattr(private_views, "_pace", Pace(most=2, seconds=60))
    cast.workspace.open_check = True
    cast.workspace.save()
    statuses = [
        client.post("/check/bloom/", {"text": "x"}).status_code for _ in range(3)
    ]
    assert statuses == [200, 200, 429]
