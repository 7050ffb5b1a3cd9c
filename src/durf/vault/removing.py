"""Take documents and collections out of a vault, for good."""

from __future__ import annotations

from typing import TYPE_CHECKING

from durf.errors import BadUse
from durf.vault.known import commit_known, kept_pictures, known_in, role_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from durf.vault.document import Document, Source
    from durf.vault.writer import Writer


def remove_documents(
    writer: Writer, collection: str | None, paths: Mapping[str, str]
) -> int:
    """Remove documents by name or absolute path, or all in a folder; count them.

    Args:
        writer: of the vault.
        collection: to look in; nothing says all of them.
        paths: for each name of a document or folder, the path it may also be.

    Raises:
        BadUse: one of the names is not there; then nothing is removed.
    """
    left = set(paths)

    def is_named(source: Source, belongs_to: str) -> bool:
        if collection not in (None, belongs_to):
            return False
        found = {name for name in paths if _names(name, paths[name], source)}
        left.difference_update(found)
        return bool(found)

    gone = _gone(writer, lambda one: is_named(one.source, one.collection))
    known = kept_pictures(writer, is_named)
    if left:
        raise BadUse(
            what="there is no document {name}",
            mend="see 'durf vault list'",
            name=min(left),
        )
    count = sum(map(len, gone.values()))
    for name, (kept, dropped) in known.items():
        commit_known(writer, name, kept, writer.manifest.collections[name])
        count += dropped
    writer.commit(gone=gone)
    writer.finish()
    return count


def remove_collection(writer: Writer, collection: str) -> int:
    """Remove a collection with all that it holds; count its documents.

    Raises:
        BadUse: there is none of that name.
    """
    settings = dict(writer.manifest.collections)
    if settings.pop(collection, None) is None:
        raise BadUse(
            what="there is no collection {name}",
            mend="see 'durf vault stats'",
            name=collection,
        )
    gone = _gone(writer, lambda document: document.collection == collection)
    tables = [
        one.name for one in writer.manifest.segments if one.collection == collection
    ]
    pictures = known_in(writer, collection)
    blobs = dict(writer.manifest.blobs)
    blobs.pop(role_of(collection), None)
    writer.commit(gone=gone, dropped=tables, collections=settings, blobs=blobs)
    writer.finish()
    return sum(map(len, gone.values())) + len(pictures)


def _gone(writer: Writer, is_gone: Callable[[Document], bool]) -> dict[str, list[int]]:
    gone: dict[str, list[int]] = {}
    for entry, document in writer.documents():
        if is_gone(document):
            gone.setdefault(entry.name, []).append(document.start)
    return gone


def _names(name: str, path: str, source: Source) -> bool:
    return _is_in(source.shown, name) or _is_in(source.path, path)


def _is_in(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/")
