"""A writer keeps the files of a vault few, and removes what is gone for good."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from durf.text.view import View
from durf.vault.document import Batch, Document, Passage, Source
from durf.vault.vault import Vault
from durf.vault.writer import Writer, create_vault

if TYPE_CHECKING:
    from pathlib import Path

    from durf.vault.secret import Secret


def text(number: int) -> str:
    return " ".join(f"word{number * step:o}k" for step in range(3, 20))


def write(writer: Writer, secret: Secret, number: int, *, is_public: bool) -> None:
    batch = Batch(secret, is_public=is_public)
    document = Document(Source(str(number)), "public" if is_public else "inner")
    batch.add(document, [Passage(text(number))])
    writer.commit([writer.write_documents(batch)])


@pytest.mark.parametrize("count", [2, 33, 150])
def test_any_number_of_small_files_become_few(
    tmp_path: Path, secret: Secret, count: int
) -> None:
    create_vault(tmp_path / "v", secret)
    with Writer(tmp_path / "v", secret) as writer:
        for number in range(count):
            write(writer, secret, number, is_public=False)
        write(writer, secret, 900, is_public=True)
        writer.finish()
        assert len(writer.manifest.segments) <= 4
    vault = Vault.open(tmp_path / "v", secret)
    assert list(vault.faults()) == []
    for number in range(1, count):
        found = {one.document for one in vault.quotations(View(text(number)))}
        assert str(number) in found
    assert vault.quotations(View(text(900))) == []


def test_files_of_one_size_become_one_beside_a_smaller_one(
    tmp_path: Path, secret: Secret
) -> None:
    create_vault(tmp_path / "v", secret)
    with Writer(tmp_path / "v", secret) as writer:
        for number in range(5):
            batch = Batch(secret)
            words = text(number) if number else "short and of few words"
            batch.add(Document(Source(str(number)), "c"), [Passage(words)])
            writer.commit([writer.write_documents(batch)])
        writer.finish()
        assert len(writer.manifest.segments) <= 2


def test_only_some_are_merged_on_the_way(tmp_path: Path, secret: Secret) -> None:
    create_vault(tmp_path / "v", secret)
    with Writer(tmp_path / "v", secret) as writer:
        for number in range(6):
            write(writer, secret, number, is_public=False)
        names = [one.name for one in writer.manifest.segments]
        (merged,) = writer.merge(set(names[3:]))
        now = [one.name for one in writer.manifest.segments]
        assert now == [*names[:3], merged]
        assert len(list(writer.documents())) == 6


def test_what_a_failure_left_half_written_goes(tmp_path: Path, secret: Secret) -> None:
    create_vault(tmp_path / "v", secret)
    with pytest.raises(ZeroDivisionError), Writer(tmp_path / "v", secret) as writer:
        folder = writer.folder
        (folder / ".a.segment.draft").write_bytes(b"half")
        raise ZeroDivisionError
    assert [one.name for one in folder.iterdir()] == ["manifest"]


def test_a_writer_that_cannot_open_lets_go(tmp_path: Path, secret: Secret) -> None:
    create_vault(tmp_path / "v", secret)
    with Writer(tmp_path / "v", secret) as writer:
        manifest = writer.folder / "manifest"
    whole = manifest.read_bytes()
    manifest.write_bytes(b"")
    with pytest.raises(Exception, match="damaged"):
        Writer(tmp_path / "v", secret)
    manifest.write_bytes(whole)
    with Writer(tmp_path / "v", secret):
        pass
