"""Open zip files of strangers: what is unpacked is counted, not believed."""

from __future__ import annotations

import struct
import zipfile
import zlib
from io import BytesIO
from lzma import LZMAError
from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING

from durf.intake.extract.markup import Markup, parse, value
from durf.intake.extract.trouble import Left, Reason, Trouble

if TYPE_CHECKING:
    from durf.intake.extract.limits import Reading

    Attributes = dict[str, str]

# What zipfile is known to raise for files that lie about themselves.
DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    LZMAError,
    struct.error,
    EOFError,
    OSError,
    NotImplementedError,
    ValueError,
    LookupError,
)
_CHUNK = 1 << 18
_ENCRYPTED = 0x1


class Zipped:
    """A zip file and its members by name.

    Raises:
        Trouble: it is damaged, or has too many members.
    """

    def __init__(self, content: bytes, reading: Reading) -> None:
        self._reading = reading
        try:
            self._file = zipfile.ZipFile(BytesIO(content))
        except DAMAGE as error:
            raise Trouble(Reason.DAMAGED) from error
        found = [one for one in self._file.infolist() if not one.is_dir()]
        reading.member(len(found))
        self._members = {one.filename: one for one in found}

    @property
    def names(self) -> list[str]:
        """The names of the members, as they come."""
        return list(self._members)

    def __contains__(self, name: str) -> bool:
        return name in self._members

    def read(self, name: str) -> bytes:
        """Return a member's content.

        Raises:
            Trouble: it is not there, damaged, encrypted, or expands too much.
        """
        member = self._members.get(name)
        if member is None:
            raise Trouble(Reason.DAMAGED)
        if member.flag_bits & _ENCRYPTED:
            raise Trouble(Reason.ENCRYPTED)
        pieces = []
        try:
            with self._file.open(member) as stream:
                while piece := stream.read(_CHUNK):
                    self._reading.unpack(len(piece))
                    pieces.append(piece)
        except DAMAGE as error:
            raise Trouble(Reason.DAMAGED) from error
        return b"".join(pieces)

    def feed(self, name: str, markup: Markup) -> bool:
        """Feed a side part to a reader; one that is damaged is left out, and noted."""
        try:
            parse(self.read(name), markup)
        except Trouble as trouble:
            if trouble.reason is not Reason.DAMAGED:
                raise
            self._reading.left[Left.MEMBERS] += 1
            return False
        return True

    def related(self, part: str) -> dict[str, tuple[str, str]]:
        """Return what an office part refers to: id to its kind and target.

        Targets outside the file are left out.
        """
        folder, _, name = part.rpartition("/")
        where = f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"
        if where not in self:
            return {}
        found = Relations(dirname(part))
        self.feed(where, found)
        return found.targets


class Relations(Markup):
    """The relations of an office part (ECMA-376 part 2)."""

    def __init__(self, folder: str) -> None:
        self.targets: dict[str, tuple[str, str]] = {}
        self._folder = folder

    def started(self, name: str, attributes: Attributes) -> None:
        """Take a relation."""
        if name != "Relationship" or value(attributes, "TargetMode") == "External":
            return
        kind = value(attributes, "Type").rpartition("/")[2]
        target = normpath(join(self._folder, value(attributes, "Target")))
        self.targets[value(attributes, "Id")] = (kind, target.lstrip("/"))
