"""A document on its way into the vault: its passages, and their fingerprints."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from durf.text.view import View
from durf.vault import kernel
from durf.vault.kernel import ENTRY_BYTES, GRAM, counted, letters_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from durf.vault.meaning.meanings import Meanings
    from durf.vault.meaning.model import Model
    from durf.vault.secret import Secret

# Of so many grams in a row one is kept.
WINDOW = 4
# Any run of so many letters that two texts share gives them a common fingerprint
# (Schleimer, Wilkerson and Aiken 2003, section 3).
GUARANTEE = GRAM + WINDOW - 1
# Documents stand so far apart that no quotation reaches from one into the next.
GAP = 256


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of a document.

    Args:
        text: of the passage.
        label: where it is, as a person would say it: ``"p. 3"``, ``"slide 4"``.
    """

    text: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a document comes from, and how to know that it has changed.

    Args:
        path: absolute.
        size: in bytes.
        changed: when, in nanoseconds since 1970.
        digest: SHA-256 of its bytes, in hexadecimal.
        name: what findings call it: its path in the folder that was added.
    """

    path: str
    size: int = 0
    changed: int = 0
    digest: str = ""
    name: str = ""

    @property
    def shown(self) -> str:
        """What people are told."""
        return self.name or self.path


@dataclass(slots=True)
class Document:
    """A document of the vault, without its text.

    Attributes:
        source: where it comes from.
        collection: what it belongs to.
        letters: how many it has.
        places: where each labelled passage starts, in letters.
        start: its first place in the segment.
        warnings: what of it could not be read.
    """

    source: Source
    collection: str
    letters: int = 0
    places: list[tuple[int, str]] = field(default_factory=list)
    start: int = 0
    warnings: list[str] = field(default_factory=list)

    def label_at(self, place: int) -> str:
        """Return the label of the passage at a place of the segment."""
        found = ""
        for first, label in self.places:
            if self.start + first > place:
                break
            found = label
        return found


class Batch:
    """Documents that go into one segment together.

    Args:
        secret: of the vault.
        is_public: keep every gram: what is public must never count.
        model: to keep what its sentences mean as well.
    """

    def __init__(
        self,
        secret: Secret,
        *,
        is_public: bool = False,
        model: Model | None = None,
    ) -> None:
        self.is_public = is_public
        self.meanings: list[Meanings] = []
        self._model = model
        self.documents: list[Document] = []
        self.entries = bytearray()
        self._secret = secret
        self._next = 0
        self._room = ctypes.create_string_buffer(0)

    @property
    def count(self) -> int:
        """How many fingerprints it has so far."""
        return len(self.entries) // ENTRY_BYTES

    def add(self, document: Document, passages: Sequence[Passage]) -> None:
        """Take the fingerprints of a document; its text is forgotten."""
        pieces: list[bytes] = []
        at = 0
        for passage in passages:
            letters = letters_of(View(passage.text).plain)
            if passage.label:
                document.places.append((at, passage.label))
            if self._model is not None:
                self._keep_meanings(passage.text, self._next + at, self._model)
            pieces.append(letters)
            at += len(letters)
        document.letters = at
        document.start = self._next
        self.entries += self._fingerprints(b"".join(pieces), self._next)
        self._next += at + GAP
        self.documents.append(document)

    def _keep_meanings(self, text: str, place: int, model: Model) -> None:
        from durf.vault.meaning.meanings import Meanings
        from durf.vault.meaning.sentences import sentences

        spans = sentences(text)
        if not spans:
            return
        places, before = [], 0
        for start, end in spans:
            place += len(letters_of(View(text[before:start]).plain))
            places.append(place)
            place += len(letters_of(View(text[start:end]).plain))
            before = end
        said = [text[start:end] for start, end in spans]
        embedded = model.embedded(said, self._secret.meanings)
        self.meanings.append(Meanings.build(embedded, places))

    def _fingerprints(self, letters: bytes, place: int) -> memoryview:
        size = ENTRY_BYTES * (len(letters) + 1)
        if len(self._room) < size:
            self._room = ctypes.create_string_buffer(2 * size)
        count = counted(
            kernel.kernel().durf_fingerprint(
                ctypes.byref(self._secret.grams),
                self._secret.order,
                letters,
                len(letters),
                place,
                self.is_public,
                self._room,
            )
        )
        return memoryview(self._room)[: count * ENTRY_BYTES]
