"""The pages of keeping, holding, publishing, erasing and exporting."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from durf.evidence.verify import verify
from durf_server.drafts.content import Content
from durf_server.drafts.saving import start
from durf_server.people.models import Person
from durf_server.records.models import Entry, Log, Outlet, Verification
from durf_server.records.signing import public_keys
from durf_server.retention import views
from durf_server.retention.models import LegalHold, Retention
from durf_server.work.models import Job
from tests.durf_server.conftest import NOON

if TYPE_CHECKING:
    from django.test import Client

    from tests.durf_server.conftest import Cast


def forms(cast: Cast) -> dict[str, dict[str, str]]:
    """Return every form that changes something, filled in rightly."""
    return {
        "records/period": {"kind": "notices", "days": "30"},
        "records/hold": {"scope": "all", "reason": "A case"},
        "records/outlet": {"kind": "files", "hours": "1"},
        f"records/erase/{cast.anna.pk}": {"sure": "anna@example.org"},
    }


def post(client: Client, path: str, values: dict[str, str]) -> int:
    return client.post(f"/w/bloom/{path}", values).status_code


def test_strangers_get_nothing(cast: Cast, as_member, client) -> None:
    paths = {**forms(cast), "evidence/verify": {}, "evidence/export": {}}
    for path, values in paths.items():
        assert post(client, path, values) == 302
    stranger = as_member(cast.sem)
    for path, values in paths.items():
        assert post(stranger, path, values) == 404
    assert stranger.get("/w/bloom/records/").status_code == 404
    assert not Entry.objects.exists()


def test_auditors_see_and_change_nothing(cast: Cast, as_member) -> None:
    client = as_member(cast.daan)
    assert client.get("/w/bloom/records/").status_code == 200
    for path, values in forms(cast).items():
        assert post(client, path, values) == 403
    author = as_member(cast.anna)
    assert author.get("/w/bloom/records/").status_code == 403
    assert post(author, "evidence/verify", {}) == 403


def test_an_administrator_sets_all_of_it(cast: Cast, as_member) -> None:
    client = as_member(cast.carla)
    for path, values in forms(cast).items():
        if "erase" not in path:
            assert post(client, path, values) == 302
    assert Retention.objects.get().days == 30
    hold, outlet = LegalHold.objects.get(), Outlet.objects.get()
    assert (hold.reason, outlet.hours) == ("A case", 1)
    page = client.get("/w/bloom/records/").text
    assert "A case" in page
    assert 'value="30"' in page
    assert post(client, f"records/hold/{hold.pk}/lift", {}) == 302
    assert post(client, f"records/hold/{hold.pk}/lift", {}) == 409
    assert post(client, f"records/outlet/{outlet.pk}/stop", {}) == 302
    assert post(client, f"records/outlet/{outlet.pk}/stop", {}) == 404
    kinds = set(Entry.objects.values_list("kind", flat=True))
    assert kinds == {
        "hold.lifted",
        "hold.placed",
        "outlet.added",
        "outlet.stopped",
        "retention.set",
    }


def test_what_is_another_workspaces_is_not_there(cast: Cast, as_member) -> None:
    values = {"workspace": cast.workspace}
    hold = LegalHold.objects.create(scope="all", reason="x", placed_at=NOON, **values)
    outlet = Outlet.objects.create(kind="files", made_at=NOON, **values)
    client = as_member(cast.sem)
    for path in (
        f"records/hold/{hold.pk}/lift",
        f"records/outlet/{outlet.pk}/stop",
        f"records/erase/{cast.anna.pk}",
    ):
        assert client.post(f"/w/elsewhere/{path}").status_code == 404
    number = str(start(cast.anna, Content("Buns"), at=NOON).pk)
    found = {"scope": "draft", "subject": number, "reason": "x"}
    assert client.post("/w/elsewhere/records/hold", found).status_code == 422
    chosen = {"draft": number}
    assert client.post("/w/elsewhere/evidence/export", chosen).status_code == 404


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("records/period", {"kind": "bread", "days": "3"}),
        ("records/period", {"kind": "notices", "days": "0"}),
        ("records/period", {"kind": "notices", "days": "-3"}),
        ("records/hold", {"scope": "all", "reason": " "}),
        ("records/hold", {"scope": "draft", "reason": "x"}),
        ("records/hold", {"scope": "draft", "subject": "7", "reason": "x"}),
        ("records/outlet", {"kind": "bread"}),
        ("records/outlet", {"kind": "mail", "address": "nobody"}),
        ("records/outlet", {"kind": "webhook", "address": "ftp://example.org"}),
        ("records/outlet", {"kind": "files", "hours": "99999"}),
        ("records/outlet", {"kind": "timestamp", "address": "https://example.org"}),
    ],
)
def test_what_makes_no_sense_is_refused(
    cast: Cast, as_member, path: str, values: dict[str, str]
) -> None:
    assert post(as_member(cast.carla), path, values) == 422
    assert not Entry.objects.exists()


def test_erasing_asks_twice(cast: Cast, as_member) -> None:
    client = as_member(cast.carla)
    path = f"records/erase/{cast.anna.pk}"
    assert "anna@example.org" in client.get(f"/w/bloom/{path}").text
    assert post(client, path, {"sure": "yes"}) == 422
    assert Person.objects.filter(email="anna@example.org").exists()
    assert post(client, path, {"sure": "anna@example.org", "asked": "on"}) == 302
    assert not Person.objects.filter(email="anna@example.org").exists()


def test_a_hold_shows_where_erasing_begins(cast: Cast, as_member) -> None:
    client = as_member(cast.carla)
    post(client, "records/hold", {"scope": "all", "reason": "A case"})
    path = f"records/erase/{cast.anna.pk}"
    assert "A case" in client.get(f"/w/bloom/{path}").text
    assert post(client, path, {"sure": "anna@example.org"}) == 409


def test_a_log_is_verified_at_once_or_by_a_worker(
    cast: Cast, as_member, monkeypatch
) -> None:
    start(cast.anna, Content("Buns"), at=NOON)
    client = as_member(cast.daan)
    assert post(client, "evidence/verify", {}) == 302
    assert "all 1 entries" in client.get("/w/bloom/evidence/").text
    Entry.objects.update(kind="draft.lost")
    post(client, "evidence/verify", {})
    assert "entry 0" in client.get("/w/bloom/evidence/").text
    monkeypatch.setattr(views, "MOST_AT_ONCE", 0)
    for _ in range(2):
        post(client, "evidence/verify", {})
    assert Job.objects.get(kind="verify-log").workspace == cast.workspace
    assert Verification.objects.count() == 2


def test_a_bundle_comes_as_a_file_that_verifies(cast: Cast, as_member) -> None:
    draft = start(cast.anna, Content("Buns"), at=NOON)
    client = as_member(cast.daan)
    assert client.get("/w/bloom/evidence/export").status_code == 200
    answer = client.post("/w/bloom/evidence/export", {"draft": str(draft.pk)})
    assert f'draft-{draft.pk}.durfproof"' in answer.headers["content-disposition"]
    keys = public_keys(Log.objects.get().origin)
    assert verify(answer.content, keys).bundle.about == f"draft/{draft.pk}"
    days = {"from": "2026-11-23", "until": "2026-11-23"}
    answer = client.post("/w/bloom/evidence/export", days)
    bundle = verify(answer.content, keys).bundle
    assert bundle.about == "period/2026-11-23..2026-11-23"
    assert bundle.entries[0].index == 0
    both = {"draft": str(draft.pk), "person": str(cast.anna.person_id)}
    assert post(client, "evidence/export", both) == 422
    assert post(client, "evidence/export", {}) == 422


def test_others_take_along_what_is_about_them(cast: Cast, as_member) -> None:
    draft = start(cast.anna, Content("Buns"), at=NOON)
    start(cast.bram, Content("Bread"), at=NOON)
    client = as_member(cast.anna)
    page = client.get("/w/bloom/evidence/export").text
    assert str(cast.anna.person_id) in page
    assert post(client, "evidence/export", {"draft": str(draft.pk)}) == 403
    other = {"person": str(cast.bram.person_id)}
    assert post(client, "evidence/export", other) == 403
    own = {"person": str(cast.anna.person_id)}
    answer = client.post("/w/bloom/evidence/export", own)
    keys = public_keys(Log.objects.get().origin)
    shown = verify(answer.content, keys).bundle.entries
    assert [entry.index for entry in shown] == [0]
