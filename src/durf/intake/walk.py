"""Walk the files and folders that a user points at."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

from durf.errors import FileProblem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

# What programs write for themselves beside the files of people.
LITTER = ("~$*", "~WRL*.tmp", "Thumbs.db", "desktop.ini", "__pycache__", "CVS")


@dataclass(frozen=True, slots=True)
class Found:
    """A file.

    Args:
        path: absolute.
        size: in bytes.
        changed: when, in nanoseconds since 1970.
    """

    path: Path
    size: int
    changed: int


def walk(
    given: Iterable[Path],
    problem: Callable[[FileProblem], None],
    exclude: Sequence[str] = (),
    *,
    hidden: bool = False,
) -> Iterator[Found]:
    """Yield the regular files in what is given, each once, in a stable order.

    Links inside a folder are not followed: what they name inside it comes anyway,
    and what they name outside it was not given.

    Args:
        given: files and folders; these may be links.
        problem: is told of each folder or file that cannot be read.
        exclude: glob patterns; one without a slash is held against each name, one
            with a slash against the path from the given folder on, one that ends
            with a slash against folders only.
        hidden: take names that start with a dot, and what programs leave behind.
    """
    seen: set[str] = set()
    for start in given:
        top = os.path.abspath(start)  # noqa: PTH100 (resolve would follow links)
        try:
            found = os.stat(top)  # noqa: PTH116 (a string is a third of a Path)
        except OSError as error:
            problem(trouble(top, error))
            continue
        if stat.S_ISDIR(found.st_mode):
            files = folder(top, problem, Chosen(tuple(exclude), hidden))
        else:
            files = iter([(top, found)])
        for path, about in files:
            if path not in seen and stat.S_ISREG(about.st_mode):
                seen.add(path)
                yield Found(Path(path), about.st_size, about.st_mtime_ns)


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which names of a folder are taken."""

    exclude: tuple[str, ...]
    hidden: bool

    def takes(self, name: str, below: str, *, is_folder: bool) -> bool:
        """Say whether a name is taken, by itself and by its path from the top."""
        if not self.hidden and (name.startswith(".") or matches(name, LITTER)):
            return False
        for pattern in self.exclude:
            if pattern.endswith("/") and not is_folder:
                continue
            plain = pattern.strip("/")
            if fnmatchcase(below if "/" in plain else name, plain):
                return False
        return True


def matches(name: str, patterns: Iterable[str]) -> bool:
    """Say whether a name fits one of the patterns."""
    return any(fnmatchcase(name, pattern) for pattern in patterns)


def folder(
    top: str, problem: Callable[[FileProblem], None], chosen: Chosen
) -> Iterator[tuple[str, os.stat_result]]:
    """Yield the entries of a folder that are no folders, those below it too."""
    # A stack of our own: folders may be deeper than Python's.
    left: list[tuple[str, bool]] = [(top, True)]
    while left:
        path, is_folder = left.pop()
        try:
            if is_folder:
                left += reversed(entries(path, top, chosen))
            else:
                yield path, os.lstat(path)
        except OSError as error:
            problem(trouble(path, error))


def entries(path: str, top: str, chosen: Chosen) -> list[tuple[str, bool]]:
    """Return the entries of one folder by name, and which of them are folders."""
    found = []
    with os.scandir(path) as listing:
        for entry in sorted(listing, key=lambda one: os.fsencode(one.name)):
            is_folder = entry.is_dir(follow_symlinks=False)
            below = entry.path[len(top) :].lstrip("/")
            if not entry.is_symlink() and chosen.takes(
                entry.name, below, is_folder=is_folder
            ):
                found.append((entry.path, is_folder))
    return found


def trouble(path: str, error: OSError) -> FileProblem:
    """Return what is told of a file or folder that cannot be read."""
    return FileProblem(verb="read", path=path, reason=error.strerror)
