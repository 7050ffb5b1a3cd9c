"""A backup is of one moment, and nobody waits for it."""

from __future__ import annotations

import signal
import time

import pytest

from durf_server.backup.folders import held
from durf_server.errors import NotNow
from tests.durf_server.postgresql import new_database, postgresql
from tests.durf_server.servers import KINDS, new_server

__all__ = ["new_database", "new_server", "postgresql"]
BEGIN = "import sys\nfrom tests.durf_server.writing import *\n"
# Writes between any two tables of the backup: whoever had to wait would wait for ever.
BETWEEN = """
from durf_server.backup import making, rows
from durf_server.drafts.models import Draft
lines_of = rows.lines_of
names = iter(range(1000))
def writing_too(model, using):
    write_some(f"during {next(names)}", 3)
    yield from lines_of(model, using)
making.rows.lines_of = writing_too
prepare()
write_some("before", 3)
making.make(Path(sys.argv[1]), with_key=True, durf="1", at=now())
print(Draft.objects.count())
"""
COUNT = "print(Draft.objects.count(), Draft.objects.get().title.replace(' ', '-'))\n"


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_of_one_moment_while_others_go_on_writing(new_server, tmp_path, kind):
    (count,) = new_server(kind, migrated=True).run(
        BEGIN + BETWEEN, str(tmp_path / "backup")
    )
    assert int(count) > 20
    there = new_server("sqlite")
    there.told("restore", str(tmp_path / "backup"))
    (drafts, title) = there.run(BEGIN + COUNT + "check()\n")
    assert drafts == "1" and "before" in title


@pytest.mark.parametrize("kind", KINDS)
def test_all_that_was_done_before_it_is_in_it(new_server, tmp_path, kind):
    server, there = new_server(kind, migrated=True), new_server("sqlite")
    server.run(BEGIN + "prepare()\n")
    said = [tmp_path / "a", tmp_path / "b"]
    writers = [
        server.start(BEGIN + "write(*sys.argv[1:])\n", str(one), one.name)
        for one in said
    ]
    try:
        while not all(one.exists() and one.stat().st_size > 1000 for one in said):
            assert [writer.poll() for writer in writers] == [None, None]
            time.sleep(0.05)
        before = [one.read_text() for one in said]
        server.told("backup", "--with-key", str(tmp_path / "backup"))
        assert [writer.poll() for writer in writers] == [None, None]
    finally:
        for writer in writers:
            writer.send_signal(signal.SIGKILL)
            writer.communicate()
    # Writing went on; on a busy machine not each of them had its turn.
    assert sum(one.stat().st_size for one in said) > sum(map(len, before))
    for one, text in zip(said, before, strict=True):
        one.write_text(text[: text.rindex("\n") + 1])
    there.told("restore", str(tmp_path / "backup"))
    check = "check(*sys.argv[1:])\n"
    assert there.run(BEGIN + check, *map(str, said)) == []


def test_a_folder_is_given_as_it_was(tmp_path):
    (folder := tmp_path / "vault").mkdir()
    (folder / "sub").mkdir()
    (folder / "sub" / "segment").write_text("one")
    (folder / ".manifest.0.draft").write_text("half")
    (folder / "manifest").write_text("first")
    with held(folder) as copy:
        (folder / "next").write_text("second")
        (folder / "next").replace(folder / "manifest")
        (folder / "sub" / "segment").unlink()
        found = {
            path.name: path.read_text() for path in copy.rglob("*") if path.is_file()
        }
        assert found == {"manifest": "first", "segment": "one"}
    assert [path.name for path in tmp_path.iterdir()] == ["vault"]


@pytest.mark.parametrize("times", [1, 5])
def test_a_folder_that_changes_meanwhile_is_looked_at_again(
    tmp_path, monkeypatch, times
):
    (folder := tmp_path / "vault").mkdir()
    (folder / "manifest").write_text("0")
    changing(monkeypatch, folder, times)
    with held(folder) as copy:
        assert (copy / "manifest").read_text() == str(times)


def test_a_folder_that_never_rests_is_not_taken_by_half(tmp_path, monkeypatch):
    (folder := tmp_path / "vault").mkdir()
    (folder / "manifest").write_text("0")
    changing(monkeypatch, folder, 1000)
    with pytest.raises(NotNow), held(folder):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["vault"]


def changing(monkeypatch, folder, times: int) -> None:
    """Replace the manifest whenever a second name was given, so many times."""
    from durf_server.backup import folders

    link, left = folders._link, list(range(times))

    def and_change(*given) -> None:
        link(*given)
        if left:
            left.pop()
            (folder / "next").write_text(str(times - len(left)))
            (folder / "next").replace(folder / "manifest")

    monkeypatch.setattr(folders, "_link", and_change)
