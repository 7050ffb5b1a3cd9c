"""Read documents in a child process that stays warm, inside limits."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

from durf.errors import FileProblem, Unreadable
from durf.intake.extract.frames import BrokenFrame
from durf.intake.extract.limits import Limits
from durf.intake.extract.reader import MODULE, Reader
from durf.intake.extract.trouble import SENTENCES, Left, Reason, Trouble, Warned
from durf.vault.document import Passage

if TYPE_CHECKING:
    from types import TracebackType

# After so many files a new process: what libraries leak goes with the old one.
FILES = 500


@dataclass(frozen=True, slots=True)
class Extract:
    """The text of a file.

    Args:
        passages: in the order a reader meets them.
        format: a word for what the file is, such as ``docx``.
        warnings: what of it was left out.
    """

    passages: tuple[Passage, ...]
    format: str
    warnings: tuple[Warned, ...] = ()


class Extractor:
    """Reads files one after another in one child process; use it as a context.

    The child has no environment, little memory and little time.  A new one starts
    when it dies, hangs or breaks a limit; several extractors can run side by side.

    Args:
        limits: for each file.
        module: whose ``main`` the child runs.
    """

    def __init__(self, limits: Limits | None = None, module: str = MODULE) -> None:
        self.limits = limits or Limits()
        self._module = module
        self._reader: Reader | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the child process, if there is one."""
        if self._reader is not None:
            self._reader.stop()
        self._reader = None

    def read(self, path: str | os.PathLike[str]) -> Extract:
        """Return the text of a file.

        Raises:
            FileProblem: it is not there, no file, or may not be read.
            Unreadable: its text cannot be read.
        """
        path = Path(path).absolute()
        try:
            self._refuse(path)
            return self._extract(str(path))
        except Trouble as trouble:
            what, mend = SENTENCES[trouble.reason]
            raise Unreadable(
                path=path, why=trouble.reason.value, reason=what, mend=mend
            ) from trouble
        except FileProblem:
            raise
        except BaseException:
            # Whoever stops us in the middle leaves a child with half an answer.
            self.close()
            raise

    def _refuse(self, path: Path) -> None:
        """Raise for what the child need not even see."""
        try:
            # A pipe without a writer would keep us here for ever.
            end = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
            found = os.fstat(end)
            os.close(end)
        except OSError as error:
            raise FileProblem(verb="read", path=path, reason=error.strerror) from error
        if not stat.S_ISREG(found.st_mode):
            raise FileProblem(verb="read", path=path, reason="not a file")
        if found.st_size > self.limits.file_bytes:
            raise Trouble(Reason.TOO_LARGE)
        if not found.st_size:
            raise Trouble(Reason.EMPTY)

    def _extract(self, path: str) -> Extract:
        answers = self._warm().answers(path)
        passages: list[Passage] = []
        left = self.limits.letters
        try:
            while isinstance(some := taken(next(answers)), list):
                passages += some
                left -= sum(len(one.text) for one in some)
                if left < 0:
                    raise BrokenFrame
        except BrokenFrame as error:
            self.close()
            raise Trouble(Reason.CRASHED) from error
        except Trouble as trouble:
            if trouble.reason is Reason.OUT_OF_MEMORY:
                self.close()
            raise
        return Extract(tuple(passages), some.format, some.warnings)

    def _warm(self) -> Reader:
        """Return a living child, a new one if need be."""
        reader = self._reader
        if reader is None or reader.files >= FILES or not reader.is_alive:
            self.close()
            reader = self._reader = Reader(self.limits, self._module)
        return reader


def taken(message: dict[str, object]) -> list[Passage] | Extract:
    """Return some passages, or at the end an extract that lacks them.

    What the child sends is looked at closely: a hostile file may speak through it.

    Raises:
        Trouble: the child had it.
        BrokenFrame: the child sent something else.
    """
    match message:
        case {"pieces": list(pieces)}:
            return [passage(piece) for piece in pieces]
        case {"done": {"format": str(kind), "left": dict(left)}}:
            return Extract((), kind, warnings(left))
        case {"trouble": str(code)} if code in set(Reason):
            raise Trouble(Reason(code))
    raise BrokenFrame


def passage(piece: object) -> Passage:
    """Return a passage as the child sent it.

    Raises:
        BrokenFrame: it is none.
    """
    match piece:
        case [str(text), str(label)]:
            return Passage(clean(text), clean(label))
    raise BrokenFrame


def clean(text: str) -> str:
    """Return a text without halves of surrogates, which no file can be written with."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text


def warnings(left: dict[object, object]) -> tuple[Warned, ...]:
    """Return what was left out, as the child sent it."""
    counts = ((one, left.get(one.value)) for one in Left)
    return tuple(Warned(one, n) for one, n in counts if isinstance(n, int))
