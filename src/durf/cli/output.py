"""Writing to standard output, also when nobody reads it or the disk is full."""

from __future__ import annotations

import os
import sys
from contextlib import suppress

from durf.errors import FileProblem

# What a shell reports of a command that SIGPIPE ended.
CLOSED_PIPE = 141


def write_out(text: str, encoding: str = "utf-8") -> None:
    """Write a text to standard output, all of it, now.

    Raises:
        FileProblem: it cannot be written.
        SystemExit: whoever read it has gone.
    """
    try:
        # Surrogates become what JSON, Python and C call them.
        sys.stdout.buffer.write(text.encode(encoding, "backslashreplace"))
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        _let_go()
        raise SystemExit(CLOSED_PIPE) from None
    except OSError as error:
        _let_go()
        raise FileProblem(
            verb="write", path="standard output", reason=error.strerror
        ) from None


def _let_go() -> None:
    # Or the interpreter tries once more when it ends, and complains.
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
