"""A ZIP file that has one form only: files as they are, sorted, without dates.

Everything can open it.  Here it is read by what it must be: whatever a name or a byte
between the files says otherwise is refused, and nothing is ever unpacked that is
larger than the file itself.
"""

from __future__ import annotations

import re
import struct
from typing import TYPE_CHECKING
from zlib import crc32

from durf.errors import BrokenProof

if TYPE_CHECKING:
    from collections.abc import Mapping

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
# Version 2.0 of the format, no flags, not compressed, the first day there is.
_PLAIN = (20, 0, 0, 0, 0x21)
_MADE_BY_UNIX = 3 << 8 | 20
# Or some programs unpack files that nobody may read.
_READABLE = 0o100644 << 16
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*")
MOST_FILES = 60_000
LARGEST = 1 << 30


def archived(files: Mapping[str, bytes]) -> bytes:
    """Return files as one ZIP file.

    Raises:
        BrokenProof: there are too many, they are too large, or a name does not fit.
    """
    if len(files) > MOST_FILES or sum(map(len, files.values())) > LARGEST:
        raise BrokenProof(where="bundle", reason="it is too large")
    parts: list[bytes] = []
    directory: list[bytes] = []
    at = 0
    for name, content in sorted(files.items()):
        if not _NAME.fullmatch(name) or len(name) > 255:
            raise BrokenProof(where="bundle", reason="the name of a file does not fit")
        size = len(content)
        told = (*_PLAIN, crc32(content), size, size, len(name))
        parts += [_LOCAL.pack(b"PK\3\4", *told, 0), name.encode(), content]
        rest = (0, 0, 0, 0, _READABLE, at)
        directory += [
            _CENTRAL.pack(b"PK\1\2", _MADE_BY_UNIX, *told, *rest),
            name.encode(),
        ]
        at += _LOCAL.size + len(name) + size
    ends = b"".join(directory)
    count = len(files)
    end = _END.pack(b"PK\5\6", 0, 0, count, count, len(ends), at, 0)
    return b"".join([*parts, ends, end])


def unarchived(content: bytes) -> dict[str, bytes]:
    """Return the files of a ZIP file that ``archived`` made.

    Raises:
        BrokenProof: it is anything else.
    """
    files: dict[str, bytes] = {}
    at = 0
    while content[at : at + 4] == b"PK\3\4" and len(files) <= MOST_FILES:
        if len(content) < at + _LOCAL.size:
            break
        *_, size, _, length, _ = _LOCAL.unpack_from(content, at)
        start = at + _LOCAL.size
        at = start + length + size
        name = content[start : start + length].decode("ascii", "replace")
        files[name] = content[start + length : at]
    if archived(files) != content:
        raise BrokenProof(where="bundle", reason="it is not as it was written")
    return files
