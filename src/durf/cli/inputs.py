"""Where posts come from: files, standard input, and how each is read."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple, cast

from durf.cli.lines import LONGEST
from durf.errors import FileProblem
from durf.intake import endings
from durf.post import Medium

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from io import BufferedIOBase

    from durf.post import Post

STDIN = "-"
_JSONL_ENDINGS = (".jsonl", ".ndjson")


class Source(NamedTuple):
    """A file, or ``-``; a JSONL file has a post on every line, another is a post.

    A picture is a post without text.
    """

    path: str
    is_jsonl: bool
    is_picture: bool = False

    @property
    def name(self) -> str:
        """What people call it."""
        return "stdin" if self.path == STDIN else self.path


def sources(paths: Sequence[str], input_format: str) -> list[Source]:
    """Return the inputs; without a format the ending of a name decides."""
    return [_source(path, input_format) for path in paths or (STDIN,)]


def _source(path: str, input_format: str) -> Source:
    if input_format:
        return Source(path, input_format == "jsonl")
    name = path.lower()
    return Source(path, name.endswith(_JSONL_ENDINGS), name.endswith(endings.PICTURES))


@contextmanager
def opened(source: Source) -> Iterator[BufferedIOBase]:
    """Open an input as bytes.

    Raises:
        FileProblem: it cannot be opened or read.
    """
    if source.path == STDIN and sys.stdin is None:
        raise FileProblem(verb="read", path=source.name, reason="it is closed")
    try:
        if source.path == STDIN:
            yield cast("BufferedIOBase", sys.stdin.buffer)
            return
        with open(source.path, "rb") as file:
            yield file
    except OSError as error:
        raise FileProblem(
            verb="read", path=source.name, reason=error.strerror
        ) from None


def read_post(source: Source, given: Post) -> Post:
    """Read a file that is a post.

    Raises:
        FileProblem: it cannot be read, is no UTF-8, or is too large for a post.
    """
    with opened(source) as file:
        if source.is_picture:
            media = (*given.media, Medium(source.path))
            return replace(given, media=media, id=source.path)
        raw = file.read(LONGEST + 1)
    if len(raw) > LONGEST:
        raise _unfit(source, "it is longer than 16 MB")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _unfit(source, "it is no text in UTF-8") from None
    # Editors end every file with a newline that nobody means to post.
    return replace(given, text=text.rstrip("\r\n"), id=source.path)


def _unfit(source: Source, reason: str) -> FileProblem:
    return FileProblem(verb="read", path=source.name, reason=reason)
