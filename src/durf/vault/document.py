"""A document on its way into the vault: its passages, and their fingerprints."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from durf.text.view import View
from durf.vault import kernel
from durf.vault.kernel import (
    ENTRY_BYTES,
    GRAM,
    append_letters,
    counted,
    letters_of,
)
from durf.vault.room import Room

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
        self._secret = secret
        self._next = 0
        self._letters = Room()
        self._entries = Room()

    @property
    def count(self) -> int:
        """How many fingerprints it has so far."""
        return self._entries.used // ENTRY_BYTES

    @property
    def entries(self) -> memoryview:
        """Hash and place of each fingerprint, 64 bits each."""
        return self._entries.content

    def clear(self) -> None:
        """Forget what it has, and keep the memory for what comes next."""
        self.documents = []
        self.meanings = []
        self._next = 0
        self._entries.used = 0

    def add(self, document: Document, passages: Sequence[Passage]) -> None:
        """Take the fingerprints of a document; its text is forgotten."""
        letters = self._letters
        letters.used = 0
        for passage in passages:
            at = letters.used
            if passage.label:
                document.places.append((at, passage.label))
            if self._model is not None:
                self._keep_meanings(passage.text, self._next + at, self._model)
            append_letters(View(passage.text).plain, letters)
        document.letters = letters.used
        document.start = self._next
        self._keep_fingerprints(self._next)
        self._next += document.letters + GAP
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

    def _keep_fingerprints(self, place: int) -> None:
        letters, entries = self._letters, self._entries
        count = counted(
            kernel.kernel().durf_fingerprint(
                ctypes.byref(self._secret.grams),
                self._secret.order,
                ctypes.c_char_p(letters.start),
                letters.used,
                place,
                self.is_public,
                entries.end(ENTRY_BYTES * letters.used),
            )
        )
        entries.used += count * ENTRY_BYTES
