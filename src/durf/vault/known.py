"""The pictures that a vault knows: one sealed blob for each collection."""

from __future__ import annotations

import json
import struct
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from durf.errors import BrokenVault
from durf.vault.document import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any

    from durf.vault.writer import Writer

_ROLE = "pictures "
_HEAD = struct.Struct("<I")


@dataclass(frozen=True, slots=True)
class KnownPicture:
    """A picture that a vault knows again.

    Args:
        source: where it comes from.
        likeness: what it looks like, as ``durf.pictures.likeness`` writes it.
    """

    source: Source
    likeness: bytes = field(repr=False)


def role_of(collection: str) -> str:
    """Return the role of the blob that holds the pictures of a collection."""
    return f"{_ROLE}{collection}"


def to_bytes(pictures: Iterable[KnownPicture]) -> bytes:
    """Return pictures as bytes, to be sealed."""
    kept = list(pictures)
    header = [asdict(one.source) | {"likeness": len(one.likeness)} for one in kept]
    written = json.dumps(header).encode("utf-8")
    parts = (_HEAD.pack(len(written)), written, *(one.likeness for one in kept))
    return b"".join(parts)


def from_bytes(content: bytes, path: str = "") -> tuple[KnownPicture, ...]:
    """Return the pictures that ``to_bytes`` wrote.

    Raises:
        BrokenVault: these bytes are something else.
    """
    try:
        at = _HEAD.size + _HEAD.unpack_from(content)[0]
        found = []
        for values in json.loads(content[_HEAD.size : at]):
            size = values.pop("likeness")
            found.append(KnownPicture(Source(**values), content[at : at + size]))
            at += size
    except (struct.error, ValueError, TypeError, KeyError, AttributeError):
        raise BrokenVault(path=path, reason="another durf wrote it") from None
    return tuple(found)


def known_in(writer: Writer, collection: str) -> tuple[KnownPicture, ...]:
    """Return the pictures of a collection in a vault that is being written.

    Raises:
        BrokenVault: they are damaged.
    """
    role = role_of(collection)
    name = writer.manifest.blobs.get(role)
    if name is None:
        return ()
    sealed = (writer.folder / name).read_bytes()
    return from_bytes(writer.seal.open(sealed, role, name), name)


def kept_pictures(
    writer: Writer, is_gone: Callable[[Source, str], bool]
) -> dict[str, tuple[list[KnownPicture], int]]:
    """Return what stays of collections that lose pictures, and how many they lose.

    Args:
        writer: of the vault.
        is_gone: tells by a picture's source and collection whether it goes.
    """
    found = {}
    for collection in sorted(writer.manifest.collections):
        known = known_in(writer, collection)
        kept = [one for one in known if not is_gone(one.source, collection)]
        if len(kept) < len(known):
            found[collection] = kept, len(known) - len(kept)
    return found


def commit_known(
    writer: Writer,
    collection: str,
    pictures: Iterable[KnownPicture],
    settings: Mapping[str, Any],
) -> None:
    """Make these all the pictures of a collection."""
    role = role_of(collection)
    name = writer.write_blob(role, to_bytes(pictures))
    writer.commit(
        collections=writer.manifest.collections | {collection: dict(settings)},
        blobs=writer.manifest.blobs | {role: name},
    )
