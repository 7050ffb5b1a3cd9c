"""In which encoding a file is written."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

# The longer marks first: that of UTF-32 starts as that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What spreadsheets in Western Europe write where they write no UTF-8.
_FALLBACK = "cp1252"
_CHUNK = 1 << 20
_HEAD = 4096


def encoding_of(path: Path) -> str:
    """Tell the encoding of a file of text: by its mark, or by reading all of it.

    An accent may come late in a large table, and a wrong guess would spoil every
    name after it.  Reading bytes is cheap beside reading rows.

    Raises:
        OSError: the file cannot be read.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
        for mark, encoding in _MARKS:
            if head.startswith(mark):
                return encoding
        if wide := _without_mark(head):
            return wide
        file.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            while chunk := file.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return _FALLBACK
    return "utf-8"


def _without_mark(head: bytes) -> str:
    """Tell whether this is UTF-16: in Latin text every second byte of it is zero."""
    half = len(head) // 2
    if half and head[1::2].count(0) > half * 0.7:
        return "utf-16-le"
    return "utf-16-be" if half and head[::2].count(0) > half * 0.7 else ""
