"""Files that are there in whole or not at all."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress

from durf.errors import FileProblem


def write_whole(path: str, text: str) -> None:
    """Write a file; whoever looks sees all of it, or what was there before.

    Raises:
        FileProblem: it cannot be written.
    """
    write_bytes_whole(path, text.encode("utf-8", "backslashreplace"))


def write_bytes_whole(path: str, content: bytes) -> None:
    """Write a file of bytes as ``write_whole`` does one of text.

    Raises:
        FileProblem: it cannot be written.
    """
    try:
        _write(path, content)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise FileProblem(verb="write", path=path, reason=reason) from None


def _write(path: str, content: bytes) -> None:
    if os.path.exists(path) and not os.path.isfile(path):
        # A device or a pipe cannot be replaced, only written to.
        with open(path, "wb") as file:
            file.write(content)
        return
    # A link stays a link: what it points at is written.
    target = os.path.realpath(path)
    number, draft = tempfile.mkstemp(dir=os.path.dirname(target), prefix=".durf-")
    try:
        with open(number, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(draft, _mode(target))
        os.replace(draft, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(draft)
        raise


def _mode(path: str) -> int:
    """Return the rights of a file, or those that a new one gets."""
    with suppress(OSError):
        return os.stat(path).st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
