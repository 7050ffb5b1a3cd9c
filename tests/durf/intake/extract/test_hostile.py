"""Files that are damaged, locked, or made to do harm."""

from __future__ import annotations

import gzip
import io
import struct
import tarfile
import zipfile
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from durf.errors import Unreadable
from durf.intake.extract.extractor import Extract, Extractor
from durf.intake.extract.limits import Limits
from durf.intake.extract.trouble import SENTENCES, TEMPLATES, Left, Reason
from tests.durf.intake.extract import made
from tests.durf.intake.extract.conftest import Desk
from tests.durf.intake.extract.made import paragraph

LIMITS = Limits(memory_bytes=1 << 30)
ZEROS = bytes(64 << 20)
LOL = '<!DOCTYPE l [<!ENTITY a "lol">' + "".join(
    f'<!ENTITY {chr(ord(n) + 1)} "{f"&{n};" * 10}">' for n in "abcdefgh"
)


@pytest.fixture
def tight(tmp_path):
    """Return what makes a desk with other limits."""
    extractors = []

    def make(**limits):
        extractors.append(Extractor(replace(LIMITS, **limits)))
        return Desk(extractors[-1], tmp_path)

    yield make
    for one in extractors:
        one.close()


def left(found: Extract) -> dict[str, int]:
    return {one.left.value: one.count for one in found.warnings}


def locked(member: str = "a.txt") -> bytes:
    """Return a zip file whose one member says that it is encrypted."""
    content = bytearray(made.zipped({member: "geheim"}, zipfile.ZIP_STORED))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


