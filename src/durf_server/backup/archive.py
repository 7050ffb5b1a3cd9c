"""The file of a backup: a tar whose last member says what the others must be.

Everything before ``manifest-….json`` is named in it with its size and its SHA-256, so
that a file that was cut short, changed or put together from others is refused before
anything of it is used.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import tarfile
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import IO, TYPE_CHECKING, Any

from durf.errors import FileProblem
from durf_server.errors import BrokenBackup

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

FORMAT = 1
LARGEST_MANIFEST = 200_000_000
# A table's lines are cut into parts of about this many bytes: none is ever written
# beside the backup, and none fills the memory.
LARGEST_PART = 8_000_000
_PIECE = 1_000_000
# Below these folders only, and no name with a dot in front: no part leads elsewhere.
_MEMBER = re.compile(r"(tables|media|vaults|published|keys)(/[^./\\\0][^/\\\0]*)+")


@dataclass(frozen=True, slots=True)
class Member:
    """A part of a backup: its size in bytes and its SHA-256."""

    size: int
    digest: str


@dataclass(slots=True)
class Manifest:
    """What a backup holds.

    Attributes:
        made_at: when, as ISO 8601 says it.
        durf: the version that made it.
        migrations: of the database, each as ``"app.name"``.
        rows: of each table.
        missing: pictures that were gone already when it was made, by digest.
        members: all parts, by name.
    """

    made_at: str
    durf: str
    migrations: list[str]
    rows: dict[str, int] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    members: dict[str, Member] = field(default_factory=dict)
    format: int = FORMAT

    def to_bytes(self) -> bytes:
        """Return the manifest as JSON."""
        return json.dumps(asdict(self), indent=1, sort_keys=True).encode()

    @classmethod
    def from_bytes(cls, content: bytes) -> Manifest:
        """Read a manifest.

        Raises:
            BrokenBackup: it is none, or of a later format.
        """
        try:
            values: dict[str, Any] = json.loads(content)
            if values["format"] != FORMAT:
                raise BrokenBackup(reason="a later durf made it")
            values["members"] = {
                name: Member(int(member["size"]), str(member["digest"]))
                for name, member in values["members"].items()
            }
            return cls(**values)
        except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
            raise BrokenBackup(reason="its list of contents cannot be read") from None


def manifest_name(content: bytes) -> str:
    """Return what the list of contents is called: nothing of it can change alone."""
    return f"manifest-{hashlib.sha256(content).hexdigest()}.json"


class Writer:
    """Writes a backup, part by part."""

    def __init__(self, tar: tarfile.TarFile, manifest: Manifest) -> None:
        self._tar = tar
        self.manifest = manifest

    def lines(self, folder: str, lines: Iterable[bytes]) -> int:
        """Add lines, in as many parts as it takes, and return how many there were."""
        count, number, size = 0, 1, 0
        some: list[bytes] = []
        for line in lines:
            some.append(line)
            size += len(line)
            count += 1
            if size >= LARGEST_PART:
                self._add(_part(folder, number), io.BytesIO(b"".join(some)))
                some, size, number = [], 0, number + 1
        if some:
            self._add(_part(folder, number), io.BytesIO(b"".join(some)))
        return count

    def file(self, name: str, path: Path) -> None:
        """Add a file as it is now.

        Raises:
            FileNotFoundError: it is gone.
        """
        with path.open("rb") as content:
            self._add(name, content)

    def _add(self, name: str, content: IO[bytes]) -> None:
        size = content.seek(0, os.SEEK_END)
        content.seek(0)
        info = tarfile.TarInfo(name)
        info.size, info.mode = size, 0o600
        counted = _Hashed(content)
        self._tar.addfile(info, counted)
        self.manifest.members[name] = Member(size, counted.sha.hexdigest())


def _part(folder: str, number: int) -> str:
    return f"{folder}/{number:06}.jsonl"


class _Hashed(io.RawIOBase):
    """Reads on, and knows the SHA-256 of what went through."""

    def __init__(self, inner: IO[bytes]) -> None:
        super().__init__()
        self._inner = inner
        self.sha = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """Read, and remember."""
        content = self._inner.read(size)
        self.sha.update(content)
        return content


@contextmanager
def writing(path: Path, manifest: Manifest) -> Iterator[Writer]:
    """Write a backup whole or not at all.

    Raises:
        FileProblem: it cannot be written there.
    """
    draft = path.with_name(path.name + ".part")
    try:
        with draft.open("wb") as raw:
            os.chmod(draft, 0o600)  # noqa: PTH101 before anything is in it
            with tarfile.open(fileobj=raw, mode="w", format=tarfile.PAX_FORMAT) as tar:
                yield Writer(tar, manifest)
                content = manifest.to_bytes()
                info = tarfile.TarInfo(manifest_name(content))
                info.size, info.mode = len(content), 0o600
                tar.addfile(info, io.BytesIO(content))
            raw.flush()
            os.fsync(raw.fileno())
        draft.replace(path)
    except OSError as error:
        raise _problem("write", path, error) from None
    finally:
        draft.unlink(missing_ok=True)


class Reader:
    """A backup whose parts were all found to be what its manifest says."""

    def __init__(self, tar: tarfile.TarFile, manifest: Manifest) -> None:
        self._tar = tar
        self.manifest = manifest

    def lines(self, folder: str) -> Iterator[bytes]:
        """Yield the lines of all parts below a folder, in their order."""
        for name in self.names(folder):
            with self._open(name) as content:
                yield from content

    def names(self, folder: str) -> list[str]:
        """Return the parts below a folder, in order."""
        return sorted(
            name for name in self.manifest.members if name.startswith(f"{folder}/")
        )

    def copy(self, name: str, path: Path) -> None:
        """Write a part into a file that only its owner can read.

        Raises:
            FileProblem: it cannot be written.
        """
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with self._open(name) as content, path.open("xb") as file:
                os.chmod(path, 0o600)  # noqa: PTH101 before anything is in it
                while piece := content.read(_PIECE):
                    file.write(piece)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise _problem("write", path, error) from None

    def _open(self, name: str) -> IO[bytes]:
        content = self._tar.extractfile(name)
        assert content is not None, "it was found to be a file before"
        return content


@contextmanager
def reading(path: Path) -> Iterator[Reader]:
    """Open a backup, after all of it was found to be as it was written.

    Raises:
        FileProblem: it cannot be read.
        BrokenBackup: a part is missing, changed, or not named in its manifest.
    """
    try:
        with tarfile.open(path, "r:") as tar:
            yield Reader(tar, _verified(tar))
    except tarfile.TarError:
        raise BrokenBackup(reason="it is no backup, or was cut short") from None
    except OSError as error:
        raise _problem("read", path, error) from None


def _problem(verb: str, path: Path, error: OSError) -> FileProblem:
    reason = error.strerror or type(error).__name__
    return FileProblem(verb=verb, path=str(path), reason=reason)


def _verified(tar: tarfile.TarFile) -> Manifest:
    members = tar.getmembers()
    if not members or not members[-1].name.startswith("manifest-"):
        raise BrokenBackup(reason="it was cut short")
    last = tar.extractfile(members[-1])
    if last is None or members[-1].size > LARGEST_MANIFEST:
        raise BrokenBackup(reason="its list of contents cannot be read")
    content = last.read()
    if members[-1].name != manifest_name(content):
        raise BrokenBackup(reason="its list of contents was changed")
    manifest = Manifest.from_bytes(content)
    found = [member.name for member in members[:-1]]
    if sorted(found) != sorted(manifest.members):
        raise BrokenBackup(reason="a part is missing, or there is one too many")
    for member in members[:-1]:
        wanted = manifest.members[member.name]
        if not member.isreg() or not _MEMBER.fullmatch(member.name):
            raise BrokenBackup(reason="a part has a name that leads elsewhere")
        if (member.size, _digest(tar, member)) != (wanted.size, wanted.digest):
            raise BrokenBackup(reason="a part was changed")
    return manifest


def _digest(tar: tarfile.TarFile, member: tarfile.TarInfo) -> str:
    content = tar.extractfile(member)
    assert content is not None, "it is a regular file"
    sha = hashlib.sha256()
    while piece := content.read(_PIECE):
        sha.update(piece)
    return sha.hexdigest()
