"""Tell what a file is, by its content first and then by its name, and read it."""

from __future__ import annotations

import re
import zipfile
from importlib import import_module
from io import BytesIO
from typing import TYPE_CHECKING

from durf.intake.extract.limits import Piece
from durf.intake.extract.plain import is_binary, wide
from durf.intake.extract.trouble import Left, Reason, Trouble
from durf.intake.extract.zipped import DAMAGE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from durf.intake.extract.limits import Reading

_HERE = "durf.intake.extract"
# Each format's module and function; loaded only when a file asks for it.
READERS = {
    "archive": ("archive", "read_zip"),
    "csv": ("plain", "read_table"),
    "docx": ("word", "read_word"),
    "eml": ("mail", "read_mail"),
    "html": ("web", "read_html"),
    "json": ("plain", "read_json"),
    "jsonl": ("plain", "read_json_lines"),
    "markdown": ("plain", "read_markdown"),
    "mbox": ("mail", "read_mailbox"),
    "odp": ("open_document", "read_open_document"),
    "ods": ("open_document", "read_open_document"),
    "odt": ("open_document", "read_open_document"),
    "pdf": ("pdf", "read_pdf"),
    "picture": ("picture", "read_picture"),
    "pptx": ("slides", "read_slides"),
    "tar": ("archive", "read_tar"),
    "text": ("plain", "read_text"),
    "xlsx": ("sheets", "read_sheets"),
    "xml": ("web", "read_xml"),
}
STARTS = (
    (b"\x89PNG\r\n\x1a\n", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"II*\x00", "picture"),
    (b"MM\x00*", "picture"),
    (b"BM", "picture"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\x1f\x8b", "packed"),
    (b"BZh", "packed"),
    (b"\xfd7zXZ\x00", "packed"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"{\\rtf", "unknown"),
)
ENDINGS = {
    "md": "markdown",
    "markdown": "markdown",
    "htm": "html",
    "html": "html",
    "xhtml": "html",
    "xml": "xml",
    "svg": "xml",
    "csv": "csv",
    "tsv": "csv",
    "json": "json",
    "jsonl": "jsonl",
    "ndjson": "jsonl",
    "eml": "eml",
    "mbox": "mbox",
    "mbx": "mbox",
}
# The main part of each office format; templates and macro files share them.
OFFICE = (("word/", "docx"), ("ppt/", "pptx"), ("xl/workbook.xml", "xlsx"))
OPEN = {"text": "odt", "spreadsheet": "ods", "presentation": "odp"}
_OPEN_TYPE = re.compile(rb"application/vnd\.oasis\.opendocument\.([a-z]+)")
_HTML = re.compile(rb"(?i)\s*(?:<!--.*?-->\s*)*(?:<!doctype html|<html)", re.DOTALL)
_MAILBOX = re.compile(rb"From \S+ .*\d{4}.*\r?\n[!-9;-~]+:")
_HEADERS = re.compile(rb"(?:[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*)+")
_MAIL = re.compile(
    rb"(?im)^(from|to|cc|subject|date|received|message-id|in-reply-to|mime-version"
    rb"|content-type|return-path):"
)
_BRANDS = re.compile(rb"....ftyp(?:avif|avis|heic|heix|mif1|heim)", re.DOTALL)


def read(content: bytes, name: str, reading: Reading) -> tuple[str, Iterator[Piece]]:
    """Return the format of a file and an iterator over its pieces.

    Raises:
        Trouble: its format is not known; iterating may raise for other reasons.
    """
    if not content:
        raise Trouble(Reason.EMPTY)
    kind = told(content, name)
    if kind == "packed":
        from durf.intake.extract.archive import read_packed

        return "archive", read_packed(content, reading, name)
    module, function = READERS[kind]
    reader = getattr(import_module(f"{_HERE}.{module}"), function)
    return kind, reader(content, reading)


def read_inner(reading: Reading, content: bytes, name: str) -> Iterator[Piece]:
    """Yield the pieces of a file within a file; what cannot be read is noted."""
    if not content:
        return
    if reading.depth >= reading.limits.depth:
        reading.left[Left.TOO_DEEP] += 1
        return
    reading.depth += 1
    try:
        for piece in read(content, name, reading)[1]:
            yield Piece(piece.text, ": ".join(filter(None, (name, piece.label))))
    except Trouble as trouble:
        if trouble.reason not in NOTED:
            raise
        reading.left[NOTED[trouble.reason]] += 1
    finally:
        reading.depth -= 1


# What is wrong with one member does not take the others with it; limits do.
NOTED = {
    Reason.DAMAGED: Left.MEMBERS,
    Reason.TOO_LARGE: Left.MEMBERS,
    Reason.ENCRYPTED: Left.ENCRYPTED,
    Reason.UNKNOWN: Left.UNKNOWN,
    Reason.NOT_INSTALLED: Left.UNKNOWN,
    Reason.PICTURES: Left.PICTURES,
}


def told(content: bytes, name: str) -> str:
    """Return what a file is: a key of ``READERS``, or ``packed``.

    Raises:
        Trouble: nothing that is known.
    """
    for start, kind in STARTS:
        if content.startswith(start):
            return sure(kind, content)
    if b"%PDF-" in content[:1024]:
        return "pdf"
    if content[257:262] == b"ustar":
        return "tar"
    if content[8:12] == b"WEBP" or _BRANDS.match(content):
        return "picture"
    return told_text(content, name)


def sure(kind: str, content: bytes) -> str:
    """Return what a file with a known start is.

    Raises:
        Trouble: nothing that is read.
    """
    if kind == "zip":
        return told_zip(content)
    if kind == "ole":
        # An office file with a password is one stream in a container of old.
        name = "EncryptedPackage".encode("utf-16-le")
        raise Trouble(Reason.ENCRYPTED if name in content else Reason.UNKNOWN)
    if kind == "picture" and content.startswith(b"BM") and not is_binary(content):
        return "text"
    if kind == "unknown":
        raise Trouble(Reason.UNKNOWN)
    return kind


def told_zip(content: bytes) -> str:
    """Return which office format a zip file is, or that it is an archive."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as file:
            names = file.namelist()
            if names and "mimetype" in names[:1]:
                with file.open("mimetype") as stream:
                    kind = _OPEN_TYPE.match(stream.read(200))
                if kind:
                    return OPEN.get(kind[1].decode(), "odt")
    except (*DAMAGE, RuntimeError) as error:
        raise Trouble(Reason.DAMAGED) from error
    if "[Content_Types].xml" in names:
        for main, kind_name in OFFICE:
            if any(one.startswith(main) for one in names):
                return kind_name
    return "archive"


def told_text(content: bytes, name: str) -> str:
    """Return which kind of text a file is.

    Raises:
        Trouble: it is no text.
    """
    start = content[:4096]
    if is_binary(content) and not wide(start) and not has_mark(content):
        raise Trouble(Reason.UNKNOWN)
    if _MAILBOX.match(start):
        return "mbox"
    if ending := ENDINGS.get(name.rpartition(".")[2].lower()):
        return ending
    plain = start.removeprefix(b"\xef\xbb\xbf")
    if _HTML.match(plain):
        return "html"
    if plain.startswith(b"<?xml"):
        return "xml"
    return "eml" if is_mail(plain) else "text"


def has_mark(content: bytes) -> bool:
    """Say whether a text starts with a byte order mark of UTF-16 or UTF-32."""
    return content.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff"))


def is_mail(start: bytes) -> bool:
    """Say whether a text begins as a mail does: with three of its usual lines."""
    headers = _HEADERS.match(start)
    if not headers:
        return False
    return len({one.lower() for one in _MAIL.findall(headers[0])}) >= 3
