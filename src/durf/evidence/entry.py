"""An entry of the log: what happened, with salted hashes of what is to be kept apart.

The entry itself holds no text and no name.  Its *parts* do: each is JSON behind a
salt of 32 random bytes, and the entry holds their hash.  Who has salt and payload can
show that they are what was logged; where both were destroyed nothing can be guessed,
and every proof of the entry stays as it was.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from hmac import compare_digest
from typing import TYPE_CHECKING, Any

from durf.errors import BadEntry
from durf.evidence.base64 import decoded, encoded
from durf.evidence.canonical import canonical, read_canonical
from durf.evidence.tiles import LARGEST_ENTRY

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

VERSION = 1
SALT_SIZE = 32
_KIND = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*")
_SUBJECT = re.compile(r"[^\x00-\x20\x7f]+")
_NAME = re.compile(r"[a-z0-9_-]+(:[A-Za-z0-9_.-]+)?")
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Part:
    """A part of what an entry is about: JSON in its one form, and its salt."""

    name: str
    salt: bytes
    payload: bytes

    def __post_init__(self) -> None:
        if len(self.salt) != SALT_SIZE or not _fits(_NAME, self.name):
            raise BadEntry(reason="a part needs a plain name and a salt of 32 bytes")

    @property
    def commitment(self) -> bytes:
        """What the entry holds of it."""
        return sha256(self.salt + self.payload).digest()

    @property
    def content(self) -> Any:  # noqa: ANN401 any JSON
        """The payload, read."""
        try:
            return read_canonical(self.payload)
        except ValueError:
            raise BadEntry(reason="a payload is not JSON in its one form") from None


@dataclass(frozen=True, slots=True)
class Leaf:
    """An entry, read.

    Attributes:
        kind: what was done, such as ``"draft.approved"``.
        at: when, in UTC.
        subject: what it was done to, such as ``"draft/<id>"``.
        parts: the hash of each part, by its name.
    """

    kind: str
    at: datetime
    subject: str
    parts: Mapping[str, bytes]


def commit(name: str, content: object, salt: bytes) -> Part:
    """Make a part of a JSON value.

    Raises:
        BadEntry: the value has no one form as JSON, or the salt another size.
    """
    try:
        return Part(name, salt, canonical(content))
    except ValueError:
        raise BadEntry(reason="a payload is not JSON in its one form") from None


def make_leaf(kind: str, at: datetime, subject: str, parts: Iterable[Part]) -> bytes:
    """Return the bytes that go into the log.

    Raises:
        BadEntry: a word does not fit, the time has no zone, a part comes twice, or
            the whole is longer than an entry may be.
    """
    commitments: dict[str, str] = {}
    for part in parts:
        if part.name in commitments:
            raise BadEntry(reason="a part comes twice")
        commitments[part.name] = encoded(part.commitment)
    if at.utcoffset() is None:
        raise BadEntry(reason="the time has no zone")
    # What could not be read again must never get into a log that never forgets.
    if not _fits(_KIND, kind) or not _fits(_SUBJECT, subject):
        raise BadEntry(reason="a word in it does not fit")
    content = canonical(
        {
            "v": VERSION,
            "kind": kind,
            "at": _written(at),
            "subject": subject,
            "parts": commitments,
        }
    )
    if len(content) > LARGEST_ENTRY:
        raise BadEntry(reason="it is too long")
    return content


def read_leaf(content: bytes) -> Leaf:
    """Return what an entry says.

    Raises:
        BadEntry: it is no entry, or one of another version.
    """
    if len(content) > LARGEST_ENTRY:
        raise BadEntry(reason="it is too long")
    try:
        found = read_canonical(content)
        if found["v"] != VERSION or len(found) != 5:
            raise BadEntry(reason="it is of another version")
        parts = {name: decoded(x, 32) for name, x in found["parts"].items()}
        kind, subject, at = found["kind"], found["subject"], _time(found["at"])
        is_plain = _fits(_KIND, kind) and _fits(_SUBJECT, subject)
    except (ValueError, TypeError, KeyError, AttributeError):
        raise BadEntry(reason="it is not what an entry looks like") from None
    if not is_plain or not all(_fits(_NAME, name) for name in parts):
        raise BadEntry(reason="a word in it does not fit")
    return Leaf(kind, at, subject, parts)


def opens(leaf: Leaf, name: str, salt: bytes, payload: bytes) -> bool:
    """Tell whether salt and payload are what an entry holds the hash of."""
    held = leaf.parts.get(name)
    found = sha256(salt + payload).digest()
    return len(salt) == SALT_SIZE and held is not None and compare_digest(held, found)


def _written(at: datetime) -> str:
    return (
        at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
    )


def _time(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    # Other ways to write the same time would be read as well.
    if _written(at) != text:
        raise ValueError(text)
    return at.astimezone(UTC)


def _fits(form: re.Pattern[str], word: str) -> bool:
    return len(word) <= _LONGEST and form.fullmatch(word) is not None
