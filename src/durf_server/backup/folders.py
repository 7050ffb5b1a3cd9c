"""A folder as it is at one moment, while others write in it."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from durf_server.errors import NotNow

if TYPE_CHECKING:
    from collections.abc import Iterator

_TRIES = 20
_DRAFTS = frozenset({".part", ".draft", ".lock"})


@contextmanager
def held(folder: Path) -> Iterator[Path]:
    """Give a second folder that holds the same files and that nobody writes in.

    Files of vaults and of published logs are never written to, only replaced whole:
    a second name for each of them is enough.

    Raises:
        NotNow: somebody changed the folder each time it was looked at.
    """
    with TemporaryDirectory(prefix=".held-", dir=folder.parent) as made:
        for number in range(_TRIES):
            before, copy = _listed(folder), Path(made, str(number))
            try:
                _link(folder, list(before), copy)
            except FileNotFoundError:
                continue
            # A new manifest beside old segments, or the reverse, would open nothing.
            if _listed(folder) == before:
                yield copy
                return
        raise NotNow(reason="a vault is being written", mend="try again in a minute")


def _listed(folder: Path) -> dict[str, tuple[int, int]]:
    """Return which file is behind each name; drafts of writers are no files yet."""
    found = {}
    for path in folder.rglob("*"):
        try:
            status = path.lstat()
        except FileNotFoundError:
            continue
        if path.is_file() and not _is_draft(path):
            name = path.relative_to(folder).as_posix()
            found[name] = (status.st_ino, status.st_mtime_ns)
    return found


def _link(folder: Path, names: list[str], copy: Path) -> None:
    copy.mkdir()
    for name in names:
        target = copy / name
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(folder / name, target)
        except FileNotFoundError:
            raise
        except OSError:
            # Not every disk knows second names.
            shutil.copy2(folder / name, target)


def _is_draft(path: Path) -> bool:
    return path.suffix in _DRAFTS or path.name.startswith(".")
