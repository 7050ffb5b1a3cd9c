"""A backup holds everything, comes back whole, and lets nothing else in."""

from __future__ import annotations

import io
import json
import tarfile

import pytest
from django.core.management import call_command

from durf.errors import FileProblem
from durf_server.backup import making, rows
from durf_server.backup.archive import manifest_name, reading
from durf_server.backup.making import make
from durf_server.backup.restoring import restore
from durf_server.channels.models import Channel
from durf_server.drafts import store
from durf_server.drafts.content import Content
from durf_server.drafts.models import Medium
from durf_server.drafts.saving import save, start
from durf_server.errors import BrokenBackup, NotEmpty
from durf_server.records.models import Entry
from tests.durf_server.conftest import NOON

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path):
    """Each test has its own data, and the backup's connection its database."""
    settings.DATA_DIR = tmp_path / "data"
    settings.MEDIA_DIR = settings.DATA_DIR / "media"
    settings.VAULT_DIR = settings.DATA_DIR / "vaults"
    settings.DATA_DIR.mkdir()


@pytest.fixture(autouse=True)
def one_database(monkeypatch):
    """The database of these tests is seen by its own connection only."""
    monkeypatch.setattr(making, "ALIAS", "default")
    monkeypatch.setattr(making, "_one_moment", _Nothing)


class _Nothing:
    def __enter__(self) -> None:
        pass

    def __exit__(self, *_: object) -> None:
        pass


@pytest.fixture
def filled(cast, settings):
    Channel.objects.create(workspace=cast.workspace, network="x", name="Bloom")
    draft = start(cast.anna, Content("New buns é🥐"), at=NOON)
    save(draft, cast.anna, Content("Newer buns"), base=1, at=NOON)
    digest = store.keep(cast.workspace.pk, b"picture")
    Medium.objects.create(
        workspace=cast.workspace,
        digest=digest,
        kind="image/png",
        size=7,
        width=1,
        height=1,
        added_by=cast.anna,
        added_at=NOON,
    )
    vault = settings.VAULT_DIR / str(cast.workspace.pk)
    (vault / "one").mkdir(parents=True)
    (vault / "one" / "segment").write_bytes(b"fingerprints")
    return cast


def everything() -> dict[str, list[bytes]]:
    return {
        model._meta.label: list(rows.lines_of(model, "default"))
        for model in rows.models()
    }


def empty_all(settings) -> None:
    import shutil

    call_command("flush", verbosity=0, interactive=False)
    shutil.rmtree(settings.DATA_DIR)
    settings.DATA_DIR.mkdir()


def test_what_comes_back_is_what_was_there(filled, settings, tmp_path) -> None:
    before, keys = everything(), settings.DATA_DIR / "keys"
    kept = {path.name: path.read_bytes() for path in keys.glob("*")}
    made = make(tmp_path / "b", with_key=False, durf="1", at=NOON)
    empty_all(settings)
    restored = restore(tmp_path / "b", at=NOON)
    assert everything() == before
    assert restored.rows == made.rows == sum(map(len, before.values()))
    assert restored.entries == Entry.objects.count() > 0
    assert {path.name: path.read_bytes() for path in keys.glob("*.sealed")} == {
        name: content for name, content in kept.items() if name.endswith(".sealed")
    }
    medium = Medium.objects.get()
    assert store.read(medium.workspace_id, medium.digest) == b"picture"
    vault = settings.VAULT_DIR / str(filled.workspace.pk) / "one" / "segment"
    assert vault.read_bytes() == b"fingerprints"


def test_what_was_restored_can_be_worked_with(filled, settings, tmp_path) -> None:
    make(tmp_path / "b", with_key=False, durf="1", at=NOON)
    empty_all(settings)
    restore(tmp_path / "b", at=NOON)
    from durf_server.people.models import Member

    anna = Member.objects.get(person__name="Anna")
    start(anna, Content("After the restore"), at=NOON)


def test_it_replaces_nothing(filled, tmp_path) -> None:
    make(tmp_path / "b", with_key=False, durf="1", at=NOON)
    before = everything()
    with pytest.raises(NotEmpty):
        restore(tmp_path / "b", at=NOON)
    assert everything() == before


