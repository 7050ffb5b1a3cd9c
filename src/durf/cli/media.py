"""The files of pictures that posts name."""

from __future__ import annotations

import os
import stat
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from durf.cli.cells import calm
from durf.errors import FileProblem, PictureProblem, Unreadable

if TYPE_CHECKING:
    from collections.abc import Callable

    from durf.errors import DurfError
    from durf.post import Medium, Post


def with_content(post: Post, folder: str = "") -> Post:
    """Return a post with the content of its media, where that can be found.

    Args:
        post: whose media have a path.
        folder: where to look first; then where we are.
    """
    media = tuple(_filled(medium, folder) for medium in post.media)
    return replace(post, media=media)


def read_picture(path: str) -> bytes:
    """Return what is in a file, and no more of it than a picture may have.

    Raises:
        MissingExtra: nothing here can read pictures.
        FileProblem: it cannot be read, or is no file.
    """
    from durf.pictures.opening import LIMITS

    try:
        # Opening a pipe must not wait for somebody to write to it.
        number = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with open(number, "rb") as file:
            if stat.S_ISREG(os.fstat(number).st_mode):
                return file.read(LIMITS.bytes + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise FileProblem(verb="read", path=path, reason=reason) from None
    raise FileProblem(verb="read", path=path, reason="it is no file")


def unreadable(path: str, reason: object) -> Unreadable:
    """Return what is told of a picture that cannot be read."""
    why, mend = str(reason), PictureProblem.remedy
    return Unreadable(path=path, why=why, reason=why, mend=mend)


def complain(problem: DurfError, say: Callable[[str], str]) -> None:
    """Tell of one file that the others are not held up by."""
    sys.stderr.write(f"durf: {calm(problem.sentence(say))}\n")


def _filled(medium: Medium, folder: str) -> Medium:
    if medium.content is not None or not medium.path:
        return medium
    for path in dict.fromkeys((os.path.join(folder, medium.path), medium.path)):
        try:
            return replace(medium, content=read_picture(path))
        except FileProblem:
            continue
    return medium
