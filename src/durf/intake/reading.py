"""Read one file for the vault, unless it is the one that is there already.

Whatever needs a parser goes to the child process.  Plain text does not: it is
decoded here, by the same rules, and saves the way through a pipe.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from durf.errors import FileProblem, Unreadable
from durf.intake.extract.formats import STARTS, told
from durf.intake.extract.plain import decoded
from durf.intake.extract.trouble import SENTENCES, TEMPLATES, Left, Reason, Trouble
from durf.vault.document import Passage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from io import BufferedReader
    from pathlib import Path

    from durf.intake.extract.extractor import Extractor
    from durf.intake.extract.limits import Limits

# So much of a file tells whether it is plain text.
_START = 1 << 14
# Text is folded in pieces of so many characters: other threads get their turn.
_PIECE = 1 << 20
_BLANKS = "\x00\r\n\t "
_PACKED = tuple(start for start, _ in STARTS)


@dataclass(frozen=True, slots=True)
class Content:
    """What a file says.

    Args:
        digest: SHA-256 of its bytes, in hexadecimal.
        passages: its text; none if there is no text in it.
        warnings: what was left out, for ``warning``.
    """

    digest: str
    passages: tuple[Passage, ...]
    warnings: tuple[str, ...] = ()


def read(path: Path, known_digest: str, extractor: Extractor) -> Content | None:
    """Return what a file says, or nothing if it has the digest that is known.

    Raises:
        FileProblem: it is not there, no file, or may not be read.
        Unreadable: its text cannot be read.
    """
    try:
        content, digest = _content_or_digest(path, extractor.limits)
    except OSError as error:
        raise FileProblem(verb="read", path=path, reason=error.strerror) from None
    if digest and digest == known_digest:
        return None
    try:
        if content is not None and _is_plain(content, path.name):
            return Content(digest, _plain(path, content, extractor.limits))
        extract = extractor.read(path)
    except Unreadable as unreadable:
        if unreadable.arguments["why"] != Reason.EMPTY:
            raise
        return Content(digest, ())
    warnings = tuple(f"{one.left.value}:{one.count}" for one in extract.warnings)
    return Content(digest, extract.passages, warnings)


def warning(note: str, translate: Callable[[str], str] = str) -> str:
    """Return what a warning of ``Content`` says."""
    code, _, count = note.rpartition(":")
    if code not in set(Left):
        return note
    return translate(TEMPLATES[Left(code)]).format(count=count)


def _content_or_digest(path: Path, limits: Limits) -> tuple[bytes | None, str]:
    """Return the digest of a file, and the bytes of what may be plain text."""
    with open(path, "rb", opener=_never_waiting) as file:
        start = file.read(_START)
        file.seek(0)
        if start.startswith(_PACKED) or 0 in start:
            return None, _digest(file, limits)
        content = file.read(limits.file_bytes + 1)
    if len(content) > limits.file_bytes:
        return None, ""
    return content, hashlib.sha256(content).hexdigest()


def _digest(file: BufferedReader, limits: Limits) -> str:
    # What is too large is refused anyway.
    if file.seek(0, 2) > limits.file_bytes:
        return ""
    file.seek(0)
    return hashlib.file_digest(file, "sha256").hexdigest()


def _never_waiting(path: str, flags: int) -> int:
    """Open a file; a pipe without a writer would keep us for ever."""
    return os.open(path, flags | os.O_NONBLOCK | os.O_CLOEXEC)


def _is_plain(content: bytes, name: str) -> bool:
    try:
        return bool(content) and told(content, name) == "text"
    except Trouble:
        return False


def _plain(path: Path, content: bytes, limits: Limits) -> tuple[Passage, ...]:
    text = decoded(content).strip(_BLANKS)
    if len(text) > limits.letters:
        what, mend = SENTENCES[Reason.TOO_MUCH_TEXT]
        code = Reason.TOO_MUCH_TEXT.value
        raise Unreadable(path=path, why=code, reason=what, mend=mend)
    return tuple(Passage(piece) for piece in _pieces(text))


def _pieces(text: str) -> Iterator[str]:
    """Yield a text in pieces that are cut between words."""
    at = 0
    while at < len(text):
        end = at + _PIECE
        if end < len(text):
            blank = text.rfind(" ", at + _PIECE // 2, end)
            end = blank if blank > 0 else end
        yield text[at:end]
        at = end
