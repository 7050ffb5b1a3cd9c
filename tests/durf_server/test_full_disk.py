"""A full disk is said plainly; nothing is there by half, and all goes on after it."""

from __future__ import annotations

import errno
import shutil
import sqlite3
import subprocess

import pytest
from django.db import DatabaseError, IntegrityError, OperationalError

from durf_server.errors import NoSpace, no_space
from tests.durf_server.servers import new_server

__all__ = ["new_server"]
MOUNT = shutil.which("mount")


@pytest.fixture
def small_disk(tmp_path):
    """Mounts disks of a few megabytes, which takes a superuser."""
    places = []

    def mount(folder, megabytes: int) -> None:
        folder.mkdir()
        options = f"size={megabytes}m"
        if (
            MOUNT is None
            or subprocess.run(
                [MOUNT, "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], check=False
            ).returncode
        ):
            pytest.skip("a disk that can be filled cannot be mounted here")
        places.append(folder)

    yield mount
    for place in places:
        subprocess.run([f"{MOUNT[:-5]}umount", "-l", str(place)], check=True)


def test_the_server_says_so_and_goes_on_when_there_is_room(new_server, small_disk):
    server = new_server("sqlite")
    small_disk(server.folder, 40)
    code = "from durf_server.commands import prepared\nprepared()\n"
    code += "from tests.durf_server.filling_disk import play\nplay()\n"
    assert server.run(code) == []


def test_a_backup_is_whole_or_not_there(new_server, small_disk, tmp_path):
    server = new_server("sqlite", migrated=True)
    server.run(
        "from tests.durf_server.writing import *\nprepare()\nwrite_some('x', 60)\n"
    )
    disk = tmp_path / "disk"
    small_disk(disk, 1)
    (disk / "ballast").write_bytes(b"x" * 1_000_000)
    ran = server.durf("backup", str(disk / "backup"))
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "cannot write" in ran.stderr and "No space left" in ran.stderr
    assert [path.name for path in disk.iterdir()] == ["ballast"]
    assert not list(server.folder.glob(".held-*"))


def test_a_restore_is_whole_or_not_there(new_server, small_disk, tmp_path):
    server, small = new_server("sqlite", migrated=True), new_server("sqlite")
    fill = "prepare()\nwrite_some('x', 12)\n"
    fill += "store.keep(Workspace.objects.get().pk, b'x' * 9_000_000)\n"
    server.run(
        "from tests.durf_server.writing import *\n"
        "from durf_server.drafts import store\n" + fill
    )
    server.run(
        "from tests.durf_server.writing import *\n"
        "from hashlib import sha256\n"
        "a = Member.objects.get(person__name='Anna')\n"
        "Medium.objects.create(workspace=a.workspace, kind='image/png', size=1, width=1,"
        " height=1, added_by=a, added_at=now(),"
        " digest=sha256(b'x' * 9_000_000).hexdigest())\n"
    )
    server.told("backup", "--with-key", str(tmp_path / "backup"))
    small_disk(small.folder, 10)
    ran = small.durf("restore", str(tmp_path / "backup"))
    assert ran.returncode == 2
    assert "No space left" in ran.stderr or "no space left" in ran.stderr
    left = [path for path in small.folder.rglob("*") if path.is_file()]
    assert not [
        path
        for path in left
        if path.parent.name in {"media", "keys"} and path.suffix != ".key"
    ]
    subprocess.run([MOUNT, "-o", "remount,size=60m", str(small.folder)], check=True)
    assert "verified" in small.told("restore", str(tmp_path / "backup"))


class _Full(Exception):
    sqlstate = "53100"


def test_it_is_known_by_what_file_and_database_say():
    full = sqlite3.OperationalError()
    full.sqlite_errorcode = sqlite3.SQLITE_FULL
    for cause in (full, _Full()):
        error = OperationalError()
        error.__cause__ = cause
        assert isinstance(no_space(error), NoSpace)
    assert no_space(OSError(errno.ENOSPC, "x")) and no_space(OSError(errno.EDQUOT, "x"))


def test_a_sentence_is_there_even_outside_of_any_view(rf):
    from durf_server.console.problems import trouble

    with pytest.raises(OperationalError) as caught:
        raise OperationalError from _Full()
    for error, status in ((caught.value, 507), (ValueError(), 500)):
        try:
            raise error
        except (OperationalError, ValueError):
            assert trouble(rf.get("/")).status_code == status


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.EACCES, "x"),
        OSError(),
        IntegrityError(),
        DatabaseError(),
        ValueError(),
    ],
)
def test_other_troubles_are_not_taken_for_it(error):
    assert no_space(error) is None