DAMAGED = {
    "pdf": b"%PDF-1.7\nnothing of a pdf",
    "half-a-pdf": made.pdf(["x"])[:300],
    "docx": made.docx(paragraph("x"))[:-200],
    "docx-body": made.docx("<w:p><w:r>"),
    "docx-without-body": made.zipped({"[Content_Types].xml": "", "word/x": ""}),
    "xlsx-without-book": made.zipped(
        {"[Content_Types].xml": "", "xl/workbook.xml": "<a"}
    ),
    "odt": made.zipped({"mimetype": "application/vnd.oasis.opendocument.text"}),
    "zip": b"PK\x03\x04" + bytes(100),
    "gz": gzip.compress(b"text" * 999)[:-20],
    "tgz": gzip.compress(bytes(257) + b"ustar" + bytes(250) + b"x" * 900),
    "xz": b"\xfd7zXZ\x00" + bytes(50),
    "deep": made.docx("<w:r>" * 5000 + "</w:r>" * 5000),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_file_is_said_to_be(desk, name):
    assert desk.why_not(DAMAGED[name]) == "damaged"


def test_a_damaged_part_is_left_out_and_the_rest_comes(desk):
    found = desk.read(made.docx(paragraph("romp"), comments="<w:p>"))
    assert [one.text for one in found.passages] == ["romp"]
    assert left(found) == {"members-unread": 1}


ENCRYPTED = {
    "pdf": made.pdf(["x"], encrypted=True),
    "ole": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    + bytes(600)
    + "EncryptedPackage".encode("utf-16-le"),
    "odt": made.open_document("text", "", manifest="<encryption-data/>"),
    "zip": locked(),
}


@pytest.mark.parametrize("name", ENCRYPTED)
def test_a_file_with_a_password_is_said_to_have_one(desk, name):
    assert desk.why_not(ENCRYPTED[name]) == "encrypted"


UNKNOWN = {
    "program": b"\x7fELF\x02\x01\x01\x00" * 20,
    "old-word": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "rtf": b"{\\rtf1 tekst}",
    "zip-of-programs": made.zipped({"a": b"\x00\x01" * 50, "b": b"\x00\x02" * 50}),
}


@pytest.mark.parametrize("name", UNKNOWN)
def test_a_file_of_no_known_format_is_said_to_be(desk, name):
    assert desk.why_not(UNKNOWN[name]) == "unknown-format"


EMPTY = {
    "nothing": b"",
    "blanks": b" \n \t\n",
    "docx": made.docx(paragraph("")),
    "pdf": made.pdf([]),
    "zip": made.zipped({}),
}


@pytest.mark.parametrize("name", EMPTY)
def test_a_file_without_text_is_said_to_be(desk, name):
    assert desk.why_not(EMPTY[name]) == "no-text"


def test_entities_are_refused(desk):
    bomb = f"<?xml version='1.0'?>{LOL}]><w>&i;</w>"
    members = {"[Content_Types].xml": "", "word/document.xml": bomb}
    assert desk.why_not(made.zipped(members)) == "expands-too-much"


def test_an_entity_from_outside_is_refused(desk, tmp_path):
    (tmp_path / "secret").write_text("geheim")
    outside = f'<!DOCTYPE l [<!ENTITY a SYSTEM "file://{tmp_path}/secret">]><w>&a;</w>'
    members = {"[Content_Types].xml": "", "word/document.xml": outside}
    assert desk.why_not(made.zipped(members)) == "expands-too-much"


def test_entities_of_html_and_xml_on_their_own_expand_to_nothing(desk):
    text = desk.texts(f"<?xml version='1.0'?>{LOL}]><w>&i; hier</w>", "a.xml")[""]
    assert len(text) < 2000
    assert "hier" in text


BOMBS = {
    "docx": made.docx(paragraph("a" * (64 << 20))),
    "zip": made.zipped({"a.txt": ZEROS}),
    "gz": gzip.compress(ZEROS),
    "zip-in-zip": made.zipped({"b.zip": made.zipped({"a.txt": ZEROS})}),
    "many": made.zipped({f"{n}.txt": b"a" * (1 << 20) for n in range(40)}),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_file_that_expands_absurdly_is_refused(desk, name):
    assert desk.why_not(BOMBS[name]) == "expands-too-much"


def test_a_zip_is_not_believed_about_its_sizes(desk):
    """The size in the directory is what most programs add up before they unpack."""
    content = bytearray(made.zipped({"a.txt": ZEROS}))
    place = content.index(b"PK\x01\x02") + 24
    content[place : place + 4] = struct.pack("<I", 10)
    with pytest.raises(Unreadable):
        desk.read(bytes(content))


def test_a_tar_that_expands_absurdly_is_refused(desk):
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as tar:
        member = tarfile.TarInfo("a.txt")
        member.size = len(ZEROS)
        tar.addfile(member, io.BytesIO(ZEROS))
    assert desk.why_not(file.getvalue()) == "expands-too-much"


def test_what_unpacks_within_the_limits_is_read(tight):
    content = made.zipped({"a.txt": b"woord " * (1 << 20)})
    assert tight().read(content).passages
    assert tight(expanded_bytes=1 << 20).why_not(content) == "expands-too-much"


def test_too_many_members_are_refused(tight):
    content = made.zipped({f"{n}.txt": "x" for n in range(5)})
    assert tight(members=4).why_not(content) == "expands-too-much"
    assert len(tight(members=5).read(content).passages) == 5


def test_what_is_packed_too_deep_is_left_out(tight):
    content = made.zipped({"z.txt": "bodem"})
    for _ in range(3):
        content = made.zipped({"a.txt": "laag", "in.zip": content})
    found = tight(depth=2).read(content)
    assert [one.label for one in found.passages] == ["a.txt", "in.zip: a.txt"]
    assert left(found) == {"members-too-deep": 2}


def test_damaged_members_do_not_take_the_others_with_them(desk):
    found = desk.read(
        made.zipped(
            {
                "a.pdf": b"%PDF-1.4",
                "b.bin": b"\x00" * 50,
                "c.zip": locked(),
                "d.png": b"\x89PNG\r\n\x1a\n",
                "e.txt": "goed",
            }
        )
    )
    assert [(one.label, one.text) for one in found.passages] == [("e.txt", "goed")]
    noted = left(found)
    assert noted.pop("members-unread", 0) + noted.pop("pictures-unread", 0) == 2
    assert noted == {"members-unknown": 1, "members-encrypted": 1}


def test_a_file_over_the_limit_is_refused(tight):
    assert tight(file_bytes=10).why_not("elf letters") == "too-large"
    assert tight(file_bytes=10).read("tien lette").passages


def test_too_many_pages_are_refused(tight):
    content = made.pdf(["een"], ["twee"], ["drie"])
    assert tight(pages=2).why_not(content) == "too-many-pages"
    assert tight(pages=3).read(content).passages


def test_too_much_text_is_refused(tight):
    assert tight(letters=4).why_not("vijf!") == "too-much-text"
    assert tight(letters=5).read("vijf!").passages


def test_what_needs_too_much_memory_is_refused(tight):
    desk = tight(memory_bytes=128 << 20, letters=1 << 30)
    assert desk.why_not(b"woord " * (20 << 20)) == "out-of-memory"
    assert desk.texts("kort") == {"": "kort"}


SLOW = {
    "a.md": "# " + "#" * 200_000 + " a" * 10,
    "a.html": "<html>" + "&" * 200_000,
    "b.html": "<h1>" * 100_000 + "x",
    "a.json": "[" * 500_000,
    "a.eml": "Subject: " + "=?utf-8?q?a?=" * 20_000 + "\n\nx",
    "a.mbox": "From a@b 2026\nA:" * 50_000 + "\n\nx",
}


@pytest.mark.parametrize("name", SLOW)
def test_a_text_made_to_take_long_does_not(tight, name):
    assert tight(seconds=8).read(SLOW[name], name).passages


def test_every_reason_has_its_sentences():
    assert set(SENTENCES) == set(Reason)
    assert set(TEMPLATES) == set(Left)
    assert all("{count}" in one for one in TEMPLATES.values())


SAMPLES = [
    made.docx(paragraph("een"), comments=paragraph("twee")),
    made.pptx("een", notes="twee"),
    made.xlsx([["een", 2]], "drie", "vier"),
    made.open_document("text", "<text:p>een</text:p>"),
    made.pdf(["een"], notes=["twee"]),
    made.zipped({"a.txt": "een", "b.pdf": made.pdf(["x"])}),
    gzip.compress(b"een"),
    b"From: a\nTo: b\nSubject: =?utf-8?q?c=C3=A9?=\nMIME-Version: 1.0\n"
    b"Content-Type: multipart/mixed; boundary=x\n\n--x\n\neen\n--x--\n",
    b"<html><h1>een</h1><!-- twee --><p title=drie>vier",
]


@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    sample=st.sampled_from(SAMPLES),
    places=st.lists(
        st.tuples(st.integers(0, 1 << 20), st.integers(0, 255)), max_size=12
    ),
    cut=st.none() | st.integers(0, 1 << 20),
)
def test_no_change_of_bytes_leads_to_anything_but_text_or_a_reason(
    desk, sample, places, cut
):
    content = bytearray(sample)
    for place, byte in places:
        content[place % len(content)] = byte
    if cut is not None:
        del content[cut % len(content) :]
    try:
        assert desk.read(bytes(content)).passages
    except Unreadable as error:
        assert error.arguments["why"] not in ("too-slow", "out-of-memory")
