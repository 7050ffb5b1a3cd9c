"""Why a file cannot be read, and what of a file was left out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Reason(StrEnum):
    """Why a file cannot be read: stable codes."""

    DAMAGED = "damaged"
    ENCRYPTED = "encrypted"
    TOO_LARGE = "too-large"
    TOO_MANY_PAGES = "too-many-pages"
    TOO_MUCH_TEXT = "too-much-text"
    EXPANDS = "expands-too-much"
    TOO_DEEP = "too-deep"
    TOO_SLOW = "too-slow"
    OUT_OF_MEMORY = "out-of-memory"
    CRASHED = "crashed"
    UNKNOWN = "unknown-format"
    PICTURES = "only-pictures"
    NOT_INSTALLED = "not-installed"
    EMPTY = "no-text"


# What happened, and what to do: English sentences, and keys of the translation.
SENTENCES: dict[Reason, tuple[str, str]] = {
    Reason.DAMAGED: ("it is damaged", "open it in its own program and save it again"),
    Reason.ENCRYPTED: ("it has a password", "save it without a password first"),
    Reason.TOO_LARGE: (
        "it is larger than the limit",
        "raise the limit or leave it out",
    ),
    Reason.TOO_MANY_PAGES: (
        "it has more pages than the limit",
        "raise the limit or split it",
    ),
    Reason.TOO_MUCH_TEXT: (
        "it has more text than the limit",
        "raise the limit or split it",
    ),
    Reason.EXPANDS: (
        "it unpacks to more than the limit",
        "unpack it yourself, or leave it out",
    ),
    Reason.TOO_DEEP: (
        "it is packed in too many layers",
        "unpack it yourself, or leave it out",
    ),
    Reason.TOO_SLOW: (
        "reading it took longer than the limit",
        "raise the limit or split it",
    ),
    Reason.OUT_OF_MEMORY: (
        "reading it took more memory than the limit",
        "raise the limit or split it",
    ),
    Reason.CRASHED: (
        "the process that read it died",
        "try again; if it stays so, save it again or leave it out",
    ),
    Reason.UNKNOWN: (
        "its format is not known",
        "save it as PDF, DOCX or plain text",
    ),
    Reason.PICTURES: (
        "it holds only pictures",
        "run 'pip install durf[images]' to read their text",
    ),
    Reason.NOT_INSTALLED: (
        "reading this format needs an extra",
        "run 'pip install durf[documents]'",
    ),
    Reason.EMPTY: ("there is no text in it", "leave it out"),
}


class Trouble(Exception):
    """A file, or a member of one, that cannot be read; it carries no text."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


class Left(StrEnum):
    """What can be left out of a file that is read for the rest: stable codes."""

    PICTURES = "pictures-unread"
    MEMBERS = "members-unread"
    ENCRYPTED = "members-encrypted"
    UNKNOWN = "members-unknown"
    TOO_DEEP = "members-too-deep"


TEMPLATES: dict[Left, str] = {
    Left.PICTURES: "{count} page(s) are pictures: install durf[images] to read them",
    Left.MEMBERS: "{count} part(s) are damaged and were left out",
    Left.ENCRYPTED: "{count} part(s) have a password and were left out",
    Left.UNKNOWN: "{count} part(s) have an unknown format and were left out",
    Left.TOO_DEEP: "{count} part(s) are packed too deeply and were left out",
}


@dataclass(frozen=True, slots=True)
class Warned:
    """So many parts of a file that were left out, and why."""

    left: Left
    count: int

    def sentence(self, translate: Callable[[str], str] = str) -> str:
        """Return what was left out, translated by ``translate``."""
        return translate(TEMPLATES[self.left]).format(count=self.count)

    def __str__(self) -> str:
        return self.sentence()
