"""The process that reads untrusted files: it gives up what it could do harm with."""

from __future__ import annotations

import os
import resource
import sys
import time
from typing import TYPE_CHECKING

from durf.intake.extract import frames
from durf.intake.extract.confinement import confine
from durf.intake.extract.formats import read, read_inner
from durf.intake.extract.limits import Limits, Piece, Reading
from durf.intake.extract.picture import picture_reader
from durf.intake.extract.trouble import Left, Reason, Trouble

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST_PIECE = 1 << 19
BATCH = 1 << 20
LONGEST_LABEL = 200
# What says best why there is no text: the first of these that was left out.
NOTHING = (
    (Left.PICTURES, Reason.PICTURES),
    (Left.ENCRYPTED, Reason.ENCRYPTED),
    (Left.UNKNOWN, Reason.UNKNOWN),
    (Left.TOO_DEEP, Reason.TOO_DEEP),
    (Left.MEMBERS, Reason.DAMAGED),
)


def main() -> None:
    """Answer requests until the parent closes the pipe."""
    # No library may write between our frames.
    answers = os.dup(1)
    os.dup2(2, 1)
    first = frames.read(0)
    if first is None:
        return
    limits = Limits(**first)  # type: ignore[arg-type]
    restrain(limits)
    frames.write(answers, frames.packed({"ready": True}))
    while request := frames.read(0):
        allow_seconds(limits)
        answer(answers, str(request["path"]), limits)


def restrain(limits: Limits) -> None:
    """Give up memory, files to write, dumps of memory, processes and networks."""
    # Where the filter is not to be had, threads go with the processes.
    processes = () if confine() else ((resource.RLIMIT_NPROC, 0),)
    wanted = (
        *processes,
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    )
    for name, most in wanted:
        lowest = within(most, resource.getrlimit(name)[1])
        resource.setrlimit(name, (lowest, lowest))


def within(most: int, hard: int) -> int:
    """Return a limit that does not ask for more than there is."""
    return most if hard == resource.RLIM_INFINITY else min(most, hard)


def allow_seconds(limits: Limits) -> None:
    """Allow the seconds of one more file: the parent may be dead and not count."""
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    spent = int(time.process_time() + limits.seconds) + 2
    resource.setrlimit(resource.RLIMIT_CPU, (within(spent, hard), hard))


def answer(end: int, path: str, limits: Limits) -> None:
    """Read one file and send its pieces, or what the trouble is."""
    try:
        frames.write(end, frames.packed({"done": send(end, path, limits)}))
    except Trouble as trouble:
        frames.write(end, frames.packed({"trouble": trouble.reason.value}))
    except MemoryError:
        # What was half done may hold on to the memory: a new process is cleaner.
        frames.write(end, frames.packed({"trouble": Reason.OUT_OF_MEMORY.value}))
        sys.exit(1)
    except BrokenPipeError:
        sys.exit(1)
    except Exception as error:
        # The edge: whatever a hostile file makes a library raise, the file is bad.
        reason = Reason.OUT_OF_MEMORY if is_hungry(error) else Reason.DAMAGED
        frames.write(end, frames.packed({"trouble": reason.value}))


def is_hungry(error: Exception) -> bool:
    """Say whether a library in another language got no memory."""
    said = str(error).lower()
    return "bad_alloc" in said or "memory" in said or "allocat" in said


def send(end: int, path: str, limits: Limits) -> dict[str, object]:
    """Send the pieces of a file in batches, and return its format and lacks."""
    content = content_of(path, limits)
    reading = Reading(limits, len(content), pictures=picture_reader, inner=read_inner)
    kind, pieces = read(content, os.path.basename(path), reading)  # noqa: PTH119
    batch: list[Piece] = []
    size, is_said = 0, False
    for piece in fit(pieces):
        reading.text(len(piece.text))
        batch.append(piece)
        size += len(piece.text)
        is_said = True
        if size > BATCH:
            frames.write(end, frames.packed({"pieces": batch}))
            batch, size = [], 0
    frames.write(end, frames.packed({"pieces": batch}))
    if not is_said:
        raise Trouble(reason_for_nothing(reading))
    return {"format": kind, "left": {k.value: n for k, n in reading.left.items() if n}}


def content_of(path: str, limits: Limits) -> bytes:
    """Return the content of a file.

    Raises:
        Trouble: it is too large, or cannot be read to its end.
    """
    try:
        with open(path, "rb") as file:  # noqa: PTH123
            if os.fstat(file.fileno()).st_size > limits.file_bytes:
                raise Trouble(Reason.TOO_LARGE)
            return file.read()
    except OSError as error:
        raise Trouble(Reason.DAMAGED) from error


def fit(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Yield pieces that say something, the long ones cut between words."""
    for piece in pieces:
        text, label = piece.text.strip("\x00\r\n\t "), piece.label[:LONGEST_LABEL]
        while len(text) > LONGEST_PIECE:
            place = text.rfind(" ", LONGEST_PIECE // 2, LONGEST_PIECE)
            place = place if place > 0 else LONGEST_PIECE
            yield Piece(text[:place], label)
            text = text[place:]
        if text.strip():
            yield Piece(text, label)


def reason_for_nothing(reading: Reading) -> Reason:
    """Return why there is no text."""
    for left, reason in NOTHING:
        if reading.left[left]:
            return reason
    return Reason.EMPTY
