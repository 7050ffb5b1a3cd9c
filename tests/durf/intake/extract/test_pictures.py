"""Scanned pages and picture files: read where that can be, and else said to be left."""

from __future__ import annotations

import pytest

from durf.errors import MissingExtra, Unreadable
from durf.intake.extract import picture
from durf.intake.extract.extractor import Extractor
from durf.intake.extract.formats import read, read_inner
from durf.intake.extract.limits import Limits, Reading
from tests.durf.intake.extract import blind, made
from tests.durf.intake.extract.conftest import Desk

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
GREY = bytes(range(64))


@pytest.fixture
def blind_desk(tmp_path):
    with Extractor(module=blind.__name__) as extractor:
        yield Desk(extractor, tmp_path)


def seen(content: bytes) -> tuple[list[tuple[str, str]], list[bytes]]:
    """Return the pieces of a file whose pictures all say the same, and the pictures."""
    shown: list[bytes] = []

    def look(picture: bytes) -> str:
        shown.append(picture)
        return "uit het plaatje"

    reading = Reading(Limits(), len(content), pictures=lambda: look, inner=read_inner)
    _, pieces = read(content, "file", reading)
    return [(piece.label, piece.text) for piece in pieces], shown


def test_a_scanned_page_is_shown_to_the_reader_of_pictures():
    pytest.importorskip("PIL")
    pieces, shown = seen(made.pdf(["gewone tekst " * 5], GREY))
    assert pieces[1:] == [("p. 2", "uit het plaatje")]
    assert [one[:4] for one in shown] == [b"\x89PNG"]


def test_a_page_with_text_is_not_shown():
    assert seen(made.pdf(["gewone tekst " * 5]))[1] == []


def test_an_empty_page_is_not_shown():
    assert seen(made.pdf([], ["x"]))[1] == []


@pytest.mark.parametrize(
    "start",
    [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"II*\x00", b"RIFF....WEBP"],
)
def test_a_picture_file_is_shown_to_the_reader_of_pictures(start):
    assert seen(start + bytes(40)) == ([("", "uit het plaatje")], [start + bytes(40)])


def test_pictures_in_a_document_are_shown_only_if_it_says_nothing_else():
    main = "[Content_Types].xml"
    for text, count in (("tekst", 0), ("", 1)):
        body = f"<w:document {made.W}>{made.paragraph(text)}</w:document>"
        parts = {main: "", "word/document.xml": body, "word/media/image1.png": PNG}
        assert len(seen(made.zipped(parts))[1]) == count


def test_without_the_extra_it_is_said_how_many_pages_were_left(blind_desk):
    found = blind_desk.read(made.pdf(["gewone tekst " * 5], GREY, GREY, GREY))
    assert [str(one) for one in found.warnings] == [
        "3 page(s) are pictures: install durf[images] to read them"
    ]
    assert [one.label for one in found.passages] == ["p. 1"]


@pytest.mark.parametrize("content", [made.pdf(GREY), PNG])
def test_without_the_extra_a_file_of_pictures_says_what_to_install(blind_desk, content):
    with pytest.raises(Unreadable, match=r"pip install durf\[images\]") as caught:
        blind_desk.read(content)
    assert caught.value.arguments["why"] == "only-pictures"


def test_a_part_of_durf_that_is_not_installed_leaves_no_reader(monkeypatch):
    def missing(name, *_):
        if name.startswith("durf.pictures"):
            raise MissingExtra(what="reading pictures", extra="images")
        return real(name, *_)

    import builtins

    real = builtins.__import__
    picture.picture_reader.cache_clear()
    monkeypatch.setattr(builtins, "__import__", missing)
    assert picture.picture_reader() is None
    picture.picture_reader.cache_clear()


def test_a_damaged_picture_is_said_to_be(desk):
    pytest.importorskip("cv2")
    assert desk.why_not(PNG) == "damaged"
