"""Signed notes (c2sp.org/signed-note): a text, and lines that sign it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from durf.errors import BrokenProof
from durf.evidence.base64 import decoded, encoded

if TYPE_CHECKING:
    from collections.abc import Iterable

# Sixteen signatures of five kilobytes each, and a text.
_LARGEST = 1 << 17
_MOST_SIGNATURES = 32
_LINE = re.compile(r"— (\S+) ([A-Za-z0-9+/]+=*)")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_ID_SIZE = 4


@dataclass(frozen=True, slots=True)
class Signature:
    """One line that signs a note: whose key, which of theirs, and the signature."""

    name: str
    key_id: bytes
    content: bytes

    @property
    def line(self) -> str:
        """The line as it stands in the note."""
        return f"— {self.name} {encoded(self.key_id + self.content)}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A text that ends its last line, with signatures."""

    text: str
    signatures: tuple[Signature, ...] = ()

    def to_bytes(self) -> bytes:
        """Return the note as it is kept and sent."""
        lines = "".join(signature.line for signature in self.signatures)
        return f"{self.text}\n{lines}".encode()

    def signed(self, signatures: Iterable[Signature]) -> Note:
        """Return the note with more signatures."""
        return replace(self, signatures=(*self.signatures, *signatures))


def read_note(content: bytes) -> Note:
    """Return a signed note; what it signs is not to be believed yet.

    Raises:
        BrokenProof: it is no signed note in its one form.
    """
    try:
        text, mark, lines = content[:_LARGEST].decode().rpartition("\n\n")
        found = [_read_line(line) for line in lines.splitlines(keepends=True)]
    except ValueError:
        raise _no_note() from None
    if _CONTROL.search(text) or not 0 < len(found) <= _MOST_SIGNATURES:
        raise _no_note()
    note = Note(f"{text}\n", tuple(found))
    # A note that would be written otherwise has bytes that nobody signed.
    if not mark or note.to_bytes() != content:
        raise _no_note()
    return note


def _read_line(line: str) -> Signature:
    match = _LINE.fullmatch(line.removesuffix("\n"))
    if not match or "+" in match[1]:
        raise ValueError(line)
    content = decoded(match[2])
    if len(content) <= _ID_SIZE:
        raise ValueError(line)
    return Signature(match[1], content[:_ID_SIZE], content[_ID_SIZE:])


def _no_note() -> BrokenProof:
    return BrokenProof(where="note", reason="it is no signed note")
