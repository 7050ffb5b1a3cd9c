"""How much of an untrusted file is read, and what is left of that."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from durf.intake.extract.trouble import Left, Reason, Trouble

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# Below this many bytes no expansion is suspect: small files of spaces pack well.
HARMLESS = 16 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that is taken from one file.

    Args:
        file_bytes: of the file itself.
        pages: of a PDF; slides and sheets count as well.
        letters: of text that comes out.
        expansion: bytes unpacked for a byte of the file.
        expanded_bytes: unpacked in all.
        depth: of files within files.
        members: of archives and mailboxes, all layers together.
        seconds: by the clock, for one file.
        memory_bytes: of address space of the process that reads.
    """

    file_bytes: int = 256 << 20
    pages: int = 5_000
    letters: int = 50_000_000
    expansion: int = 200
    expanded_bytes: int = 1 << 30
    depth: int = 4
    members: int = 20_000
    seconds: float = 120.0
    memory_bytes: int = 3 << 30


class Piece(NamedTuple):
    """A passage on its way out of a reader: text, and where it stands."""

    text: str
    label: str = ""


class Reading:
    """One file while it is read: what is left of its limits, and what was left out.

    Args:
        limits: for the file.
        size: of the file, in bytes.
        pictures: finds what reads the text of a picture, or nothing.
        inner: reads a file within the file, by its content and name.
    """

    def __init__(
        self,
        limits: Limits,
        size: int,
        *,
        pictures: Callable[[], Callable[[bytes], str] | None],
        inner: Callable[[Reading, bytes, str], Iterator[Piece]],
    ) -> None:
        self.limits = limits
        self.left: Counter[Left] = Counter()
        self._pictures = pictures
        self.depth = 0
        self._inner = inner
        allowed = max(HARMLESS, size * limits.expansion)
        self._bytes = min(allowed, limits.expanded_bytes)
        self._letters = limits.letters
        self._pages = limits.pages
        self._members = limits.members

    @property
    def picture(self) -> Callable[[bytes], str] | None:
        """What reads the text of a picture; only asked for when there is one."""
        return self._pictures()

    def inner(self, content: bytes, name: str) -> Iterator[Piece]:
        """Yield the pieces of a file within the file; what it lacks is noted."""
        return self._inner(self, content, name)

    @property
    def bytes_left(self) -> int:
        """How many bytes may still be unpacked."""
        return self._bytes

    def unpack(self, count: int) -> None:
        """Take note of unpacked bytes.

        Raises:
            Trouble: there are too many of them.
        """
        self._bytes -= count
        if self._bytes < 0:
            raise Trouble(Reason.EXPANDS)

    def page(self, count: int = 1) -> None:
        """Take note of pages, slides or sheets.

        Raises:
            Trouble: there are too many of them.
        """
        self._pages -= count
        if self._pages < 0:
            raise Trouble(Reason.TOO_MANY_PAGES)

    def member(self, count: int = 1) -> None:
        """Take note of files in an archive, or mails in a box.

        Raises:
            Trouble: there are too many of them.
        """
        self._members -= count
        if self._members < 0:
            raise Trouble(Reason.EXPANDS)

    def text(self, letters: int) -> None:
        """Take note of letters that go out.

        Raises:
            Trouble: there are too many of them.
        """
        self._letters -= letters
        if self._letters < 0:
            raise Trouble(Reason.TOO_MUCH_TEXT)
