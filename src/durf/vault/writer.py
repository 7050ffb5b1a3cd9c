"""The one who changes a vault; there is never more than one at a time.

Files are only added; what counts is the manifest, which is replaced whole.  So a
writer may be killed anywhere: the vault is as it was before the last change, and
what was left behind is swept away by the next writer.
"""

from __future__ import annotations

import fcntl
import os
import re
from contextlib import suppress
from dataclasses import replace
from shutil import rmtree
from typing import TYPE_CHECKING, Any

from durf.errors import NoVault, VaultBusy, VaultKey
from durf.vault.catalogue import Catalogue, write_catalogue
from durf.vault.document import GAP
from durf.vault.manifest import (
    ROOT,
    Manifest,
    Role,
    Root,
    SegmentEntry,
    is_made,
    meanings_file,
    random_name,
)
from durf.vault.rewriting import MOST_PLACES, to_rewrite
from durf.vault.sealed import Held, Seal, sync_folder, write_whole
from durf.vault.segment import OpenSegment, Stretch, merge_segments, write_segment

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from pathlib import Path
    from types import TracebackType

    from durf.vault.document import Batch, Document
    from durf.vault.meaning.meanings import Meanings
    from durf.vault.secret import Secret

_LOCK = "lock"
_GENERATION = re.compile("[0-9a-f]{16}")
_FOREIGN = "give the secret that 'durf vault init' made for it"


