"""Passwords that leaked somewhere are refused, by a list on this machine.

The list is in the format of Have I Been Pwned, ordered by hash: a line for each
password, with its SHA-1 in hexadecimal digits, a colon, and how often it was seen.
The whole list is tens of gigabytes; it is searched where it lies.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from durf_server.people.models import Person

_DIGITS = 40


class NotBreached:
    """Refuses passwords that stand in the list, if there is one."""

    def validate(self, password: str, user: Person | None = None) -> None:  # noqa: ARG002
        """Raise for a password that leaked.

        Raises:
            ValidationError: it stands in the list.
            ImproperlyConfigured: the list cannot be read.
        """
        if not settings.BREACHED_PASSWORDS:
            return
        try:
            with Path(settings.BREACHED_PASSWORDS).open("rb") as file:
                is_known = stands_in(file, password)
        except OSError as error:
            message = "DURF_BREACHED_PASSWORDS names a file that cannot be read"
            raise ImproperlyConfigured(message) from error
        if is_known:
            raise ValidationError(
                _("This password stands in a list of leaked ones. Take another."),
                code="password_breached",
            )

    def get_help_text(self) -> str:
        """Say what is asked."""
        return _("It may not stand in the list of leaked passwords.")


def stands_in(file: BinaryIO, password: str) -> bool:
    """Answer whether a list, ordered by hash, holds a password."""
    return _holds(file, _hash(password))


def _hash(password: str) -> bytes:
    # What the list is made of; as a hash of passwords it would be no good.
    written = password.encode("utf-8", "surrogatepass")
    digest = hashlib.sha1(written, usedforsecurity=False)
    return digest.hexdigest().upper().encode()


def _holds(file: BinaryIO, wanted: bytes) -> bool:
    """Halve the part of the file in which the line would begin, until it is found."""
    low, high = 0, file.seek(0, 2)
    while low < high:
        middle = (low + high) // 2
        begin, line = _line_after(file, middle)
        found = line[:_DIGITS].upper()
        if begin >= high or found > wanted:
            high = middle
        elif found == wanted:
            return True
        else:
            low = begin + len(line)
    return False


def _line_after(file: BinaryIO, place: int) -> tuple[int, bytes]:
    """Return the first line that begins at a place or after it, and where."""
    if place:
        file.seek(place - 1)
        file.readline()
    else:
        file.seek(0)
    begin = file.tell()
    return begin, file.readline()
