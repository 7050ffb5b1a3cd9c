"""One state of a vault, open for look-ups; it never changes."""

from __future__ import annotations

import ctypes
from functools import cached_property
from typing import TYPE_CHECKING

from durf.vault import kernel
from durf.vault.background import common_grams
from durf.vault.catalogue import Catalogue
from durf.vault.kernel import Lookup, Quote, Segment, counted
from durf.vault.known import from_bytes, role_of
from durf.vault.manifest import Role, meanings_file
from durf.vault.quotation import (
    LEAST_COVERED,
    LEAST_RUN,
    LEAST_SHARE,
    LEAST_WORDS,
    Quotation,
    extent,
    is_enough,
)
from durf.vault.records.lookup import RecordsLookup
from durf.vault.sealed import Held
from durf.vault.segment import OpenSegment

if TYPE_CHECKING:
    from pathlib import Path

    from durf.text.view import View
    from durf.vault.document import Document
    from durf.vault.known import KnownPicture
    from durf.vault.manifest import Manifest, SegmentEntry
    from durf.vault.meaning.meanings import Meanings
    from durf.vault.sealed import Seal
    from durf.vault.secret import Secret

_MOST_QUOTES = 256


class Opened:
    """The segments that a manifest names.

    Args:
        folder: of the generation.
        manifest: what counts.
        secret: of the vault.
        seal: opens the catalogues.

    Raises:
        BrokenVault: a file is missing or damaged.
    """

    def __init__(
        self, folder: Path, manifest: Manifest, secret: Secret, seal: Seal
    ) -> None:
        self.folder = folder
        self.manifest = manifest
        self.secret = secret
        self.seal = seal
        self.segments = {
            entry.name: OpenSegment(folder / f"{entry.name}.segment", secret)
            for entry in manifest.segments
        }
        # What is public is asked first: it ends the question.
        public = [one for one in manifest.segments if one.role is Role.PUBLIC]
        inner = [one for one in manifest.segments if one.role is Role.DOCUMENTS]
        self.with_documents: list[SegmentEntry] = [*public, *inner]
        # All files are opened now: a writer may remove them at any time.
        self._catalogues = {
            entry.name: Catalogue(
                folder / f"{entry.name}.catalogue", entry.chunks, seal
            )
            for entry in self.with_documents
        }
        self._with_meanings = [one for one in inner if one.has_meanings]
        self._meaning_files = [
            Held(folder / meanings_file(one.name)) for one in self._with_meanings
        ]
        self._blobs = {
            role: Held(folder / name) for role, name in manifest.blobs.items()
        }
        self._pictures: dict[str, tuple[KnownPicture, ...]] = {}
        self.has_documents = bool(inner)
        tables = [one for one in manifest.segments if one.role is Role.RECORDS]
        self.records = (
            RecordsLookup(tables, self.segments, manifest, secret) if tables else None
        )
        self._lookup = self._prepared(len(public))
        self._quotes = kernel.kernel().durf_quotes
        # Written to by all threads and read by none.
        self._ignored = (Quote * 1)()

    def _prepared(self, public: int) -> Lookup:
        entries = self.with_documents
        natives = [self.segments[entry.name].native for entry in entries]
        common = common_grams()
        return Lookup(
            self.secret.grams,
            self.secret.mask,
            common.address,
            common.count,
            (Segment * len(natives))(*natives),
            bytes(int(number < public) for number in range(len(entries))),
            len(entries),
            LEAST_RUN,
            LEAST_COVERED,
            LEAST_SHARE,
        )

    def catalogue(self, entry: SegmentEntry) -> Catalogue:
        """Return the catalogue of a segment."""
        return self._catalogues[entry.name]

    def blob(self, role: str) -> bytes | None:
        """Return the sealed bytes of a role, opened; None if there are none.

        Raises:
            BrokenVault: they are damaged.
        """
        file = self._blobs.get(role)
        if file is None:
            return None
        return self.seal.open(file.whole(), role, file.path.name)

    def known_pictures(self, collection: str) -> tuple[KnownPicture, ...]:
        """Return the pictures of a collection, which are read when first asked for.

        Raises:
            BrokenVault: they are damaged.
        """
        known = self._pictures.get(collection)
        if known is None:
            role = role_of(collection)
            content = self.blob(role)
            known = from_bytes(content, role) if content else ()
            self._pictures[collection] = known
        return known

    def touches(self, plain: bytes) -> bool:
        """Tell whether a post may quote a document; for the most part it does not.

        Args:
            plain: the plain normal form of the post.
        """
        found = self._quotes(
            ctypes.byref(self._lookup), plain, len(plain), self._ignored, 1
        )
        return counted(found) > 0

    def quotations(self, view: View, least_words: int = LEAST_WORDS) -> list[Quotation]:
        """Return what of a post stands in the vault's documents, longest first.

        Where several documents of a collection have the same passage, the one that
        shares most with the post is named.
        """
        found = []
        for quote in self._asked(view.plain):
            entry = self.with_documents[quote.segment]
            document = self.catalogue(entry).at(quote.place)
            if document.start in entry.gone:
                continue
            place = extent(view, quote)
            if is_enough(quote, place, least_words):
                start, end = view.span(place.start, place.end)
                is_exact = quote.run == quote.span
                found.append(
                    (
                        quote.covered,
                        _quotation(
                            document, quote, (start, end), place.words, is_exact
                        ),
                    )
                )
        found.sort(key=lambda one: -one[0])
        return _without_repeats([quotation for _, quotation in found])

    def similar(self, text: str) -> list[Quotation]:
        """Return what of a text means the same as a sentence of a document.

        Only documents whose collection keeps meanings are asked; it takes tens of
        milliseconds.

        Raises:
            MissingExtra: the models are not installed.
        """
        if not self.has_meanings:
            return []
        from durf.vault.meaning.model import Model
        from durf.vault.meaning.scale import ALIKE, precision
        from durf.vault.meaning.similar import find_similar

        meanings, homes = self._meanings
        key = self.secret.meanings
        found = []
        for one in find_similar(text, Model.load(), meanings, key, ALIKE):
            number, place = homes[one.place]
            entry = self._with_meanings[number]
            document = self.catalogue(entry).at(place)
            if document.start not in entry.gone:
                found.append(
                    Quotation(
                        one.start,
                        one.end,
                        document.collection,
                        document.source.shown,
                        document.label_at(place),
                        len(text[one.start : one.end].split()),
                        is_exact=False,
                        score=precision(one.score),
                    )
                )
        return found

    @property
    def has_meanings(self) -> bool:
        """Whether any document is known by what it means."""
        return bool(self._with_meanings)

    @cached_property
    def _meanings(self) -> tuple[Meanings, list[tuple[int, int]]]:
        from durf.vault.meaning.stored import numbered, read_meanings

        parts = [read_meanings(file, self.seal) for file in self._meaning_files]
        return numbered(parts)

    def _asked(self, plain: bytes) -> list[Quote]:
        most = _MOST_QUOTES
        while True:
            room = (Quote * most)()
            count = counted(
                self._quotes(ctypes.byref(self._lookup), plain, len(plain), room, most)
            )
            if count < most or most >= len(plain):
                return room[:count]
            most *= 16


def _quotation(
    document: Document,
    quote: Quote,
    span: tuple[int, int],
    words: int,
    is_exact: bool,
) -> Quotation:
    return Quotation(
        *span,
        collection=document.collection,
        document=document.source.shown,
        label=document.label_at(quote.place),
        words=words,
        is_exact=is_exact,
    )


def _without_repeats(quotations: list[Quotation]) -> list[Quotation]:
    """Leave out what a longer quotation of the same collection covers mostly."""
    kept: list[Quotation] = []
    for one in quotations:
        covered = any(
            other.collection == one.collection
            and 2 * (min(other.end, one.end) - max(other.start, one.start))
            > one.end - one.start
            for other in kept
        )
        if not covered:
            kept.append(one)
    return kept
