"""Read PDF: pages, notes on them, filled-in fields, attachments, scanned pages."""

from __future__ import annotations

import ctypes
import re
from io import BytesIO
from typing import TYPE_CHECKING

from durf.intake.extract.limits import Piece
from durf.intake.extract.trouble import Left, Reason, Trouble

try:
    import pypdfium2 as pdfium
    import pypdfium2.raw as pdfium_c
except ImportError as missing:
    raise Trouble(Reason.NOT_INSTALLED) from missing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from durf.intake.extract.limits import Reading

NEEDS_PASSWORD = (pdfium_c.FPDF_ERR_PASSWORD, pdfium_c.FPDF_ERR_SECURITY)
# A scanner's own line on a page is no text of the page.
FEW_LETTERS = 50
FULL_PAGE = 0.5
# Letters drawn as curves make a page of so many shapes.
MANY_SHAPES = 100
DOTS_PER_INCH = 200
LONGEST_SIDE = 2400
NOTES = 2_000
TOLD = ("Title", "Subject", "Keywords")
FIELDS = (b"Contents", b"V", b"TU")
# A hyphen at the end of a line, as PDFium marks it: the word goes on.
_HYPHEN = re.compile("[\x02\ufffe\u00ad]\r?\n?")


def read_pdf(content: bytes, reading: Reading) -> Iterator[Piece]:
    """Yield the text of each page, then what is attached."""
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        locked = error.err_code in NEEDS_PASSWORD
        raise Trouble(Reason.ENCRYPTED if locked else Reason.DAMAGED) from error
    with document:
        reading.page(len(document))
        damaged = 0
        for number in range(len(document)):
            try:
                yield from page_pieces(document, number, reading)
            except pdfium.PdfiumError:
                damaged += 1
        if damaged and damaged == len(document):
            raise Trouble(Reason.DAMAGED)
        reading.left[Left.MEMBERS] += damaged
        yield from properties(document)
        yield from attachments(document, reading)


def page_pieces(
    document: pdfium.PdfDocument, number: int, reading: Reading
) -> Iterator[Piece]:
    """Yield the text of a page, and of the notes on it."""
    label = f"p. {number + 1}"
    page = document[number]
    try:
        text = page_text(page)
        if text.strip():
            yield Piece(text, label)
        if is_scanned(page, text):
            yield from seen(page, reading, label)
        if noted := "\n".join(notes(page)):
            yield Piece(noted, f"{label}, notes")
    finally:
        page.close()


def page_text(page: pdfium.PdfPage) -> str:
    """Return the text of a page; words that a line end divided are whole again."""
    text = page.get_textpage()
    try:
        return _HYPHEN.sub("", text.get_text_range())
    finally:
        text.close()


def is_scanned(page: pdfium.PdfPage, text: str) -> bool:
    """Say whether the page is a picture of text rather than text."""
    letters = sum(not letter.isspace() for letter in text)
    if letters >= FEW_LETTERS:
        return False
    size = page.get_width() * page.get_height()
    covered, shapes = 0.0, 0
    for thing in page.get_objects(max_depth=3):
        if thing.type == pdfium_c.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = thing.get_bounds()
            covered += abs((right - left) * (top - bottom))
        shapes += thing.type == pdfium_c.FPDF_PAGEOBJ_PATH
    if not letters:
        return covered > 0 or shapes >= MANY_SHAPES
    return bool(covered > FULL_PAGE * size)


def seen(page: pdfium.PdfPage, reading: Reading, label: str) -> Iterator[Piece]:
    """Yield the text in the picture of a page, or note that it was left out."""
    if reading.picture is None:
        reading.left[Left.PICTURES] += 1
        return
    try:
        yield Piece(reading.picture(drawn(page)), label)
    except Trouble:
        reading.left[Left.MEMBERS] += 1


def drawn(page: pdfium.PdfPage) -> bytes:
    """Return a page as a PNG file."""
    longest = max(page.get_width(), page.get_height(), 1.0)
    scale = min(DOTS_PER_INCH / 72, LONGEST_SIDE / longest)
    bitmap = page.render(scale=scale)
    try:
        file = BytesIO()
        bitmap.to_pil().save(file, "PNG", compress_level=1)
        return file.getvalue()
    finally:
        bitmap.close()


def notes(page: pdfium.PdfPage) -> Iterator[str]:
    """Yield what notes, stamps and filled-in fields on a page say."""
    for number in range(min(pdfium_c.FPDFPage_GetAnnotCount(page), NOTES)):
        note = pdfium_c.FPDFPage_GetAnnot(page, number)
        if not note:
            continue
        try:
            yield from filter(None, (said(note, field) for field in FIELDS))
        finally:
            pdfium_c.FPDFPage_CloseAnnot(note)


def said(note: pdfium_c.FPDF_ANNOTATION, field: bytes) -> str:
    """Return one field of a note as text."""
    size = pdfium_c.FPDFAnnot_GetStringValue(note, field, None, 0)
    if size <= 2:
        return ""
    buffer = ctypes.create_string_buffer(size)
    place = ctypes.cast(buffer, ctypes.POINTER(pdfium_c.FPDF_WCHAR))
    pdfium_c.FPDFAnnot_GetStringValue(note, field, place, size)
    return buffer.raw[: size - 2].decode("utf-16-le", "replace")


def properties(document: pdfium.PdfDocument) -> Iterator[Piece]:
    """Yield what the properties of the file say."""
    found = [document.get_metadata_value(name) for name in TOLD]
    if any(found):
        yield Piece("\n".join(filter(None, found)), "properties")


def attachments(document: pdfium.PdfDocument, reading: Reading) -> Iterator[Piece]:
    """Yield the text of the files that are attached."""
    for number in range(document.count_attachments()):
        reading.member()
        try:
            attached = document.get_attachment(number)
            name, content = attached.get_name(), bytes(attached.get_data())
        except pdfium.PdfiumError:
            reading.left[Left.MEMBERS] += 1
            continue
        reading.unpack(len(content))
        yield from reading.inner(content, name)