def create_vault(folder: Path, secret: Secret, name: str = "") -> str:
    """Make an empty vault; return its random name.

    Args:
        folder: that it becomes.
        secret: of it.
        name: made with ``random_name``, if it has one already.

    Raises:
        NoVault: something else is there already.
        OSError: the folder cannot be made.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if (folder / ROOT).exists():
        raise NoVault(path=folder, reason="it is a vault already")
    if list(folder.iterdir()):
        raise NoVault(path=folder, reason="the folder is not empty")
    name, generation = name or random_name(), random_name()
    (folder / generation).mkdir(mode=0o700)
    Manifest().write(folder / generation, Seal(secret))
    Root(name, generation, secret.check(name)).write(folder)
    return name


def require_secret(root: Root, secret: Secret) -> None:
    """Make sure that a secret belongs to a vault.

    Raises:
        VaultKey: it does not.
    """
    if not secret.opens(root.vault, root.check):
        raise VaultKey(reason="it belongs to another vault", mend=_FOREIGN)


def following_generation(secret: Secret, vault: str) -> str:
    """Return the folder that a rotation to a secret fills, however often it starts."""
    return secret.derive(f"generation {vault}", 8).hex()


class Writer:
    """Changes a vault, as a context.

    Args:
        folder: of the vault.
        secret: of the vault.
        generation: to write, if not the one that counts; it is made if need be.

    Raises:
        NoVault: there is none.
        VaultKey: the secret is of another vault.
        VaultBusy: somebody else is writing.
    """

    def __init__(self, folder: Path, secret: Secret, generation: str = "") -> None:
        root = Root.read(folder)
        if not generation:
            require_secret(root, secret)
        self._lock = _locked(folder)
        try:
            self._open(folder, secret, generation)
        except BaseException:
            os.close(self._lock)
            raise

    def _open(self, folder: Path, secret: Secret, generation: str) -> None:
        # Whoever wrote until now may have rotated the key.
        root = Root.read(folder)
        self.secret = secret
        self.seal = Seal(secret)
        self.folder = folder / (generation or root.generation)
        if not generation:
            require_secret(root, secret)
            _sweep_generations(folder, root.generation)
        elif not is_made(self.folder):
            self.folder.mkdir(mode=0o700, exist_ok=True)
            Manifest().write(self.folder, self.seal)
        self.manifest = Manifest.read(self.folder, self.seal)
        self._sweep()

    def __enter__(self) -> Writer:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is not None:
            # What was half written only takes room, on a disk that may be full.
            with suppress(OSError):
                self._sweep()
        os.close(self._lock)

    def documents(self) -> Iterator[tuple[SegmentEntry, Document]]:
        """Yield all documents that count, with their segments."""
        for entry in self.manifest.segments:
            if entry.role is Role.RECORDS:
                continue
            for document in self._catalogue(entry):
                if document.start not in entry.gone:
                    yield entry, document

    def write_documents(self, batch: Batch) -> SegmentEntry:
        """Write a batch beside what counts; any thread may do so.

        It counts when it is committed.
        """
        name = random_name()
        path = self.folder / f"{name}.segment"
        count = batch.count
        write_segment(path, batch.entries, count, self.secret)
        catalogue = path.with_suffix(".catalogue")
        chunks = write_catalogue(catalogue, batch.documents, self.seal)
        role = Role.PUBLIC if batch.is_public else Role.DOCUMENTS
        last = batch.documents[-1]
        span = last.start + last.letters + GAP
        has_meanings = self._write_meanings(name, batch.meanings)
        return SegmentEntry(
            name,
            role,
            count,
            span,
            len(batch.documents),
            chunks,
            has_meanings=has_meanings,
        )

    def _write_meanings(self, name: str, parts: Sequence[Meanings]) -> bool:
        if not parts:
            return False
        from durf.vault.meaning.stored import write_meanings

        write_meanings(self.folder / meanings_file(name), parts, self.seal)
        return True

    def write_values(
        self, collection: str, entries: bytearray, count: int, rows: int
    ) -> SegmentEntry:
        """Write fingerprints of a table's values; see ``write_documents``."""
        name = random_name()
        write_segment(self.folder / f"{name}.segment", entries, count, self.secret)
        return SegmentEntry(name, Role.RECORDS, count, rows, collection=collection)

    def merge_values(
        self, collection: str, parts: Sequence[SegmentEntry]
    ) -> SegmentEntry:
        """Write the segments of one table as one; their rows are numbered through."""
        if len(parts) == 1:
            return parts[0]
        name = random_name()
        opened = [
            (
                OpenSegment(self.folder / f"{one.name}.segment", self.secret),
                [Stretch(0, MOST_PLACES, 0)],
            )
            for one in parts
        ]
        target = self.folder / f"{name}.segment"
        count = merge_segments(target, opened, self.secret, all_stays=True)
        rows = max(one.span for one in parts)
        self._remove({f"{one.name}.segment" for one in parts})
        return SegmentEntry(name, Role.RECORDS, count, rows, collection=collection)

    def write_blob(self, role: str, content: bytes) -> str:
        """Write sealed bytes beside what counts; return the name of their file."""
        name = f"{random_name()}.{role.partition(' ')[0]}"
        write_whole(self.folder / name, self.seal.close(content, role))
        return name

    def commit(
        self,
        added: Sequence[SegmentEntry] = (),
        gone: Mapping[str, Collection[int]] | None = None,
        dropped: Collection[str] = (),
        **changes: Any,  # noqa: ANN401
    ) -> None:
        """Make a change count, all of it at once.

        Args:
            added: segments that count from now on.
            gone: for names of segments, the starts of documents that no longer do.
            dropped: names of segments that no longer count at all.
            changes: other fields of the manifest.
        """
        gone = gone or {}
        kept = tuple(
            replace(one, gone=one.gone | set(gone.get(one.name, ())))
            for one in self.manifest.segments
            if one.name not in dropped
        )
        state = self.manifest.next(segments=(*kept, *added), **changes)
        state.write(self.folder, self.seal)
        superseded = self.manifest.files() - state.files()
        self.manifest = state
        self._remove(superseded)

    def finish(self, jobs: int = 1) -> None:
        """Rewrite what holds documents that are gone, and merge what is small.

        Afterwards nothing of a removed document is in any file of the vault.

        Args:
            jobs: how many threads work at it.
        """
        self.merge({one.name for one in self.manifest.segments}, jobs)

    def merge(self, names: Collection[str], jobs: int = 1) -> set[str]:
        """Do so with some segments only; return the names of what they became."""
        ours = set(names)
        for role in (Role.DOCUMENTS, Role.PUBLIC):
            while group := to_rewrite(self.manifest.segments, role, ours):
                merged = self._merged(group, role, jobs)
                before = {one.name for one in group}
                self.commit(merged, dropped=before)
                ours = ours - before | {one.name for one in merged}
        return ours

    def _merged(
        self, group: Sequence[SegmentEntry], role: Role, jobs: int
    ) -> list[SegmentEntry]:
        parts, documents, at = [], [], 0
        meanings: list[Meanings] = []
        for entry in group:
            stretches = []
            if not entry.gone:
                # All of it moves by the same distance.
                stretches.append(Stretch(0, entry.span - 1, at))
            for document in self._catalogue(entry):
                if document.start in entry.gone:
                    continue
                if entry.gone:
                    last = document.start + max(document.letters - 1, 0)
                    stretches.append(Stretch(document.start, last, at))
                documents.append(replace(document, start=at))
                at += document.letters + GAP
            path = self.folder / f"{entry.name}.segment"
            parts.append((OpenSegment(path, self.secret), stretches))
            meanings += self._moved_meanings(entry, stretches)
        if not documents:
            return []
        name = random_name()
        target = self.folder / f"{name}.segment"
        has_gone = any(entry.gone for entry in group)
        count = merge_segments(
            target, parts, self.secret, all_stays=not has_gone, jobs=jobs
        )
        catalogue = target.with_suffix(".catalogue")
        chunks = write_catalogue(catalogue, documents, self.seal)
        has_meanings = self._write_meanings(name, meanings)
        return [
            SegmentEntry(
                name,
                role,
                count,
                at,
                len(documents),
                chunks,
                has_meanings=has_meanings,
            )
        ]

    def _moved_meanings(
        self, entry: SegmentEntry, stretches: Sequence[Stretch]
    ) -> list[Meanings]:
        if not entry.has_meanings:
            return []
        from durf.vault.meaning.stored import moved, read_meanings

        file = Held(self.folder / meanings_file(entry.name))
        return [moved(read_meanings(file, self.seal), stretches)]

    def _catalogue(self, entry: SegmentEntry) -> Catalogue:
        path = self.folder / f"{entry.name}.catalogue"
        return Catalogue(path, entry.chunks, self.seal)

    def _sweep(self) -> None:
        """Remove what a writer left behind that was killed."""
        found = {path.name for path in self.folder.iterdir()}
        self._remove(found - self.manifest.files())

    def _remove(self, names: Collection[str]) -> None:
        for name in names:
            with suppress(OSError):
                (self.folder / name).unlink()
        if names:
            sync_folder(self.folder)


def _sweep_generations(folder: Path, counts: str) -> None:
    """Remove what a rotation left behind: the old state, or half of a new one."""
    for path in folder.iterdir():
        if path.name != counts and _GENERATION.fullmatch(path.name) and path.is_dir():
            rmtree(path, ignore_errors=True)
        elif path.name.startswith(f".{ROOT}."):
            with suppress(OSError):
                path.unlink()


def _locked(folder: Path) -> int:
    number = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(number)
        raise VaultBusy(path=folder) from None
    return number
