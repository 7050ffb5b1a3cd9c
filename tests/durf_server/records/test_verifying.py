"""Looking through a whole log: whatever was changed in it is found."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from django.db import IntegrityError, models, transaction

from durf_server.people.models import Workspace
from durf_server.records.append import Fact, append
from durf_server.records.models import (
    Entry,
    Log,
    Outlet,
    Part,
    Published,
    SubjectKey,
    Tile,
    Verification,
)
from durf_server.records.publishing import publish, publish_checkpoint
from durf_server.records.verifying import verify_and_keep, verify_log
from tests.durf_server.conftest import NOON
from tests.durf_server.records.conftest import write_facts

if TYPE_CHECKING:
    from pathlib import Path

    from tests.durf_server.conftest import Cast
    from tests.durf_server.records.conftest import Authority

SIZE = 270
LOGGED = (Log, Entry, Part, SubjectKey, Tile, Published)
COLUMNS = [
    pytest.param(model, field.attname, id=f"{model.__name__}.{field.attname}")
    for model in LOGGED
    for field in model._meta.concrete_fields
    # The numbers of rows that nothing says anything about.
    if not (field.primary_key and model is not SubjectKey)
    # Stamps have a test of their own.
    and field.attname != "stamp"
]


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


@pytest.fixture
def logged(cast: Cast) -> Cast:
    """A log of two people with tiles on two levels, published twice."""
    for number, width in enumerate((100, SIZE - 100)):
        facts = [
            Fact(
                "draft.saved",
                f"draft/{n % 7}",
                NOON + timedelta(seconds=n),
                {"version": n},
                {(cast.anna, cast.bram)[n % 2].person_id: {"name": "Somebody"}},
            )
            for n in range(width)
        ]
        with transaction.atomic():
            append(cast.workspace, *facts)
            append(cast.elsewhere, facts[number])
        publish_checkpoint(cast.workspace, NOON)
    return cast


def troubles(cast: Cast) -> list[str]:
    found = [*verify_log(cast.workspace).troubles, *verify_log(cast.elsewhere).troubles]
    return [f"{place}: {reason}" for place, reason in found]


def test_an_untouched_log_is_whole(logged: Cast) -> None:
    assert troubles(logged) == []
    checked = verify_log(logged.workspace)
    assert (checked.size, checked.is_whole) == (SIZE, True)


def test_a_workspace_without_a_log_has_no_trouble(cast: Cast) -> None:
    assert verify_log(cast.workspace).size == 0
    assert troubles(cast) == []
    assert verify_and_keep(cast.workspace, NOON) is None


@pytest.mark.parametrize(("model", "column"), COLUMNS)
def test_a_change_in_any_column_is_found(
    logged: Cast, model: type[models.Model], column: str
) -> None:
    rows = _rows_of(model, logged)
    for row in {rows[0], rows[len(rows) // 2], rows[-1]}:
        was = getattr(row, column)
        for value in _others(was, column):
            try:
                with transaction.atomic():
                    model._default_manager.filter(pk=row.pk).update(**{column: value})
            except IntegrityError:
                # The database itself does not let this in.
                continue
            assert troubles(logged), (row, value)
            changed = value if column == "id" else row.pk
            model._default_manager.filter(pk=changed).update(**{column: was})
    assert troubles(logged) == []


@pytest.mark.parametrize("model", [Log, Entry, Part, SubjectKey, Tile])
def test_a_row_that_went_away_is_found(logged: Cast, model: type[models.Model]) -> None:
    rows = _rows_of(model, logged)
    row = rows[len(rows) // 2]
    if model is SubjectKey:
        Part.objects.filter(key=row.pk).delete()
    row.delete()
    assert troubles(logged)


def test_an_entry_that_was_cut_off_with_its_checkpoint_is_found(logged: Cast) -> None:
    """Somebody puts the log back as it was, with the signature it had then."""
    before = Log.objects.get(workspace=logged.workspace)
    write_facts(logged.anna, 1)
    publish_checkpoint(logged.workspace, NOON)
    Entry.objects.filter(log=before, index=SIZE).delete()
    before.save()
    assert troubles(logged) == [f"published {SIZE + 1}: the log was longer then"]


def test_two_entries_that_changed_places_are_found(logged: Cast) -> None:
    first, second = Entry.objects.filter(index__in=(3, 4), log__size=SIZE)
    Entry.objects.filter(pk=first.pk).update(index=SIZE + 9)
    Entry.objects.filter(pk=second.pk).update(index=3)
    Entry.objects.filter(pk=first.pk).update(index=4)
    assert any("entry" in trouble for trouble in troubles(logged))


def test_another_history_is_found_by_the_files_that_were_published(
    logged: Cast,
) -> None:
    """Even who has the signing key and the whole database cannot rewrite the past."""
    outlet = Outlet.objects.create(
        workspace=logged.workspace, kind=Outlet.Kind.FILES, made_at=NOON
    )
    before = Log.objects.get(workspace=logged.workspace)
    write_facts(logged.anna, 2)
    assert publish(logged.workspace, NOON) == [outlet]
    Entry.objects.filter(log=before, index__gte=SIZE).delete()
    before.save()
    Published.objects.filter(log=before, size__gt=SIZE).delete()
    assert troubles(logged) == ["published files: the log was longer then"]
    write_facts(logged.bram, 3)
    assert troubles(logged) == ["published files: the log was another one then"]


def test_another_history_is_found_by_a_checkpoint_that_somebody_kept(
    logged: Cast,
) -> None:
    before = Log.objects.get(workspace=logged.workspace)
    write_facts(logged.anna, 1)
    kept = Log.objects.get(pk=before.pk).checkpoint.encode()
    assert verify_log(logged.workspace, [kept]).is_whole
    Entry.objects.filter(log=before, index=SIZE).delete()
    before.save()
    write_facts(logged.bram, 1)
    assert verify_log(logged.workspace).is_whole
    assert not verify_log(logged.workspace, [kept]).is_whole
    assert not verify_log(logged.workspace, [b"no checkpoint"]).is_whole


def test_rows_beyond_the_end_are_found(logged: Cast) -> None:
    log = Log.objects.get(workspace=logged.workspace)
    entry = Entry.objects.filter(log=log).first()
    assert entry is not None
    entry.pk, entry.index = None, SIZE + 5
    entry.save(force_insert=True)
    Tile.objects.create(log=log, level=0, index=1, hashes=b"x" * 32)
    found = troubles(logged)
    assert any(f"entry {SIZE + 5}" in trouble for trouble in found)
    assert any("tile 0/1" in trouble for trouble in found)


def test_what_was_found_is_kept(logged: Cast) -> None:
    assert verify_and_keep(logged.workspace, NOON)
    Entry.objects.filter(index=5).update(kind="draft.approved")
    verify_and_keep(logged.workspace, NOON)
    bad, good = Verification.objects.all()
    assert good.troubles == []
    assert bad.troubles == [["entry 5", "its columns do not say what it says"]]


def test_a_changed_stamp_is_found(logged: Cast, authority: Authority, settings) -> None:
    settings.REACH_INSIDE = True
    Outlet.objects.create(
        workspace=logged.workspace,
        kind=Outlet.Kind.TIMESTAMP,
        address=authority.url,
        certificates=authority.root,
        made_at=NOON,
    )
    publish(logged.workspace, NOON)
    assert troubles(logged) == []
    row = Published.objects.get(size=SIZE)
    stamp = bytes(row.stamp)
    for place in (len(stamp) // 2, len(stamp) - 1):
        row.stamp = _flipped(stamp, place)
        row.save()
        assert troubles(logged) == [
            f"published {SIZE}: its time stamp is not a right one"
        ]


def _rows_of(model: type[models.Model], cast: Cast) -> list[models.Model]:
    own: dict[type[models.Model], dict[str, Any]] = {
        Log: {"workspace": cast.workspace},
        SubjectKey: {"workspace": cast.workspace},
        Part: {"entry__log__workspace": cast.workspace},
    }
    filters = own.get(model, {"log__workspace": cast.workspace})
    return list(model._default_manager.filter(**filters).order_by("pk"))


def _others(value: object, column: str) -> list[object]:
    """Return values near one."""
    if column.endswith("_id") or column == "id":
        return [_other_row(value, column)]
    match value:
        case bytes() | memoryview():
            content = bytes(value)
            places = {0, len(content) // 2, len(content) - 1}
            return [_flipped(content, place) for place in places] + [content[:-1], b""]
        case str():
            return [_flipped_text(value, 0), _flipped_text(value, len(value) // 2)]
        case datetime():
            step = timedelta(seconds=1) if column == "at" else timedelta(days=1)
            return [value + step]
        case int():
            return [value + 1, value + 1000]
    raise AssertionError(column)


def _other_row(value: object, column: str) -> object:
    if column == "workspace_id":
        return Workspace.objects.get_or_create(name="Third", slug="third")[0].pk
    if column == "log_id":
        return Log.objects.exclude(pk=value).get().pk
    if column == "entry_id":
        return Entry.objects.exclude(pk=value).latest("pk").pk
    if column == "key_id":
        return SubjectKey.objects.exclude(pk=value).latest("pk").pk
    return UUID(int=7)


def _flipped(content: bytes, place: int) -> bytes:
    changed = bytearray(content)
    changed[place] ^= 1
    return bytes(changed)


def _flipped_text(text: str, place: int) -> str:
    other = "y" if text[place] != "y" else "z"
    return text[:place] + other + text[place + 1 :]
