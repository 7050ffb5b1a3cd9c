"""Runs over files: what they count, what they tell, and how they are interrupted."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from durf.errors import DurfError, FileProblem
from durf.intake import crew
from durf.intake.adding import Adding, add, known_in
from durf.intake.crew import Pace, Tally
from durf.intake.extract.extractor import Extractor
from durf.intake.extract.limits import Limits
from durf.intake.reading import read, warning
from durf.text.view import View
from durf.vault.kernel import letters_of
from durf.vault.secret import Secret
from durf.vault.vault import Vault
from durf.vault.writer import Writer, create_vault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SECRET = Secret(bytes(range(32)))
TEXT = (
    "Between two and four at night the great oven is cleaned, and whoever wants the "
    "recipe of the rye bread finds it in the third drawer of the black desk."
)


class Notes:
    """A watch that writes down what it is told."""

    def __init__(self) -> None:
        self.expected = (0, 0)
        self.tallies: list[Tally] = []
        self.problems: list[DurfError] = []

    def expect(self, files: int, size: int) -> None:
        self.expected = (files, size)

    def forward(self, tally: Tally) -> None:
        self.tallies.append(tally)

    def problem(self, error: DurfError) -> None:
        self.problems.append(error)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with twenty documents."""
    made = tmp_path / "files"
    made.mkdir()
    for number in range(20):
        (made / f"{number:02}.txt").write_text(f"{number}: {TEXT[number:]}")
    return made


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Writer]:
    create_vault(tmp_path / "vault", SECRET)
    with Writer(tmp_path / "vault", SECRET) as made:
        yield made


@pytest.mark.parametrize("jobs", [1, 2, 4])
def test_it_tells_what_it_did(writer: Writer, folder: Path, jobs: int) -> None:
    notes = Notes()
    size = sum(path.stat().st_size for path in folder.iterdir())
    tally = add(writer, [folder], Adding("c", jobs=jobs), notes)
    assert notes.expected == (20, size)
    assert notes.problems == []
    assert (tally.added, tally.files, tally.size) == (20, 20, size)
    assert notes.tallies[-1] == tally
    held = Vault.open(writer.folder.parent, SECRET).stats()
    assert (tally.letters, tally.fingerprints) == (
        held.letters["c"],
        held.fingerprints,
    )
    again = add(writer, [folder], Adding("c", jobs=jobs), notes)
    assert again == Tally(unchanged=20)
    assert notes.expected == (0, 0)