def test_a_picture_that_was_gone_is_told(filled, tmp_path) -> None:
    medium = Medium.objects.get()
    store.path_of(medium.workspace_id, medium.digest).unlink()
    made = make(tmp_path / "b", with_key=False, durf="1", at=NOON)
    assert made.missing == (medium.digest,)


def test_the_master_key_is_in_it_only_when_asked_for(filled, settings, tmp_path):
    (settings.DATA_DIR / "keys").mkdir(exist_ok=True)
    (settings.DATA_DIR / "keys" / "master.key").write_text("0c7a-master")
    make(tmp_path / "without", with_key=False, durf="1", at=NOON)
    make(tmp_path / "with", with_key=True, durf="1", at=NOON)
    assert b"0c7a-master" not in (tmp_path / "without").read_bytes()
    with reading(tmp_path / "with") as backup:
        assert "keys/master.key" in backup.manifest.members


def test_a_full_disk_leaves_no_half_backup(filled, tmp_path) -> None:
    folder = tmp_path / "nowhere"
    with pytest.raises(FileProblem):
        make(folder / "b", with_key=False, durf="1", at=NOON)
    with pytest.raises(FileProblem, match="cannot write"):
        make(tmp_path, with_key=False, durf="1", at=NOON)
    assert not list(tmp_path.glob("*.part"))


def test_every_change_of_a_byte_is_refused(filled, settings, tmp_path) -> None:
    make(tmp_path / "b", with_key=False, durf="1", at=NOON)
    content = (tmp_path / "b").read_bytes()
    with tarfile.open(tmp_path / "b") as tar:
        members = [(one.offset_data, one.size) for one in tar.getmembers()]
    for start_at, size in members:
        for place in {start_at, start_at + size // 2, start_at + size - 1}:
            if size == 0:
                continue
            changed = bytearray(content)
            changed[place] ^= 1
            (tmp_path / "c").write_bytes(changed)
            with pytest.raises(BrokenBackup), reading(tmp_path / "c"):
                pytest.fail(f"taken, with a change at {place - start_at} of {size}")


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9, 0.999])
def test_a_backup_that_was_cut_short_is_refused(filled, tmp_path, share) -> None:
    make(tmp_path / "b", with_key=False, durf="1", at=NOON)
    content = (tmp_path / "b").read_bytes().rstrip(b"\0")
    (tmp_path / "c").write_bytes(content[: int(len(content) * share)])
    with pytest.raises(BrokenBackup), reading(tmp_path / "c"):
        pass


@pytest.mark.parametrize(
    "name", ["media/../../evil", "/etc/passwd", "media/..", "other/x", "media//x"]
)
def test_a_part_that_leads_elsewhere_is_refused(filled, tmp_path, name) -> None:
    import hashlib

    with tarfile.open(tmp_path / "b", "w") as tar:
        info = tarfile.TarInfo(name)
        info.size = 4
        tar.addfile(info, io.BytesIO(b"evil"))
        member = {"size": 4, "digest": hashlib.sha256(b"evil").hexdigest()}
        manifest = {
            "format": 1,
            "made_at": "",
            "durf": "",
            "migrations": [],
            "members": {name: member},
        }
        text = json.dumps(manifest).encode()
        info = tarfile.TarInfo(manifest_name(text))
        info.size = len(text)
        tar.addfile(info, io.BytesIO(text))
    with pytest.raises(BrokenBackup), reading(tmp_path / "b"):
        pass


def test_a_backup_of_another_version_is_refused(
    filled, settings, tmp_path, monkeypatch
) -> None:
    monkeypatch.setattr(making, "migrations", lambda _: ["people.9999_later"])
    make(tmp_path / "b", with_key=False, durf="1", at=NOON)
    empty_all(settings)
    with pytest.raises(BrokenBackup, match="another version"):
        restore(tmp_path / "b", at=NOON)


def test_evidence_that_was_changed_does_not_come_back(
    filled, settings, tmp_path
) -> None:
    entry = Entry.objects.order_by("index").first()
    Entry.objects.filter(pk=entry.pk).update(leaf=bytes(entry.leaf) + b" ")
    make(tmp_path / "b", with_key=False, durf="1", at=NOON)
    empty_all(settings)
    with pytest.raises(BrokenBackup, match="evidence"):
        restore(tmp_path / "b", at=NOON)
    assert not Entry.objects.exists()
    assert not settings.MEDIA_DIR.exists() or not list(settings.MEDIA_DIR.iterdir())
