"""What a segment's documents are called: sealed, in chunks that open one by one.

A post that quotes something opens the one chunk that its place is in, however many
documents the vault has.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from durf.vault.document import Document, Source
from durf.vault.sealed import Held, Seal, write_whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_IN_A_CHUNK = 256


@dataclass(frozen=True, slots=True)
class Chunk:
    """Where the documents from a place on stand in a catalogue file.

    Args:
        first: the first place of its first document.
        at: its first byte.
        size: in bytes.
    """

    first: int
    at: int
    size: int


def write_catalogue(
    path: Path, documents: Sequence[Document], seal: Seal
) -> tuple[Chunk, ...]:
    """Write the catalogue of documents, which are in the order of their places."""
    content = bytearray()
    chunks: list[Chunk] = []
    for number in range(0, len(documents), _IN_A_CHUNK):
        some = documents[number : number + _IN_A_CHUNK]
        role = _role(path, len(chunks))
        sealed = seal.close_json([_to_json(one) for one in some], role)
        chunks.append(Chunk(some[0].start, len(content), len(sealed)))
        content += sealed
    write_whole(path, bytes(content))
    return tuple(chunks)


class Catalogue:
    """The documents of a segment, read as they are asked for.

    The file is held open, so that it can be read after a writer has removed it.

    Args:
        path: of the file.
        chunks: where they stand in it.
        seal: opens them.

    Raises:
        BrokenVault: the file is not there.
    """

    def __init__(self, path: Path, chunks: Sequence[Chunk], seal: Seal) -> None:
        self._path = path
        self._file = Held(path)
        self._chunks = chunks
        self._firsts = [chunk.first for chunk in chunks]
        self._seal = seal
        self._read: dict[int, list[Document]] = {}

    def at(self, place: int) -> Document:
        """Return the document that a place belongs to."""
        documents = self._chunk(max(bisect_right(self._firsts, place) - 1, 0))
        number = bisect_right(documents, place, key=lambda one: one.start) - 1
        return documents[max(number, 0)]

    def __iter__(self) -> Iterator[Document]:
        for number in range(len(self._chunks)):
            yield from self._chunk(number)

    def _chunk(self, number: int) -> list[Document]:
        documents = self._read.get(number)
        if documents is None:
            chunk = self._chunks[number]
            sealed = self._file.read(chunk.at, chunk.size)
            role = _role(self._path, number)
            values = self._seal.open_json(sealed, role, self._path.name)
            documents = self._read[number] = [_from_json(one) for one in values]
        return documents


def _role(path: Path, number: int) -> str:
    return f"catalogue {path.name} {number}"


def _to_json(document: Document) -> list[Any]:
    source = document.source
    return [
        [source.path, source.size, source.changed, source.digest, source.name],
        document.collection,
        document.start,
        document.letters,
        document.places,
        document.warnings,
    ]


def _from_json(values: list[Any]) -> Document:
    source, collection, start, letters, places, warnings = values
    labelled = [(first, label) for first, label in places]
    return Document(Source(*source), collection, letters, labelled, start, warnings)