def test_what_is_written_in_between_stays(
    writer: Writer, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crew, "PACE", Pace(1, 60))
    commits: list[int] = []
    commit = writer.commit

    def stopping(*given: object, **named: object) -> None:
        if len(commits) == 8:
            raise KeyboardInterrupt
        commits.append(1)
        commit(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(writer, "commit", stopping)
    with pytest.raises(KeyboardInterrupt):
        add(writer, [folder], Adding("c"), Notes())
    monkeypatch.setattr(writer, "commit", commit)
    # The first commit says what the collection is.
    done = len(known_in(writer, "c"))
    assert done >= 7
    tally = add(writer, [folder], Adding("c"), Notes())
    assert (tally.unchanged, tally.added) == (done, 20 - done)


def test_whoever_is_interrupted_keeps_what_was_read(
    writer: Writer, folder: Path
) -> None:
    class Impatient(Notes):
        def forward(self, tally: Tally) -> None:
            if tally.files >= 1:
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        add(writer, [folder], Adding("c"), Impatient())
    done = len(known_in(writer, "c"))
    assert done >= 1
    tally = add(writer, [folder], Adding("c"), Notes())
    assert tally.unchanged == done


def test_there_are_never_many_files(
    writer: Writer, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crew, "PACE", Pace(1, 60))
    monkeypatch.setattr(crew, "_MANY", 4)
    counts: list[int] = []
    commit = writer.commit

    def counting(*given: object, **named: object) -> None:
        commit(*given, **named)  # type: ignore[arg-type]
        counts.append(len(writer.manifest.segments))

    monkeypatch.setattr(writer, "commit", counting)
    add(writer, [folder], Adding("c", jobs=2), Notes())
    assert len(counts) > 20
    assert max(counts) <= 6
    vault = Vault.open(writer.folder.parent, SECRET)
    assert len(list(vault.documents())) == 20
    assert vault.quotations(View(TEXT[40:]))


def test_a_trouble_of_the_disk_ends_it(
    writer: Writer, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(writer, "write_documents", full)
    with pytest.raises(OSError, match="No space left"):
        add(writer, [folder], Adding("c", jobs=2), Notes())


def test_a_path_may_be_given_twice(writer: Writer, folder: Path) -> None:
    paths = [folder, folder / "03.txt", folder / ".." / "files"]
    tally = add(writer, paths, Adding("c"), Notes())
    assert tally.added == 20


def test_a_file_that_goes_on_the_way_is_told(writer: Writer, folder: Path) -> None:
    class Thief(Notes):
        def expect(self, files: int, size: int) -> None:
            super().expect(files, size)
            (folder / "07.txt").unlink()

    thief = Thief()
    tally = add(writer, [folder], Adding("c", prunes=True), thief)
    assert (tally.added, tally.unreadable) == (19, 1)
    (problem,) = thief.problems
    assert isinstance(problem, FileProblem)
    assert problem.arguments["path"] == folder / "07.txt"


def test_the_widest_limits_stay_with_the_collection(
    writer: Writer, folder: Path
) -> None:
    for pages in (10, 900, 30):
        limits = Limits(pages=pages, letters=70)
        add(writer, [folder], Adding("c", limits=limits), Notes())
    kept = writer.manifest.collections["c"]["limits"]
    assert (kept["pages"], kept["letters"]) == (900, 70)


@pytest.mark.parametrize(
    "content",
    [
        b"plain words\n",
        "\ufeffmet een merk, één".encode(),
        "in cp1252: caf\xe9, \x93quoted\x94".encode("latin-1"),
        "zestien bits breed".encode("utf-16"),
        "zestien bits, zonder merk".encode("utf-16-le"),
        b"From: a@x.example\nTo: b@x.example\nSubject: hi\nDate: now\n\nbody text\n",
        b"<!doctype html><p>marked <b>up</b></p>",
        b"BM is how this text begins",
        b"nul \x00 inside",
        b"\x01\x02\x03\x04 mostly control",
        b" \n\t ",
        ("long " * 400_000).encode(),
        ("x" * 2_500_000).encode(),
    ],
)
def test_reading_here_gives_what_the_child_gives(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "some.txt"
    path.write_bytes(content)
    with Extractor() as extractor:
        try:
            here = read(path, "", extractor)
        except DurfError as error:
            with pytest.raises(type(error)):
                extractor.read(path)
            return
        assert here is not None
        if not here.passages:
            with pytest.raises(DurfError, match="there is no text"):
                extractor.read(path)
            return
        there = extractor.read(path)
    letters = [
        b"".join(letters_of(View(one.text).plain) for one in passages)
        for passages in (here.passages, there.passages)
    ]
    assert letters[0] == letters[1]


def test_a_known_digest_is_not_read_again(folder: Path) -> None:
    path = folder / "01.txt"
    with Extractor() as extractor:
        first = read(path, "", extractor)
        assert first is not None
        assert read(path, first.digest, extractor) is None
        path.write_text("other")
        assert read(path, first.digest, extractor) is not None


def test_a_pipe_is_no_document(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with Extractor() as extractor, pytest.raises(FileProblem):
        read(tmp_path / "pipe", "", extractor)


def test_a_warning_is_a_sentence() -> None:
    assert warning("pages-unread") == "pages-unread"
    said = warning("members-encrypted:3")
    assert said == "3 part(s) have a password and were left out"
