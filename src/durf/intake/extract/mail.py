"""Read mails and mailboxes, with what is attached to them."""

from __future__ import annotations

import re
from email import errors as mail_errors
from email import message_from_bytes
from email.header import decode_header, make_header
from typing import TYPE_CHECKING, cast

from durf.intake.extract.limits import Piece
from durf.intake.extract.plain import decoded
from durf.intake.extract.trouble import Left, Trouble
from durf.intake.extract.web import pieces

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import Message

    from durf.intake.extract.limits import Reading

# What the mail parser is known to raise for mails that lie about themselves.
DAMAGE = (
    mail_errors.MessageError,
    ValueError,
    LookupError,
    AttributeError,
    TypeError,
    AssertionError,
    RecursionError,
)
PARTS = 1_000
_SUBJECT = 80
_START = re.compile(rb"^From [^\n]*\n(?=[!-9;-~]+:)", re.MULTILINE)


def read_mail(content: bytes, reading: Reading) -> Iterator[Piece]:
    """Yield the subject, the text and the attachments of a mail."""
    yield from mail(content, reading, "mail")


def read_mailbox(content: bytes, reading: Reading) -> Iterator[Piece]:
    """Yield each mail of a box (RFC 4155)."""
    starts = [found.span() for found in _START.finditer(content)]
    ends = [start for start, _ in starts[1:]] + [len(content)]
    for number, ((_, first), last) in enumerate(zip(starts, ends, strict=True), 1):
        reading.member()
        yield from mail(content[first:last], reading, f"mail {number}")


def mail(content: bytes, reading: Reading, label: str) -> Iterator[Piece]:
    """Yield the pieces of one mail; what of it is damaged is left out, and noted."""
    try:
        message = message_from_bytes(content)
        said = subject(message)
    except DAMAGE:
        reading.left[Left.MEMBERS] += 1
        return
    if said:
        label = f"{label}: {' '.join(said.split())[:_SUBJECT]}"
        yield Piece(said, label)
    for number, part in enumerate(parts(message)):
        if number >= PARTS:
            reading.member()
        yield from one_part(part, reading, label)


def subject(message: Message) -> str:
    """Return the subject of a mail, decoded."""
    raw = str(message.get("Subject", ""))
    try:
        return str(make_header(decode_header(raw)))
    except DAMAGE:
        return raw


def parts(message: Message) -> Iterator[Message]:
    """Yield the parts of a mail that hold something; of two versions the longer."""
    kind = message.get_content_type()
    payload = message.get_payload()
    inner = cast("list[Message]", payload) if isinstance(payload, list) else []
    if kind == "message/rfc822" or not inner:
        yield message
    elif kind == "multipart/alternative":
        versions = [list(parts(one)) for one in inner]
        others = [part for version in versions for part in version if not is_body(part)]
        bodies = [part for version in versions for part in version if is_body(part)]
        yield from sorted(bodies, key=lambda part: -letters(part))[:1]
        yield from others
    else:
        for one in inner:
            yield from parts(one)


def is_body(part: Message) -> bool:
    """Say whether a part is text to read, and not a file."""
    is_text = part.get_content_type() in ("text/plain", "text/html")
    return is_text and not part.get_filename()


def letters(part: Message) -> int:
    """Return how many characters the text of a part has."""
    return sum(len(piece.text) for piece in body(part))


def body(part: Message) -> Iterator[Piece]:
    """Yield the text of a part that is text."""
    try:
        content = part.get_payload(decode=True)
        charset = str(part.get_content_charset() or "")
        text = decoded(content if isinstance(content, bytes) else b"", charset)
    except DAMAGE:
        return
    if part.get_content_type() == "text/html":
        yield from pieces(text)
    else:
        yield Piece(text)


def one_part(part: Message, reading: Reading, label: str) -> Iterator[Piece]:
    """Yield the text of a part, or of the file it holds."""
    try:
        if is_body(part):
            yield from (Piece(piece.text, label) for piece in body(part))
            return
        name, content = attached(part)
    except (*DAMAGE, Trouble):
        reading.left[Left.MEMBERS] += 1
        return
    if content:
        reading.member()
        for piece in reading.inner(content, name):
            yield Piece(piece.text, f"{label}, {piece.label}")


def attached(part: Message) -> tuple[str, bytes]:
    """Return the name and the content of a file that is attached to a mail."""
    kind = part.get_content_type()
    name = part.get_filename() or kind.replace("/", ".")
    if kind == "message/rfc822":
        (inner,) = cast("list[Message]", part.get_payload())
        return f"{name}.eml", inner.as_bytes()
    content = part.get_payload(decode=True)
    return str(make_header(decode_header(name))), (
        content if isinstance(content, bytes) else b""
    )
