"""A vault, open for reading: the face that the check and other programs see."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from durf.errors import BrokenVault, NoVault
from durf.vault.key_source import find_secret
from durf.vault.manifest import Manifest, Role, Root
from durf.vault.opened import Opened
from durf.vault.quotation import LEAST_WORDS
from durf.vault.sealed import Seal
from durf.vault.secret import Secret
from durf.vault.writer import require_secret

if TYPE_CHECKING:
    import os
    from collections.abc import Callable

    from durf.text.view import View
    from durf.vault.document import Document
    from durf.vault.known import KnownPicture
    from durf.vault.quotation import Quotation
    from durf.vault.records.lookup import RowValue

# A writer may replace the state while it is being opened: then the next one is.
_TRIES = 10


@dataclass(frozen=True, slots=True)
class Stats:
    """What a vault holds.

    Attributes:
        documents: of each collection, how many.
        letters: of each collection, how many.
        fingerprints: of all documents.
        values: of all records.
        segments: how many files of fingerprints.
        size: of all files, in bytes.
    """

    documents: dict[str, int]
    letters: dict[str, int]
    fingerprints: int
    values: int
    segments: int
    size: int


class Vault:
    """Fingerprints of what must not leave; never their text.

    A vault is opened in milliseconds whatever its size, shared by threads and
    processes, and goes on showing the state it was opened in until ``refresh``.

    Example:
        >>> import durf
        >>> vault = durf.Vault.open("vault/")  # doctest: +SKIP
    """

    def __init__(self, folder: Path, secret: Secret) -> None:
        self._folder = folder
        self._secret = secret
        self._state = self._opened()

    @classmethod
    def open(cls, path: str | os.PathLike[str], key: str | Secret = "") -> Vault:
        """Open a vault.

        Args:
            path: of its folder.
            key: its secret; without one the places are asked where a secret is kept
                (see ``durf.vault.key_source``).

        Raises:
            NoVault: there is none.
            VaultKey: there is no secret to be had, or it is of another vault.
            BrokenVault: a file is missing or damaged.
        """
        folder = Path(path)
        root = Root.read(folder)
        if not key:
            secret = find_secret(folder, root)
        else:
            secret = key if isinstance(key, Secret) else Secret.parse(key)
        return cls(folder, secret)

    def _opened(self) -> Opened:
        for _ in range(_TRIES - 1):
            try:
                return self._open_once()
            except (BrokenVault, FileNotFoundError):
                continue
        try:
            return self._open_once()
        except FileNotFoundError:
            raise NoVault(path=self._folder, reason="its files are missing") from None

    def _open_once(self) -> Opened:
        root = Root.read(self._folder)
        require_secret(root, self._secret)
        folder = self._folder / root.generation
        seal = Seal(self._secret)
        manifest = Manifest.read(folder, seal)
        return Opened(folder, manifest, self._secret, seal)

    def refresh(self) -> bool:
        """Open the state that counts now; tell whether it is another one.

        Raises:
            DurfError: it cannot be opened; the old state stays.
        """
        now = self._opened()
        before = self._state
        if (now.folder, now.manifest.number) == (before.folder, before.manifest.number):
            return False
        self._state = now
        return True

    @property
    def state(self) -> str:
        """What counts now: another text after every change, the same on every machine.

        It names the generation of the files and the number of the change.
        """
        return f"{self._state.folder.name}/{self._state.manifest.number}"

    @property
    def collections(self) -> tuple[str, ...]:
        """The names of the collections, in order."""
        return tuple(sorted(self._state.manifest.collections))

    @property
    def settings(self) -> dict[str, dict[str, Any]]:
        """What is settled for each collection, such as whether it is public."""
        return self._state.manifest.collections

    def touches(self, plain: bytes) -> bool:
        """Tell whether a post may quote a document, given its plain normal form."""
        return self._state.touches(plain)

    def has_values(self, plain: bytes) -> bool:
        """Tell whether a post may give a row away, given its plain normal form."""
        records = self._state.records
        return records is not None and records.touches(plain)

    def row_values(self, view: View) -> list[RowValue]:
        """Return the values of rows that a text gives away, by place."""
        records = self._state.records
        return [] if records is None else records.values(view)

    def __reduce__(self) -> tuple[object, tuple[Path, Secret]]:
        return Vault, (self._folder, self._secret)

    def quotations(self, view: View, least_words: int = LEAST_WORDS) -> list[Quotation]:
        """Return what of a text stands in the documents, longest first."""
        return self._state.quotations(view, least_words)

    def known_pictures(self, collection: str) -> tuple[KnownPicture, ...]:
        """Return the pictures of a collection: the same ones until it has others.

        Raises:
            BrokenVault: they are damaged.
        """
        return self._state.known_pictures(collection)

    @property
    def has_meanings(self) -> bool:
        """Whether any collection keeps what its sentences mean."""
        return self._state.has_meanings

    def similar(self, text: str) -> list[Quotation]:
        """Return what of a text means the same as a sentence of a document.

        Raises:
            MissingExtra: the models are not installed.
        """
        return self._state.similar(text)

    def documents(self) -> Iterator[Document]:
        """Yield all documents that count."""
        state = self._state
        for entry in state.with_documents:
            for document in state.catalogue(entry):
                if document.start not in entry.gone:
                    yield document

    def stats(self) -> Stats:
        """Count what the vault holds."""
        documents: dict[str, int] = {}
        letters: dict[str, int] = {}
        for document in self.documents():
            name = document.collection
            documents[name] = documents.get(name, 0) + 1
            letters[name] = letters.get(name, 0) + document.letters
        state = self._state
        segments = state.manifest.segments
        files = [state.folder / name for name in state.manifest.files()]
        return Stats(
            documents,
            letters,
            sum(one.count for one in segments if one.role is not Role.RECORDS),
            sum(one.count for one in segments if one.role is Role.RECORDS),
            len(segments),
            sum(path.stat().st_size for path in files if path.exists()),
        )

    def faults(self) -> Iterator[str]:
        """Read every byte of the vault, and yield the names of damaged files."""
        state = self._state
        for segment in state.segments.values():
            if not segment.is_whole():
                yield segment.path.name
        for entry in state.with_documents:
            yield from _fault(state.catalogue(entry).__iter__)
        for role in state.manifest.blobs:
            yield from _fault(partial(state.blob, role))


def _fault(read: Callable[[], object]) -> Iterator[str]:
    try:
        content = read()
        if isinstance(content, Iterator):
            for _ in content:
                pass
    except BrokenVault as broken:
        yield str(broken.arguments["path"])
