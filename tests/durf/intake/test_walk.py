"""Walking the files and folders that a user points at."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from durf.intake.walk import walk


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    top = tmp_path / "top"
    for name in ("b.txt", "a/z.txt", "a/deep/er/c.md", ".git/config", ".secret.txt"):
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_text(name)
    (top / "a/~$plan.docx").write_text("lock")
    return top


def names(top: Path, *given: Path, **options: object) -> list[str]:
    problems = []
    found = [
        str(one.path.relative_to(top))
        for one in walk(given or (top,), problems.append, **options)
    ]
    assert problems == []
    return found


def test_it_yields_every_file_in_a_stable_order(folder):
    assert names(folder) == ["a/deep/er/c.md", "a/z.txt", "b.txt"]


def test_it_tells_size_and_time_of_change(folder):
    os.utime(folder / "b.txt", ns=(5, 1_234_567_890_123_456_789))
    (found,) = walk([folder / "b.txt"], pytest.fail)
    assert (found.size, found.changed) == (5, 1_234_567_890_123_456_789)


def test_it_takes_hidden_files_when_asked(folder):
    assert len(names(folder, hidden=True)) == 6


def test_it_takes_a_hidden_file_that_is_given_itself(folder):
    assert names(folder, folder / ".secret.txt") == [".secret.txt"]


def test_it_yields_a_file_once_that_is_given_twice(folder):
    assert names(folder, folder / "a", folder, folder / "b.txt").count("b.txt") == 1


@pytest.mark.parametrize(
    ("pattern", "left"),
    [
        ("*.txt", ["a/deep/er/c.md"]),
        ("a/", ["b.txt"]),
        ("deep", ["a/z.txt", "b.txt"]),
        ("a/*.md", ["a/z.txt", "b.txt"]),
        ("z.txt/", ["a/deep/er/c.md", "a/z.txt", "b.txt"]),
    ],
)
def test_it_leaves_out_what_a_pattern_names(folder, pattern, left):
    assert names(folder, exclude=[pattern]) == left


def test_it_follows_no_link_inside_a_folder(folder, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "far.txt").write_text("x")
    (folder / "link").symlink_to(outside)
    (folder / "file.txt").symlink_to(outside / "far.txt")
    (folder / "loop").symlink_to(folder)
    assert names(folder) == ["a/deep/er/c.md", "a/z.txt", "b.txt"]


def test_it_follows_a_link_that_is_given_itself(folder, tmp_path):
    link = tmp_path / "link"
    link.symlink_to(folder)
    assert names(link, link) == ["a/deep/er/c.md", "a/z.txt", "b.txt"]


def test_it_leaves_out_pipes(folder):
    os.mkfifo(folder / "pipe")
    assert "pipe" not in names(folder)


def test_it_reports_what_is_not_there_and_goes_on(folder):
    problems = []
    found = list(walk([folder / "nothing", folder], problems.append))
    assert len(found) == 3
    assert "nothing" in str(problems[0])


def test_it_reports_a_folder_that_vanishes_and_goes_on(folder, monkeypatch):
    real = os.scandir

    def scandir(path):
        if path.endswith("deep"):
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr("durf.intake.walk.os.scandir", scandir)
    problems = []
    found = [one.path.name for one in walk([folder], problems.append)]
    assert found == ["z.txt", "b.txt"]
    assert "Permission denied" in str(problems[0])


def test_it_takes_names_that_are_no_utf8(folder):
    name = os.fsdecode(b"caf\xe9.txt")
    (folder / name).write_text("x")
    assert name in names(folder)


@pytest.fixture
def abyss(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    depth = 1100
    for _ in range(depth):
        os.mkdir("d")
        os.chdir("d")
    Path("bottom.txt").write_text("x")
    yield tmp_path
    # What tidies up after tests calls itself for each folder.
    os.remove("bottom.txt")
    for _ in range(depth):
        os.chdir("..")
        os.rmdir("d")


def test_it_walks_folders_deeper_than_the_stack(abyss):
    assert [one.path.name for one in walk([abyss], pytest.fail)] == ["bottom.txt"]
