"""Read archives: zip, tar and what is packed with gzip, bzip2 or xz."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zlib
from typing import TYPE_CHECKING, cast

from durf.intake.extract.trouble import Left, Reason, Trouble
from durf.intake.extract.zipped import Zipped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from durf.intake.extract.limits import Piece, Reading

DAMAGE = (
    tarfile.TarError,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    ValueError,
    LookupError,
)
ENDINGS = {".gz": "", ".bz2": "", ".xz": "", ".tgz": ".tar", ".tbz2": ".tar"}
# What programs leave in archives beside the files of people.
LITTER = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")
# What may be wrong with one member, and the others are still read.
LEFT = {Reason.DAMAGED: Left.MEMBERS, Reason.ENCRYPTED: Left.ENCRYPTED}
_CHUNK = 1 << 18


def read_zip(content: bytes, reading: Reading) -> Iterator[Piece]:
    """Yield the text of each member; what cannot be read is noted."""
    zipped = Zipped(content, reading)
    names = [name for name in zipped.names if not is_litter(name)]
    troubles = []
    for name in names:
        try:
            member = zipped.read(name)
        except Trouble as trouble:
            if trouble.reason not in LEFT:
                raise
            troubles.append(trouble)
            continue
        yield from reading.inner(member, name)
    if names and len(troubles) == len(names):
        raise troubles[0]
    reading.left.update(LEFT[trouble.reason] for trouble in troubles)


def is_litter(name: str) -> bool:
    """Say whether no person put this member into the archive."""
    return name.startswith(LITTER) or name.rpartition("/")[2] in LITTER


def read_tar(content: bytes, reading: Reading) -> Iterator[Piece]:
    """Yield the text of each member of a plain tar."""
    yield from members(io.BytesIO(content), reading)


def read_packed(content: bytes, reading: Reading, name: str) -> Iterator[Piece]:
    """Yield the text of what is packed: a tar's members, or the one file."""
    try:
        is_tar = unpacked(content).read(512)[257:262] == b"ustar"
    except DAMAGE as error:
        raise Trouble(Reason.DAMAGED) from error
    stream = Counted(unpacked(content), reading)
    if is_tar:
        yield from members(stream, reading)
        return
    try:
        inner = stream.all()
    except DAMAGE as error:
        raise Trouble(Reason.DAMAGED) from error
    yield from reading.inner(inner, without_ending(name))


def unpacked(content: bytes) -> io.BufferedIOBase:
    """Return a stream of what is packed, told by its first bytes."""
    packed = io.BytesIO(content)
    if content.startswith(b"\x1f\x8b"):
        return gzip.GzipFile(fileobj=packed)
    if content.startswith(b"BZh"):
        return bz2.BZ2File(packed)
    return lzma.LZMAFile(packed)


def without_ending(name: str) -> str:
    """Return the name of a file before it was packed."""
    for ending, instead in ENDINGS.items():
        if name.lower().endswith(ending):
            return name[: -len(ending)] + instead
    return name


def members(stream: io.BytesIO | Counted, reading: Reading) -> Iterator[Piece]:
    """Yield the text of each regular file in a tar; links lead nowhere."""
    try:
        # A stream is never rewound: each byte is unpacked and counted once.
        with tarfile.open(fileobj=cast("io.BytesIO", stream), mode="r|") as tar:
            for member in tar:
                reading.member()
                taken = tar.extractfile(member) if member.isreg() else None
                if taken is None or is_litter(member.name):
                    continue
                yield from reading.inner(taken.read(), member.name)
    except DAMAGE as error:
        raise Trouble(Reason.DAMAGED) from error


class Counted:
    """A stream that takes note of what is unpacked from it."""

    def __init__(self, stream: io.BufferedIOBase, reading: Reading) -> None:
        self._stream = stream
        self._reading = reading

    def read(self, count: int) -> bytes:
        """Return so many bytes, or fewer at the end.

        Raises:
            Trouble: it was too much.
        """
        pieces = []
        while count > 0 and (piece := self._stream.read(min(count, _CHUNK))):
            self._reading.unpack(len(piece))
            pieces.append(piece)
            count -= len(piece)
        return b"".join(pieces)

    def all(self) -> bytes:
        """Return everything that is left.

        Raises:
            Trouble: it was too much.
        """
        return self.read(self._reading.bytes_left + 1)
