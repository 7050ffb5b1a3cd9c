"""Files that the commands of ``durf evidence`` read: bundles, keys, published logs."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from durf.errors import BadKey, FileProblem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from durf.evidence.keys import PublicKey
    from durf.evidence.note import Note

_LARGEST = 1 << 30
_LARGEST_KEYS = 1 << 20


def read_file(path: str, largest: int = _LARGEST) -> bytes:
    """Return what is in a file.

    Raises:
        FileProblem: it cannot be read, or is too large to be what was asked for.
    """
    try:
        with open(path, "rb") as file:
            content = file.read(largest + 1)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise FileProblem(verb="read", path=path, reason=reason) from None
    if len(content) > largest:
        raise FileProblem(verb="read", path=path, reason="it is too large")
    return content


def keys_from(path: str) -> tuple[PublicKey, ...]:
    """Return the public keys in a file.

    Raises:
        FileProblem: it cannot be read.
        BadKey: it holds no keys.
    """
    from durf.evidence.keys import read_keys

    try:
        return read_keys(read_file(path, _LARGEST_KEYS).decode())
    except UnicodeDecodeError:
        raise BadKey(reason="it is no public key") from None


class PublishedLog:
    """A log as it was published into a folder (c2sp.org/tlog-tiles)."""

    def __init__(self, folder: str) -> None:
        self.folder = folder

    def checkpoint(self) -> Note:
        """Return the signed state of the log.

        Raises:
            FileProblem: it cannot be read.
            BrokenProof: it is no signed note.
        """
        from durf.evidence.note import read_note

        return read_note(read_file(os.path.join(self.folder, "checkpoint")))

    def tile(self, level: int | str, index: int, size: int) -> bytes:
        """Return a tile, as far as a log of so many entries has it.

        Raises:
            FileProblem: neither that part nor the full tile can be read.
        """
        from durf.evidence.merkle import HASH_SIZE
        from durf.evidence.tiles import HEIGHT, WIDTH, tile_path

        height = HEIGHT * level if isinstance(level, int) else 0
        width = min((size >> height) - index * WIDTH, WIDTH)
        full = os.path.join(self.folder, tile_path(level, index))
        part = os.path.join(self.folder, tile_path(level, index, width))
        if os.path.exists(part):
            return read_file(part)
        found = read_file(full)
        return found[: width * HASH_SIZE] if height or level == 0 else found

    def entries(self, size: int) -> Iterator[bytes]:
        """Yield the first entries of the log, so many of them.

        Raises:
            FileProblem: they cannot be read.
            BrokenProof: what is read does not hold them.
        """
        from durf.errors import BrokenProof
        from durf.evidence.tiles import WIDTH, tile_path, unbundled

        for index in range(-(-size // WIDTH)):
            wanted = min(size - index * WIDTH, WIDTH)
            try:
                found = unbundled(self.tile("entries", index, size))
            except ValueError:
                found = []
            if len(found) < wanted:
                where = tile_path("entries", index)
                raise BrokenProof(where=where, reason="entries are missing in it")
            yield from found[:wanted]
