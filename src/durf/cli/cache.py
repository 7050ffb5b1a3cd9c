"""Compiled policies on disk, so that the next check starts at once.

A cache is a convenience, never an authority: a file that is damaged, truncated,
made for something else, or that others could have written is not used, and a
cache that cannot be written is gone without.
"""

from __future__ import annotations

import os
import stat
import sys
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b, sha256

MOST_FILES = 64
_MAGIC = b"durf cache 1\n"
_DIGEST = 32
_ENDING = ".program"
_UNFINISHED = ".part"
_OTHERS_MAY_WRITE = stat.S_IWGRP | stat.S_IWOTH


@dataclass(frozen=True, slots=True)
class Cache:
    """A folder of compiled policies, each under the key of what it was made from.

    Args:
        folder: made when first written to, for its owner alone.
    """

    folder: str

    def get(self, key: str) -> bytes | None:
        """Return what was kept under a key, or None if there is nothing to trust."""
        path = self._path(key)
        try:
            kept = _read_own(path)
        except OSError:
            return None
        start = len(_MAGIC) + _DIGEST
        if kept is None or not kept.startswith(_MAGIC):
            return None
        payload = kept[start:]
        if kept[len(_MAGIC) : start] != _digest(key, payload):
            return None
        with suppress(OSError):
            # The oldest in use is the first to go.
            os.utime(path)
        return payload

    def put(self, key: str, payload: bytes) -> None:
        """Keep something under a key, for good or not at all.

        Raises:
            OSError: it cannot be written.
        """
        os.makedirs(self.folder, mode=0o700, exist_ok=True)
        if not _is_ours(os.stat(self.folder)):
            raise PermissionError(13, "others may write there", self.folder)
        path = self._path(key)
        part = f"{path}.{os.getpid()}{_UNFINISHED}"
        try:
            _write_own(part, _MAGIC + _digest(key, payload) + payload)
            os.replace(part, path)
        except OSError:
            with suppress(OSError):
                os.unlink(part)
            raise
        self._drop_oldest()

    def _path(self, key: str) -> str:
        return os.path.join(self.folder, f"{key}{_ENDING}")

    def _drop_oldest(self) -> None:
        with os.scandir(self.folder) as entries:
            names = (_ENDING, _UNFINISHED)
            kept = [entry for entry in entries if entry.name.endswith(names)]
        if len(kept) <= MOST_FILES:
            return
        # Others may be dropping the same files at this moment.
        with suppress(OSError):
            kept.sort(key=lambda entry: entry.stat().st_mtime)
            for entry in kept[:-MOST_FILES]:
                os.unlink(entry.path)


def default_folder(environment: os._Environ[str] | dict[str, str]) -> str:
    """Return the folder for compiled policies that a user's environment names."""
    if own := environment.get("DURF_CACHE_DIR"):
        return own
    home = environment.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(home):
        home = os.path.join(os.path.expanduser("~"), ".cache")
    return os.path.join(home, "durf")


def key_of(raw: bytes, path: str) -> str:
    """Return the key of a policy: all that decides what it compiles to.

    That is its bytes, the folder from which it includes its own packs, and this
    installation: durf itself with the packs it ships, Python and the machine.
    """
    folder = os.path.dirname(os.path.abspath(path))
    parts = (sha256(raw).hexdigest(), folder, sys.version, sys.platform, _fingerprint())
    return sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()


def _fingerprint() -> str:
    """Return a digest of when each file of the installation was last changed."""
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    digest = sha256()
    waiting = [root]
    while waiting:
        with os.scandir(waiting.pop()) as found:
            entries = sorted(found, key=lambda entry: entry.name)
        for entry in entries:
            if entry.is_dir():
                waiting += [] if entry.name == "__pycache__" else [entry.path]
                continue
            status = entry.stat()
            line = f"{entry.path}\0{status.st_size}\0{status.st_mtime_ns}\n"
            digest.update(line.encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


def _read_own(path: str) -> bytes | None:
    """Return a file's bytes if it is a plain file that only its owner may write."""
    # A link could point at what somebody else controls.
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    with os.fdopen(os.open(path, flags), "rb") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode) or not _is_ours(status):
            return None
        return file.read()


def _write_own(path: str, content: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _is_ours(status: os.stat_result) -> bool:
    if os.name != "posix":
        return True
    return status.st_uid == os.geteuid() and not status.st_mode & _OTHERS_MAY_WRITE


def _digest(key: str, payload: bytes) -> bytes:
    return blake2b(payload, digest_size=_DIGEST, key=key[:64].encode()).digest()
